"""Where the money comes from: what sources promised, what arrived, by region for the offices above."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import book, note_fund, reverse_entry, withdraw_fund
from yizhan.contracts.models import AgreementStation, Entry, Fund
from yizhan.contracts.queries.money import (
    VIEW,
    arrived_by_region,
    entries_of,
    funds_of,
    is_founding,
    planned_by_region,
    purse_of,
)
from yizhan.contracts.rules.funds import caps_of, matching_short, sources_of, station_money, station_price
from yizhan.kernel.money import yuan
from yizhan.papers.rules import Cell, Heading, Table
from yizhan.regions.queries import regions_on
from yizhan.web.contracts.money.forms import ArrivalForm, FundForm, ReverseForm
from yizhan.web.contracts.money.parts import (
    choices_of,
    excel,
    is_office,
    project_with_money,
    tabs,
)
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.stations.forms import attempt


@requires(VIEW)
def funds_page(request: ActorRequest, project_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    project = project_with_money(actor, project_id)
    lines = funds_of(actor=actor, project=project)
    matching = [line for line in lines if line.fund is not None and line.fund.matching]
    price = station_price(region_code=project.region_code, on=on)
    parts = list(
        AgreementStation.objects.visible_to(actor, VIEW)
        .filter(agreement__project=project)
        .select_related("station")
        .order_by("station__region_code")
    )
    foreseen = [
        (part.station, station_money(price, fen=part.amount_fen, founding=is_founding(part, project)))
        for part in parts
    ] if price else []  # fmt: skip
    by_payer: dict[str, int] = {}
    for _station, told in foreseen:
        for payer, fen in told.by_payer.items():
            by_payer[payer] = by_payer.get(payer, 0) + fen
    facts = {
        "project": project,
        "tabs": tabs(actor, project, "contract-funds"),
        "lines": lines,
        "total": (sum(line.planned for line in lines), sum(line.arrived for line in lines)),
        "short": matching_short(
            promised=sum(line.planned for line in matching), arrived=sum(line.arrived for line in matching)
        ),
        "purse": purse_of(actor=actor, project=project),
        "sources": sources_of(region_code=project.region_code, on=on),
        "price": price,
        "founding": sum(told.founding for _station, told in foreseen),
        "by_payer": by_payer,
        "may_note": actor.may("contracts.note_fund") and project.closed_on is None,
        "may_withdraw": actor.may("contracts.withdraw_fund") and project.closed_on is None,
    }
    return render(request, "contracts/money/funds.html", facts)


@requires(VIEW, "contracts.note_fund")
def fund_new(request: ActorRequest, project_id: UUID) -> HttpResponse:
    project, on = project_with_money(request.actor, project_id), localdate()
    caps = caps_of(region_code=project.region_code, on=on)
    sources = sources_of(region_code=project.region_code, on=on)
    price = station_price(region_code=project.region_code, on=on)
    form = FundForm(
        request.POST or None, caps=[(cap.rule.id, f"{cap.rule.says}（{cap.rule.chip}）") for cap in caps]
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        planned, basis = given.pop("planned"), given.pop("basis")
        done = attempt(
            form,
            lambda: note_fund(
                actor=request.actor,
                project_id=project.pk,
                planned_fen=planned,
                basis_fen=basis,
                on=on,
                **given,
            ),
        )
        if done is not None:
            messages.success(
                request,
                _("%(source)s %(fen)s 元记好了。") % {"source": done.source, "fen": yuan(done.planned_fen)},
            )
            return redirect("contract-funds", project.pk)
    payers = list(dict.fromkeys(payer for row in price.sharing for payer in row.parties)) if price else []
    facts = {"project": project, "form": form, "sources": sources, "payers": payers, "caps": caps}
    return render(
        request,
        "contracts/money/fund_new.html",
        facts,
        status=422 if form.is_bound and form.errors else 200,
    )


@requires(VIEW, "contracts.book")
def arrival_new(request: ActorRequest, project_id: UUID) -> HttpResponse:
    """Money of a source came in."""
    actor, on = request.actor, localdate()
    project = project_with_money(actor, project_id)
    lines = funds_of(actor=actor, project=project)
    sources = choices_of(list(dict.fromkeys(line.source for line in lines)))
    stations = [
        (str(part.station_id), part.station.short_name)
        for part in AgreementStation.objects.visible_to(actor, VIEW)
        .filter(agreement__project=project)
        .select_related("station")
        .order_by("station__region_code")
    ]
    form = ArrivalForm(
        request.POST or None,
        sources=sources,
        stations=stations,
        initial={"moved_on": on, "source": request.GET.get("source", "")},
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        purposes = {line.purpose for line in lines if line.source == given["source"]}
        done = attempt(
            form,
            lambda: book(
                actor=actor,
                project_id=project.pk,
                kind=Entry.Kind.ALLOCATED,
                amount_fen=given["amount"],
                moved_on=given["moved_on"],
                on=on,
                what=given["what"],
                source=given["source"],
                purpose=purposes.pop() if len(purposes) == 1 else "",
                station_id=UUID(given["station_id"]) if given["station_id"] else None,
            ),
        )
        if done is not None:
            messages.success(request, _("到位 %(fen)s 元记好了。") % {"fen": yuan(done.amount_fen)})
            return redirect("contract-funds", project.pk)
    return render(
        request,
        "contracts/money/arrival.html",
        {"project": project, "form": form, "sources": sources},
        status=422 if form.is_bound and form.errors else 200,
    )


@requires("contracts.withdraw_fund")
@require_POST
def fund_withdraw(request: ActorRequest, fund_id: UUID) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.actor, "contracts.withdraw_fund"), pk=fund_id)
    withdraw_fund(
        actor=request.actor, fund_id=fund.pk, because=request.POST.get("because", ""), on=localdate()
    )
    messages.success(request, _("“%(source)s”已撤销，仍留底。") % {"source": fund.source})
    return redirect("contract-funds", fund.project_id)


@requires(VIEW)
def entries_page(request: ActorRequest, project_id: UUID) -> HttpResponse:
    """The ledger, row by row."""
    actor = request.actor
    project = project_with_money(actor, project_id)
    listing: Listing[Entry] = Listing(
        request,
        entries_of(actor=actor, project=project),
        sorts=(Sort("day", _("日期"), "-moved_on"), Sort("amount", _("金额"), "-amount_fen")),
        filters=(
            Filter("kind", _("类别"), Entry.Kind.choices, "kind"),
            Filter(
                "state",
                _("状态"),
                (("standing", _("有效")), ("reversed", _("冲销和被冲销"))),
                _in_state,
            ),
            Between("moved", _("日期"), "moved_on"),
        ),
    )  # fmt: skip
    if listing.wants_export:
        return listing.export(
            _("项目账目"),
            (
                Column(_("日期"), "moved_on"),
                Column(_("登记日期"), "booked_on"),
                Column(_("类别"), lambda entry: str(entry.get_kind_display())),
                Column(_("金额（元）"), lambda entry: entry.signed_fen / 100, "money"),
                Column(_("科目"), "heading"),
                Column(_("来源"), "source"),
                Column(_("站点"), "station.short_name"),
                Column(_("承接主体"), "agreement.provider.name"),
                Column(_("说明"), "what"),
                Column(_("冲销原因"), "because"),
                Column(_("登记人"), "booked_by"),
            ),
        )
    facts = {
        "project": project,
        "tabs": tabs(actor, project, "contract-entries"),
        "listing": listing,
        "sum": listing.matching.fen_by("kind"),  # type: ignore[attr-defined]  # entries add up
        "labels": dict(Entry.Kind.choices),
        "may_reverse": actor.may("contracts.reverse_entry")
        and is_office(actor, project)
        and project.closed_on is None,
        "reverse": ReverseForm(),
    }
    return render(request, "contracts/money/entries.html", facts)


def _in_state(rows: Any, value: str) -> Any:
    return (
        rows.standing()
        if value == "standing"
        else rows.exclude(reverses__isnull=True, reversed_by__isnull=True)
    )


@requires("contracts.reverse_entry")
@require_POST
def entry_reverse(request: ActorRequest, entry_id: UUID) -> HttpResponse:
    done = reverse_entry(
        actor=request.actor, entry_id=entry_id, because=request.POST.get("because", ""), on=localdate()
    )
    messages.success(request, _("已冲销 %(fen)s 元，两笔都保留。") % {"fen": yuan(done.amount_fen)})
    return redirect("contract-entries", done.project_id)


@requires(VIEW)
def sources_page(request: ActorRequest) -> HttpResponse:
    """Promised and arrived by source and region, for the county, the city and the province."""
    actor, on = request.actor, localdate()
    year = _year(request.GET.get("year", ""), on)
    first, last = date(year, 1, 1), date(year, 12, 31)
    planned = planned_by_region(actor=actor, first=first, last=last)
    came = arrived_by_region(actor=actor, first=first, last=last)
    regions = sorted({code for code, _source in (*planned, *came)})
    sources = sorted({source for _code, source in (*planned, *came)})
    names = regions_on(codes=regions, on=on)
    rows = [
        (
            names[code].name if code in names else code,
            source,
            planned.get((code, source), 0),
            came.get((code, source), 0),
        )
        for code in regions
        for source in sources
        if (code, source) in planned or (code, source) in came
    ]
    if request.GET.get("export") == "xlsx":
        headings = [
            Heading(_("地区")), Heading(_("资金来源")), Heading(_("安排（元）"), "money"),
            Heading(_("到位（元）"), "money"),
        ]  # fmt: skip
        told: list[list[Cell]] = [
            [place, source, plan / 100, arrived / 100] for place, source, plan, arrived in rows
        ]
        title = _("%(year)s年资金台账") % {"year": year}
        return excel(title, Table(title, headings, told))
    by_source = [
        (
            source,
            sum(plan for _p, one, plan, _a in rows if one == source),
            sum(got for _p, one, _pl, got in rows if one == source),
        )
        for source in sources
    ]
    facts = {
        "year": year,
        "years": range(on.year - 3, on.year + 1),
        "rows": rows,
        "by_source": by_source,
        "total": (sum(row[2] for row in rows), sum(row[3] for row in rows)),
    }
    return render(request, "contracts/money/sources.html", facts)


def _year(text: str, on: date) -> int:
    return int(text) if text.isdigit() and on.year - 10 <= int(text) <= on.year + 1 else on.year
