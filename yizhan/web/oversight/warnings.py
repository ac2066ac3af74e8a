"""风险预警: the list, one warning with what is behind it, the answer and the check, the rules with their false alarms."""

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.kernel.metric import METRICS
from yizhan.oversight.actions import answer_warning, check_warning, raise_warnings
from yizhan.oversight.models import RiskWarning
from yizhan.oversight.queries.warnings import (
    VIEW,
    evidence_of,
    last_look,
    one_warning,
    roles_upon,
    rule_book,
    steps_of,
    to_answer,
    to_check,
    totals,
    warnings,
)
from yizhan.oversight.queries.warnings_look import changed_since, look, warning_rules
from yizhan.oversight.rules.warnings import (
    ANSWER,
    ANSWERABLE,
    CHECK,
    OPEN_STATES,
    RAISE,
    ROLES_OF,
    answering_level,
)
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.nav import url_or_none

OVERLAP = timedelta(hours=25)
PAGES = {
    "service": "service",
    "worker": "worker",
    "agreement": "agreement",
    "indicator": "indicator",
    "ledger": "contract-entries",
    "expense": "contract-expense",
    "complaint": "complaint",
}
ACTIVE = "active"


@requires(VIEW)
def warning_list(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    region = _region(request)
    rules = warning_rules(region_code=region, on=on) if region else []
    mine = {
        "answer": lambda rows: rows.filter(pk__in=to_answer(actor=actor).order_by().values("pk")),
        "check": lambda rows: rows.filter(pk__in=to_check(actor=actor).order_by().values("pk")),
    }
    choices = [
        (word, label)
        for word, label, verb in (("answer", _("待我答复"), ANSWER), ("check", _("待我复核"), CHECK))
        if actor.may(verb)
    ]
    listing: Listing[RiskWarning] = Listing(
        request,
        warnings(actor=actor),
        sorts=(
            Sort("new", _("新发现的在前"), "-raised_on"),
            Sort("level", _("级别高的在前"), "gravity"),
            Sort("due", _("快到期的在前"), "due_on"),
        ),
        filters=(
            Filter(
                "state",
                _("进展"),
                ((ACTIVE, _("还没办完")), *RiskWarning.State.choices),
                lambda rows, word: (
                    rows.filter(state__in=OPEN_STATES) if word == ACTIVE else rows.filter(state=word)
                ),
            ),
            Filter("mine", _("要我办的"), choices, lambda rows, word: mine[word](rows)),
            Filter("level", _("级别"), RiskWarning.Level.choices, "level"),
            Filter(
                "kind",
                _("类别"),
                (("risk", _("风险预警")), ("question", _("记录疑问"))),
                lambda rows, word: rows.filter(question=word == "question"),
            ),
            Filter(
                "rule", _("规则"), [(rule.id, Truncator(rule.says).chars(30)) for rule in rules], "rule_id"
            ),
            Filter(
                "late",
                _("时限"),
                (("1", _("已过答复期限")),),
                lambda rows, _word: rows.filter(state__in=ANSWERABLE, due_on__lt=on),
            ),
            Between("raised", _("发现日期"), "raised_on"),
        ),
        search=lambda rows, words: (
            rows.filter(station__short_name__icontains=words)
            | rows.filter(station__region_code__startswith=words)
            | rows.filter(organisation__name__icontains=words)
        ),
        search_hint=_("站点、机构、区划代码"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("风险预警台账"),
            (
                Column(_("发现日期"), "raised_on"),
                Column(_("级别"), lambda row: str(row.get_level_display())),
                Column(_("站点"), "station.short_name"),
                Column(_("机构"), "organisation.name"),
                Column(_("预警"), "what", "text"),
                Column(_("规定"), "says", "text"),
                Column(_("条款"), "clause", "text"),
                Column(_("由谁答复"), lambda row: str(row.get_owner_display())),
                Column(_("答复期限"), "due_on"),
                Column(_("进展"), lambda row: str(row.get_state_display())),
                Column(_("办完日期"), "ended_on"),
            ),
        )
    facts = {
        "listing": listing,
        "on": on,
        "totals": totals(actor=actor, on=on),
        "look": last_look(region_codes=[region]) if region else None,
        "ruled": bool(rules),
        "may_look": actor.may(RAISE),
    }
    return render(request, "oversight/warnings.html", facts)


@requires(VIEW)
def warning_page(request: ActorRequest, warning_id: UUID) -> HttpResponse:
    return _page(request, warning_id)


def _page(request: ActorRequest, warning_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    actor, on = request.actor, localdate()
    row = one_warning(actor=actor, warning_id=warning_id)
    level = answering_level(
        roles=roles_upon(row, actor=actor, verb=ANSWER), owner=row.owner, first_owner=row.first_owner
    )
    behind = evidence_of(actor=actor, warning=row)
    facts = {
        "row": row,
        "on": on,
        "steps": steps_of(row),
        "refusal": refusal,
        "typed": request.POST.get("text", ""),
        "chosen": request.POST.get("outcome", ""),
        "evidence": [(each, url_or_none(PAGES[each.kind], each.id)) for each in behind.rows],
        "hidden": behind.hidden,
        "counted_as": METRICS[row.metric].says if row.metric in METRICS else "",
        "figure_url": _figure_url(request, row),
        "outcomes": [
            (value, label)
            for value, label in RiskWarning.State.choices
            if value in ("HANDLED", "EXPLAINED", "WRONG")
        ],
        "may_answer": row.state in ANSWERABLE and level is not None,
        "may_check": row.state == "ANSWERED"
        and bool(ROLES_OF[row.checker] & roles_upon(row, actor=actor, verb=CHECK))
        and row.answered_by != actor.id,
        "proposed": RiskWarning.State(row.outcome).label if row.outcome else "",
        "checker": RiskWarning.Owner(row.checker).label if row.checker else "",
        "raised_to": RiskWarning.Owner(row.raised_to).label if row.raised_to else "",
        "remedy": next(
            (
                rule
                for rule in warning_rules(region_code=row.region_code, on=row.raised_on)
                if rule.id == row.rule_id
            ),
            None,
        ),
    }
    return render(request, "oversight/warning.html", facts, status=422 if refusal else 200)


@requires(VIEW)
@require_POST
def warning_step(request: ActorRequest, warning_id: UUID, step: str) -> HttpResponse:
    """An answer or a check; a refusal comes back on the page of the warning with what was typed."""
    do = STEPS.get(step)
    if do is None:
        raise Http404
    try:
        said = do(request, warning_id, localdate())
    except Refused as no:
        return _page(request, warning_id, no)
    messages.success(request, said)
    return redirect("warning", warning_id)


def _answer(request: ActorRequest, warning_id: UUID, on: date) -> str:
    row = answer_warning(
        actor=request.actor,
        warning_id=warning_id,
        outcome=request.POST.get("outcome", ""),
        text=request.POST.get("text", ""),
        on=on,
    )
    if row.open:
        return _("答复好了，等%(who)s复核。") % {"who": RiskWarning.Owner(row.checker).label}
    return _("答复好了，这条预警办完了。")


def _check(request: ActorRequest, warning_id: UUID, on: date) -> str:
    agrees = request.POST.get("agrees") == "1"
    check_warning(
        actor=request.actor,
        warning_id=warning_id,
        agrees=agrees,
        text=request.POST.get("text", ""),
        on=on,
    )
    return _("复核好了，这条预警办完了。") if agrees else _("已退回。")


STEPS: dict[str, Callable[[ActorRequest, UUID, date], str]] = {"answer": _answer, "check": _check}


@requires(RAISE)
@require_POST
def warning_look(request: ActorRequest) -> HttpResponse:
    """Look now, for one county: what the night would find, without waiting for it."""
    region, on, at = _region(request), localdate(), timezone.now()
    since = changed_since(region_code=region, at=at, overlap=OVERLAP)
    told = look(region_code=region, on=on, since=since)
    made = raise_warnings(actor=request.actor, region_code=region, told=told, on=on, at=at)
    messages.success(
        request,
        _("核对了 %(stations)d 个站：新发现 %(raised)d 条，自行消除 %(gone)d 条。")
        % {"stations": made.stations, "raised": made.raised, "gone": made.gone},
    )
    return redirect("warnings")


@requires(VIEW)
def warning_rule_list(request: ActorRequest) -> HttpResponse:
    region = _region(request)
    facts = {
        "book": rule_book(actor=request.actor, region_code=region, on=localdate()),
    }
    return render(request, "oversight/warning_rules.html", facts)


def _region(request: ActorRequest) -> str:
    """Where this reader sits: the widest place she sees warnings of."""
    regions = [grant.region for grant in request.actor.grants_for(VIEW) if grant.region.isdigit()]
    return min(regions, key=len, default="")


def _figure_url(request: ActorRequest, row: RiskWarning) -> str:
    if not row.metric or row.metric not in METRICS or not request.actor.may("reports.view_totals"):
        return ""
    days = {"station": row.station_id, "from": row.period_first_on, "to": row.period_last_on}
    return f"{reverse('figure', args=[row.metric])}?{urlencode(days)}"
