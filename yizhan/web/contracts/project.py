"""The projects of a county, and one project on one page."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.access.models import Organisation
from yizhan.contracts.actions import close_project, open_project
from yizhan.contracts.models import Agreement, Instalment, Project
from yizhan.contracts.queries.agreements import agreements_of
from yizhan.contracts.queries.instalments import VIEW_MONEY, Payment, payments_of
from yizhan.contracts.queries.money import curve
from yizhan.contracts.queries.projects import closing_of, one_project, papers_of, projects_of
from yizhan.kernel.actor import Actor
from yizhan.web.contracts.chain import chain_of
from yizhan.web.contracts.forms import CloseProject, NewProject
from yizhan.web.contracts.ocds import county_of
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.nav import url_or_none
from yizhan.web.stations.forms import attempt

SIZE = 30
PANELS = (
    "contract-indicators",
    "contract-money",
    "contract-payments",
    "contract-curve",
    "contract-plan",
    "contract-staffing",
    "contract-duties",
)
"""Parts of the page with an address of their own, in the order they are read."""


@requires("contracts.view")
def project_list(request: ActorRequest) -> HttpResponse:
    on = localdate()
    listing: Listing[Project] = Listing(
        request,
        projects_of(actor=request.actor),
        sorts=(
            Sort("year", _("服务年度"), "-first_on"),
            Sort("place", _("区划"), "region_code"),
        ),
        filters=(
            Filter(
                "state",
                _("状态"),
                (("open", _("没关账")), ("closed", _("已关账"))),
                lambda rows, value: rows.filter(closed_on__isnull=value == "open"),
            ),
        ),
        search=lambda rows, words: (
            rows.filter(name__icontains=words) | rows.filter(buyer__name__icontains=words)
        ),
        search_hint=_("项目名称、购买方"),
        size=SIZE,
    )
    if listing.wants_export:
        return listing.export(
            _("项目名册"),
            (
                Column(_("项目"), "name"),
                Column(_("购买方"), "buyer.name"),
                Column(_("区划代码"), "region_code", "text"),
                Column(_("服务年度第一天"), "first_on"),
                Column(_("服务年度最后一天"), "last_on"),
                Column(_("关账日期"), "closed_on"),
            ),
        )
    facts = {
        "listing": listing,
        "rows": [(project, _stage(project, on), project.day_of_year(on)) for project in listing.rows],
        "may_open": request.actor.may("contracts.open_project"),
        "county_code": county_of(request.actor) if request.actor.may("contracts.view_money") else "",
        "may_money": request.actor.may("contracts.view_money"),
    }
    return render(request, "contracts/list.html", facts)


def _stage(project: Project, on: Any) -> str:
    if project.closed_on is not None:
        return "closed"
    if on < project.first_on:
        return "before"
    return "running" if on <= project.last_on else "after"


@requires("contracts.view")
def project_page(request: ActorRequest, project_id: UUID) -> HttpResponse:
    on = localdate()
    project = one_project(actor=request.actor, project_id=project_id)
    actor = request.actor
    agreements = list(agreements_of(actor=actor, project=project))
    signed = [one for one in agreements if one.signed_on]
    living = [one for one in signed if one.state != Agreement.State.TERMINATED]
    outlook = (
        curve(actor=actor, project=project, on=on, signed=signed)
        if signed and actor.may(VIEW_MONEY)
        else None
    )
    facts = {
        "project": project,
        "agreements": agreements,
        "signed": signed,
        "living": living,
        "providers": list(dict.fromkeys(one.provider.name for one in signed)),
        "stations": len({line.station_id for one in signed for line in one.stations.all()}),
        "amount_fen": sum(one.amount_fen for one in signed) if outlook else None,
        "outlook": outlook if outlook and living and outlook.dry_on and on <= project.last_on else None,
        "now": outlook.points[-1] if outlook else None,
        "waiting": _waiting(actor, signed, on) if outlook else None,
        "today": on,
        "stage": _stage(project, on),
        "day": project.day_of_year(on),
        "steps": chain_of(project, actor=actor, on=on),
        "panels": [url for name in PANELS if (url := url_or_none(name, project.pk)) is not None],
        "papers": papers_of(actor=actor, project=project)[:12],
        "next": Project.objects.visible_to(actor, "contracts.view").filter(follows=project).first(),
        "may": {
            verb: actor.may(f"contracts.{verb}")
            for verb in ("close_project", "attach_paper", "withdraw_paper", "draft_agreement", "view_money")
        },
        "closing": CloseProject(initial={"closing_on": on}),
        "before_closing": closing_of(actor=actor, project=project, on=on)
        if actor.may("contracts.close_project") and _stage(project, on) == "after"
        else None,
    }
    return render(request, "contracts/project.html", facts)


def _waiting(actor: Actor, signed: list[Agreement], on: date) -> tuple[Agreement, Payment] | None:
    """The payment whose turn it is, with its agreement."""
    for one in signed:
        for each in payments_of(actor=actor, agreement=one, on=on):
            if each.row.state != Instalment.State.PAID and not each.over:
                return one, each
    return None


@requires("contracts.open_project")
def project_new(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    offices = Organisation.objects.visible_to(actor, "contracts.open_project").filter(
        kind__in=(Organisation.Kind.COUNTY, Organisation.Kind.DEPARTMENT), closed_on=None
    )
    buyers = [(str(office.pk), office.name) for office in offices.order_by("kind", "name")[:50]]
    before = [
        (str(each.pk), each.name) for each in projects_of(actor=actor).order_by("-first_on", "-id")[:20]
    ]
    form = NewProject(request.POST or None, buyers=buyers, before=before)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        region = next(office.region_code for office in offices if str(office.pk) == given["buyer_id"])
        project = attempt(
            form,
            lambda: open_project(
                actor=actor,
                region_code=region,
                name=given["name"],
                buyer_id=UUID(given["buyer_id"]),
                first_on=given["first_on"],
                last_on=given["last_on"],
                follows_id=UUID(given["follows_id"]) if given["follows_id"] else None,
            ),
        )
        if project is not None:
            messages.success(request, _("“%(name)s”建好了。") % {"name": project.name})
            return redirect("contract", project.pk)
    return render(
        request, "contracts/new.html", {"form": form}, status=422 if form.is_bound and form.errors else 200
    )


@requires("contracts.close_project")
@require_POST
def project_close(request: ActorRequest, project_id: UUID) -> HttpResponse:
    form = CloseProject(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明关账日期。"))
        return redirect("contract", project_id)
    project = close_project(
        actor=request.actor,
        project_id=project_id,
        closing_on=form.cleaned_data["closing_on"],
        on=localdate(),
    )
    messages.success(request, _("“%(name)s”已关账，以后只供查阅。") % {"name": project.name})
    return redirect("contract", project.pk)
