"""评估: the rounds, and one round with its stations side by side."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Case, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.access.models import Organisation
from yizhan.contracts.models import Project
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import (
    prepare_round,
)
from yizhan.oversight.models import Objection, Round, RoundParty
from yizhan.oversight.queries.results import agreements_judged, conditions_of
from yizhan.oversight.queries.rounds import round_for, rounds, steps_of
from yizhan.oversight.queries.rounds_matrix import Matrix, matrix
from yizhan.oversight.queries.scoring import schemes_for
from yizhan.oversight.queries.teams import parties_to_name_for, team_of
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.rounds import (
    ARCHIVE,
    COMMISSION,
    DROP,
    FILE,
    LOCK,
    OPEN,
    PREPARE,
    REFRESH,
    SCORE,
    SETTLE,
    TELL,
    VERIFY,
    objection_term,
    settling_problem,
)
from yizhan.oversight.rules.scoring import Scheme
from yizhan.papers.rules import Heading, Table, xlsx
from yizhan.web.door import ActorRequest, requires, requires_any
from yizhan.web.files import XLSX, file_answer
from yizhan.web.listing import Filter, Listing, Sort
from yizhan.web.oversight.rounds_forms import NewRound, PartyForm
from yizhan.web.stations.forms import attempt
from yizhan.web.templatetags.oversight_rounds import held, met
from yizhan.web.templatetags.yizhan import Step

VIEW, RESULT = "oversight.view_rounds", "oversight.view_results"
ORDER = ("PREPARED", "OPEN", "OPENED", "OBJECTIONS", "SETTLED", "LOCKED", "ARCHIVED")


@requires_any(VIEW, SCORE, RESULT)
def round_list(request: ActorRequest) -> HttpResponse:
    listing: Listing[Round] = Listing(
        request,
        rounds(actor=request.actor).annotate(
            ends_on=Case(When(state="OBJECTIONS", then="objections_until_on"), default="due_on")
        ),
        sorts=(Sort("new", _("新的在前"), "-prepared_on"), Sort("due", _("快到期的在前"), "ends_on")),
        filters=(Filter("state", _("进展"), Round.State.choices, "state"),),
        search=lambda rows, words: rows.filter(name__icontains=words),
        search_hint=_("名称"),
        size=30,
    )
    actor = request.actor
    region = _region(actor)
    schemes = schemes_for(region_code=region, on=localdate()) if region else ()
    facts = {
        "listing": listing,
        "on": localdate(),
        "may_prepare": actor.may(PREPARE),
        "sees_objections": actor.may(VIEW) or actor.may(RESULT),
        "scheme": next((each for each in schemes if each.usable), None),
        "why_not": _why_not(schemes),
    }
    return render(request, "oversight/rounds.html", facts)


def _region(actor: Actor) -> str:
    """Where this person's rounds are prepared; "" where she prepares none."""
    return next((grant.region for grant in actor.grants_for(PREPARE) if grant.stations is None), "")


def _why_not(schemes: tuple[Scheme, ...]) -> str:
    """Why no round can be put together here; "" when one can."""
    if not schemes:
        return _("本地区尚无此项规定：没有文件写明怎样评估。")
    if any(each.usable for each in schemes):
        return ""
    return "".join(schemes[0].problems)


@requires(PREPARE)
def round_new(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    region = _region(actor)
    schemes = schemes_for(region_code=region, on=on) if region else ()
    usable = [each for each in schemes if each.usable]
    words = list(dict.fromkeys(word for each in usable for word in (each.rounds or (_("年度"),))))
    projects = list(
        Project.objects.visible_to(actor, PREPARE).filter(first_on__lte=on).order_by("-first_on")[:20]
    )
    running = next((each for each in projects if each.last_on >= on), None)
    form = NewRound(
        request.POST or None,
        initial={
            "round_id": uuid7(),
            "project_id": str(running.pk) if running else "",
            "first_on": running.first_on if running else date(on.year, 1, 1),
            "last_on": on,
            "due_on": on + timedelta(days=14),
            "chosen": Round.Chosen.ALL,
        },
        schemes=[(each.name, each.name) for each in usable],
        words=[(word, word) for word in words],
        projects=[(str(each.pk), each.name) for each in projects],
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        project = given.pop("project_id")
        made = attempt(
            form,
            lambda: prepare_round(
                actor=actor, region_code=region, on=on, project_id=UUID(project) if project else None, **given
            ),
        )
        if made is not None:
            messages.success(request, _("拟好了。核对站点和评分各方，再开始评分。"))
            return redirect("round", made.pk)
    facts = {"form": form, "schemes": usable, "why_not": _why_not(schemes), "frames": schemes}
    return render(
        request, "oversight/round_new.html", facts, status=422 if form.is_bound and form.errors else 200
    )


@requires_any(VIEW, SCORE, RESULT)
def round_page(request: ActorRequest, round_id: UUID) -> HttpResponse:
    return round_shown(request, round_id)


def round_shown(request: ActorRequest, round_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    actor, on = request.actor, localdate()
    one = round_for(actor=actor, round_id=round_id)
    scheme = thawed(one.rules)
    seen = matrix(actor=actor, round_=one)
    if request.GET.get("export") == "xlsx":
        return _excel(one, seen, by_items=scheme.by_items)
    office = any(grant.reaches_region(one.region_code) for grant in actor.grants_for(VIEW))
    runs = any(grant.reaches_region(one.region_code) for grant in actor.grants_for(PREPARE))
    waiting = (
        Objection.objects.visible_to(actor, VIEW).filter(round_station__round=one, state="OPEN").count()
        if one.told
        else 0
    )
    facts = {
        "one": one,
        "scheme": scheme,
        "by_items": scheme.by_items,
        "seen": seen,
        "refusal": refusal,
        "on": on,
        "office": office,
        "steps": steps_of(one) if office else [],
        "chain": _chain(one),
        "parties": _parties(request, one, seen) if runs and one.state in ("PREPARED", "OPEN") else [],
        "may": _may(actor, one, runs=runs),
        "term": objection_term(region_code=one.region_code, told_on=on) if one.state == "OPENED" else None,
        "week": on + timedelta(days=7),
        "not_settled": settling_problem(waiting=waiting, until_on=one.objections_until_on, on=on)
        if one.state == "OBJECTIONS"
        else None,
        "waiting": waiting,
        "team": team_of(
            actor=actor,
            round_=one,
            told=office or one.told or actor.may(SCORE),
            parties=seen.parties,
        ),
        "name_for": parties_to_name_for(actor=actor, round_=one),
        "agreements": agreements_judged(actor=actor, round_=one),
        "conditions": conditions_of(actor=actor, round_=one) if actor.may(FILE) else [],
    }
    return render(request, "oversight/round.html", facts, status=422 if refusal else 200)


def _may(actor: Actor, one: Round, *, runs: bool) -> dict[str, bool]:
    """Which steps this person may take now."""
    now = {
        "open": (OPEN, ("PREPARED",)),
        "drop": (DROP, ("PREPARED",)),
        "refresh": (REFRESH, ("OPEN",)),
        "tell": (TELL, ("OPENED",)),
        "settle": (SETTLE, ("OBJECTIONS",)),
        "lock": (LOCK, ("SETTLED",)),
        "archive": (ARCHIVE, ("LOCKED",)),
    }
    found = {name: runs and actor.may(verb) and one.state in states for name, (verb, states) in now.items()}
    reaches = any(grant.reaches_region(one.region_code) for grant in actor.grants_for(VERIFY))
    return {**found, "verify": reaches and one.state in ("OPENED", *ORDER[3:])}


def _chain(one: Round) -> list[Step]:
    days = {
        "PREPARED": one.prepared_on,
        "OPEN": one.opened_on,
        "OBJECTIONS": one.told_on,
        "SETTLED": one.settled_on,
        "LOCKED": one.locked_on,
        "ARCHIVED": one.archived_on,
    }
    names = {
        "PREPARED": _("拟订"),
        "OPEN": _("各方评分"),
        "OPENED": _("全部拆封"),
        "OBJECTIONS": _("告知、异议"),
        "SETTLED": _("定结果"),
        "LOCKED": _("锁定"),
        "ARCHIVED": _("归档"),
    }
    if one.state == Round.State.DROPPED:
        return [Step(_("已作废"), "bad")]
    here = ORDER.index(one.state)
    found = []
    for n, state in enumerate(ORDER):
        done = n < here or one.state == Round.State.ARCHIVED
        day = days.get(state)
        lines = [f"{day:%Y-%m-%d}"] if day and n <= here else []
        if state == "OPEN" and n == here:
            lines.append(_("%(day)s 前评完") % {"day": f"{one.due_on:%m-%d}"})
        if state == "OBJECTIONS" and n == here and one.objections_until_on:
            lines.append(_("到 %(day)s") % {"day": f"{one.objections_until_on:%m-%d}"})
        found.append(
            Step(
                names[state],
                "ok" if done else "now" if n == here else "later",
                lines,
                one.objections_clause if state == "OBJECTIONS" else "",
                one.objections_rule if state == "OBJECTIONS" else "",
            )
        )
    return found


def _parties(request: ActorRequest, one: Round, seen: Matrix) -> list[tuple[RoundParty, PartyForm]]:
    rows = Organisation.objects.visible_to(request.actor, COMMISSION).filter(closed_on=None)
    choices = [
        (str(each.pk), each.name)
        for each in rows.exclude(kind__in=["PLATFORM", "AUDITOR"]).order_by("kind", "name")[:300]
    ]
    return [
        (
            party,
            PartyForm(
                initial={
                    "kind": party.kind,
                    "organisation_id": str(party.organisation_id or ""),
                    "from_on": party.from_on,
                    "to_on": party.to_on,
                },
                organisations=choices,
                auto_id=f"{party.position}_%s",
            ),
        )
        for party in seen.parties
    ]


def _excel(one: Round, seen: Matrix, *, by_items: bool) -> HttpResponse:
    """What the page shows and nothing more: sealed stations have no score here either.

    by_items  no paper gives points: how many clauses each station meets, and no rank
    """
    words = {"SEALED": _("已封存"), "DRAFT": _("待评")}
    table = Table(
        title=one.name,
        headings=[
            Heading(_("站点")),
            *(Heading(party.name, "text") for party in seen.parties),
            Heading(_("达标几项") if by_items else _("总分"), "text"),
            *([] if by_items else [Heading(_("名次"), "text"), Heading(_("等次"))]),
        ],
        rows=[
            [
                line.row.station.title,
                *(
                    words.get(
                        cell.state,
                        met(cell.score) if by_items else "—" if cell.score is None else f"{cell.score:.2f}",
                    )
                    for cell in line.cells
                ),
                _("未拆封")
                if line.row.opened_at is None
                else held(line.row)
                if by_items
                else "—"
                if line.row.total is None
                else f"{line.row.total}",
                *([] if by_items else ["" if line.rank is None else str(line.rank), line.row.band]),
            ]
            for line in seen.lines
        ],
        lead=_("%(scheme)s，%(first)s 至 %(last)s，%(state)s")
        % {
            "scheme": one.scheme,
            "first": one.first_on,
            "last": one.last_on,
            "state": one.get_state_display(),
        },
    )
    return file_answer(xlsx(table), f"{one.name}.xlsx", XLSX)
