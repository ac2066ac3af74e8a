"""季度比拼: the contests of a county, one with its ranking, one station's lines, and its steps."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.kernel.period import Period
from yizhan.oversight.actions import (
    drop_contest,
    mark_entry,
    publish_contest,
    refresh_contest,
    reopen_contest,
    start_contest,
)
from yizhan.oversight.models import Contest
from yizhan.oversight.queries.contests import (
    Row,
    contest_for,
    contests,
    entries_of,
    ranking,
    rows_of,
    runner_of,
    year_of,
)
from yizhan.oversight.queries.scoring import schemes_for
from yizhan.oversight.rules.contests import (
    MARK,
    PROCESS,
    PUBLISH,
    REFRESH,
    REOPEN,
    START,
    VIEW,
    Standing,
    middle,
    publishing_problem,
    quarter_of,
)
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.rounds import points_typed
from yizhan.oversight.rules.scoring import Scheme
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.oversight.behind import Behind, behind


@requires(VIEW)
def contest_list(request: ActorRequest) -> HttpResponse:
    return _list(request)


def _list(request: ActorRequest, refusal: Refused | None = None) -> HttpResponse:
    actor, on = request.actor, localdate()
    listing: Listing[Contest] = Listing(
        request,
        contests(actor=actor),
        sorts=(Sort("new", _("新的季度在前"), "-first_on"),),
        filters=(Filter("state", _("进展"), Contest.State.choices, "state"),),
        size=20,
    )
    if listing.wants_export:
        return listing.export(
            _("季度比拼"),
            (
                Column(_("季度"), "name"),
                Column(_("进展"), lambda row: str(row.get_state_display())),
                Column(_("取数日期"), "counted_on"),
                Column(_("通报日期"), "published_on"),
            ),
        )
    latest = contests(actor=actor).filter(state=Contest.State.PUBLISHED).first()
    scheme, why_not = _paper(_region(request), on)
    facts = {
        "listing": listing,
        "refusal": refusal,
        "scheme": scheme,
        "may_start": actor.may(START),
        "why_not": why_not,
        "quarters": _quarters(on),
        "latest": latest,
        "year": year_of(actor=actor, region_code=latest.region_code, year=latest.first_on.year)
        if latest
        else (),
    }
    return render(request, "oversight/contests.html", facts, status=422 if refusal else 200)


def _region(request: ActorRequest) -> str:
    grants = (*request.actor.grants_for(START), *request.actor.grants_for(VIEW))
    return next((grant.region for grant in grants), "")


def _paper(region: str, on: date) -> tuple[Scheme | None, str]:
    """The region's contest, and why none can be started."""
    found = schemes_for(region_code=region, on=on, sort="竞赛")
    if not found:
        return None, _("本地区尚无季度比拼的规定，装载文件以后再组织。")
    return found[-1], "".join(found[-1].problems)


def _quarters(on: date) -> list[tuple[str, str]]:
    """(a day in it, what it is called) of this quarter and the three before."""
    found = []
    quarter = Period.quarter_of(on)
    for _nth in range(4):
        found.append(
            (quarter.first.isoformat(), f"{quarter.first.year} 年第 {quarter_of(quarter.first)} 季度")
        )
        quarter = Period.quarter_of(Period.month_of(quarter.first).previous_month().first)
    return found


@requires(START)
@require_POST
def contest_start(request: ActorRequest) -> HttpResponse:
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return _list(request, Refused(_("请选一个季度。"), code="oversight.contest-days"))
    try:
        contest = start_contest(actor=request.actor, region_code=_region(request), day=day, on=localdate())
    except Refused as no:
        return _list(request, no)
    messages.success(request, _("数取好了，由人评的项请逐站打分。"))
    return redirect("contest", contest.pk)


@requires(VIEW)
def contest_page(request: ActorRequest, contest_id: UUID) -> HttpResponse:
    return _page(request, contest_id)


def _page(request: ActorRequest, contest_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    actor, on = request.actor, localdate()
    contest = contest_for(actor=actor, contest_id=contest_id)
    scheme = thawed(contest.rules)
    entries = list(entries_of(actor=actor, contest=contest))
    lines = ranking(contest, entries)
    usual, by_aspect = middle(scheme, lines)
    opens = {each.station_id: each.pk for each in entries}
    names = [aspect.name for aspect in scheme.aspects]
    missing = (
        sum(bool(runner_of(scheme, each).score.missing) for each in entries) if contest.state == "OPEN" else 0
    )
    may_publish = contest.state == Contest.State.OPEN and actor.may(PUBLISH)
    facts = {
        "contest": contest,
        "scheme": scheme,
        "refusal": refusal,
        "rows": [(line, opens.get(line.station), _cells(line, names)) for line in lines],
        "aspects": [(name, scheme.points_of(name)) for name in names],
        "usual": usual,
        "usual_cells": [(name, by_aspect.get(name)) for name in names],
        "unranked": sum(line.rank is None for line in lines),
        "may_publish": may_publish,
        "not_yet": publishing_problem(
            period=contest.period, on=on, counted_on=contest.counted_on, missing=missing
        )
        if may_publish
        else "",
        "may_refresh": contest.state == Contest.State.OPEN and actor.may(REFRESH),
        "may_reopen": contest.state == Contest.State.PUBLISHED and actor.may(REOPEN),
        "steps": PROCESS.verbs_from(contest.state),
    }
    return render(request, "oversight/contest.html", facts, status=422 if refusal else 200)


def _cells(line: Standing, names: list[str]) -> list[tuple[str, Decimal | None]]:
    return [(name, line.aspects[name][0] if name in line.aspects else None) for name in names]


@requires(VIEW)
def contest_entry(request: ActorRequest, contest_id: UUID, entry_id: UUID) -> HttpResponse:
    return _entry(request, contest_id, entry_id)


def _entry(
    request: ActorRequest, contest_id: UUID, entry_id: UUID, refusal: Refused | None = None
) -> HttpResponse:
    actor = request.actor
    contest = contest_for(actor=actor, contest_id=contest_id)
    entry = entries_of(actor=actor, contest=contest).get(pk=entry_id)
    scheme = thawed(contest.rules)
    score = runner_of(scheme, entry).score
    groups: dict[str, list[tuple[Row, Behind]]] = {}
    for row in rows_of(scheme, entry):
        records = behind(item=row.item, metric=row.metric, days=row.days, station_id=entry.station_id)
        groups.setdefault(row.item.dimension, []).append((row, records))
    facts = {
        "contest": contest,
        "entry": entry,
        "scheme": scheme,
        "refusal": refusal,
        "groups": [(name, scheme.points_of(name), rows) for name, rows in groups.items()],
        "score": score,
        "may_mark": contest.state == Contest.State.OPEN and actor.may(MARK),
    }
    return render(request, "oversight/contest_entry.html", facts, status=422 if refusal else 200)


@requires(MARK)
@require_POST
def contest_mark(request: ActorRequest, contest_id: UUID, entry_id: UUID) -> HttpResponse:
    """Points of a judged line, or why one is left out."""
    try:
        points = points_typed(request.POST.get("points", ""))
    except ValueError:
        no = Refused(_("请把分数写成数字，最多两位小数。"), code="oversight.points")
        return _entry(request, contest_id, entry_id, no)
    try:
        mark_entry(
            actor=request.actor,
            entry_id=entries_of(
                actor=request.actor, contest=contest_for(actor=request.actor, contest_id=contest_id)
            )
            .get(pk=entry_id)
            .pk,
            line=request.POST.get("line", ""),
            points=points,
            left_out=request.POST.get("left_out", ""),
            on=localdate(),
        )
    except Refused as no:
        return _entry(request, contest_id, entry_id, no)
    messages.success(request, _("记好了。"))
    return redirect("contest-entry", contest_id, entry_id)


@requires(VIEW)
@require_POST
def contest_step(request: ActorRequest, contest_id: UUID, step: str) -> HttpResponse:
    do = STEPS.get(step)
    if do is None:
        raise Http404
    try:
        said = do(request, contest_id, localdate())
    except Refused as no:
        return _page(request, contest_id, no)
    messages.success(request, said)
    return redirect("contest", contest_id)


def _refresh(request: ActorRequest, contest_id: UUID, on: date) -> str:
    refresh_contest(actor=request.actor, contest_id=contest_id, on=on)
    return _("重新取数了，由人评的分留着。")


def _publish(request: ActorRequest, contest_id: UUID, on: date) -> str:
    publish_contest(actor=request.actor, contest_id=contest_id, on=on, at=timezone.now())
    return _("通报了，各站收到了通知。")


def _reopen(request: ActorRequest, contest_id: UUID, on: date) -> str:
    reopen_contest(actor=request.actor, contest_id=contest_id, because=request.POST.get("because", ""), on=on)
    return _("撤回了，改好以后再通报。")


def _drop(request: ActorRequest, contest_id: UUID, on: date) -> str:
    drop_contest(actor=request.actor, contest_id=contest_id, because=request.POST.get("because", ""), on=on)
    return _("作废了。")


STEPS: dict[str, Callable[[ActorRequest, UUID, date], str]] = {
    "refresh": _refresh,
    "publish": _publish,
    "reopen": _reopen,
    "drop": _drop,
}


ONE = "oversight/contests/<uuid:contest_id>"
urlpatterns = [
    path("oversight/contests/", contest_list, name="contests"),
    path("oversight/contests/start/", contest_start, name="contest-start"),
    path(f"{ONE}/", contest_page, name="contest"),
    path(f"{ONE}/stations/<uuid:entry_id>/", contest_entry, name="contest-entry"),
    path(f"{ONE}/stations/<uuid:entry_id>/mark/", contest_mark, name="contest-mark"),
    path(f"{ONE}/<slug:step>/", contest_step, name="contest-step"),
]
