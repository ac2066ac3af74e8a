"""A contest of a quarter is started, its figures taken, its judged lines scored, its ranking published."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from yizhan.access.actions import send_notice
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.oversight.actions.rounds_ground import NOTICE, _said, _stop
from yizhan.oversight.models import Contest, ContestEntry
from yizhan.oversight.queries.contests import kept, rows_of, runner_of, sample_word, taken
from yizhan.oversight.queries.scoring import scheme_for
from yizhan.oversight.rules.contests import (
    DROP,
    LONGEST,
    MARK,
    PROCESS,
    PUBLISH,
    REFRESH,
    REOPEN,
    START,
    publishing_problem,
    quarter_of,
    standings,
    starting_problem,
)
from yizhan.oversight.rules.frozen import frozen, thawed
from yizhan.policy.book import NoRule
from yizhan.privacy.action import action
from yizhan.stations.models import Station

TOLD_ROLES = frozenset({"station_head", "agency_manager", "township"})


def _contest(actor: Actor, verb: str, contest_id: UUID) -> Contest:
    return Contest.objects.visible_to(actor, verb).select_for_update(of=("self",)).get(pk=contest_id)


def _entries(contest: Contest) -> list[ContestEntry]:
    return list(
        ContestEntry.objects.filter(contest=contest).select_related("station").order_by("region_code", "id")
    )


@action(START, facts=("contest_id", "region_code", "day", "on"), subject="contest_id")
def start_contest(
    *, actor: Actor, region_code: str, day: date, on: date, contest_id: UUID | None = None
) -> Contest:
    """The contest of the quarter around `day` among the open stations of a county, filled in from the records.

    Refused  no paper on a contest, or one that cannot be used; a quarter that has not begun or has one already
    """
    if contest_id and (known := Contest.objects.visible_to(actor, START).filter(pk=contest_id).first()):
        return known
    if not any(grant.reaches_region(region_code) for grant in actor.grants_for(START)):
        raise Refused("只能组织本辖区的比拼。", code="oversight.elsewhere")
    try:
        scheme = scheme_for(region_code=region_code, on=on, sort="竞赛")
    except NoRule:
        raise Refused("本地区没有季度比拼的办法；先装载文件，再组织。", code="oversight.no-scheme") from None
    _stop("".join(scheme.problems) or None, "oversight.scheme-unusable", scheme.clause)
    period = Period.quarter_of(day)
    stations = list(
        Station.objects.visible_to(actor, START)
        .filter(
            region_code__startswith=region_code,
            kind="STATION",
            status=Station.Status.OPEN,
            opened_on__lte=period.last,
        )
        .order_by("region_code", "id")
    )
    _stop(
        starting_problem(period=period, on=on, stations=len(stations)),
        "oversight.contest-days",
        scheme.clause,
    )
    before = Contest.objects.filter(region_code=region_code, first_on=period.first)
    if before.exclude(state=Contest.State.DROPPED).exists():
        raise Refused("这个季度的比拼已经有了。", code="oversight.contest-twice", clause=scheme.clause)
    contest = Contest.objects.create(
        id=contest_id or uuid7(),
        region_code=region_code,
        name=f"{period.first.year}年第{quarter_of(period.first)}季度{scheme.name}",
        first_on=period.first,
        last_on=period.last,
        packs_on=on,
        rules=frozen(scheme),
        state=PROCESS.step("", START).end,
        started_on=on,
        counted_on=on,
    )
    found = taken(scheme=scheme, stations=stations, period=period, on=on)
    ContestEntry.objects.bulk_create(
        ContestEntry(
            contest=contest,
            region_code=each.region_code,
            station=each,
            facts=found[each.pk][0],
            sample=found[each.pk][1],
        )
        for each in stations
    )
    return contest


@action(REFRESH, facts=("contest_id", "on"), subject="contest_id")
def refresh_contest(*, actor: Actor, contest_id: UUID, on: date) -> Contest:
    """Take the figures again; the points judges gave stay."""
    contest = _contest(actor, REFRESH, contest_id)
    contest.state = PROCESS.step(contest.state, REFRESH).end
    entries = _entries(contest)
    found = taken(
        scheme=thawed(contest.rules),
        stations=[each.station for each in entries],
        period=contest.period,
        on=on,
    )
    for each in entries:
        each.facts, each.sample = found[each.station_id]
    ContestEntry.objects.bulk_update(entries, ["facts", "sample"], batch_size=200)
    contest.counted_on = on
    contest.save(update_fields=["state", "counted_on"])
    return contest


@action(MARK, facts=("entry_id", "line", "on"), subject="entry_id")
def mark_entry(
    *,
    actor: Actor,
    entry_id: UUID,
    line: str,
    on: date,
    points: Decimal | None = None,
    left_out: str = "",
) -> ContestEntry:
    """Points of a judged line, or why a line is left out for this station; neither takes the mark back.

    Refused  a line whose points follow from a figure; points outside the line's; a reason of one letter
    """
    entry = (
        ContestEntry.objects.visible_to(actor, MARK)
        .select_for_update(of=("self",))
        .select_related("contest", "station")
        .get(pk=entry_id)
    )
    PROCESS.step(entry.contest.state, MARK)
    scheme = thawed(entry.contest.rules)
    row = next((each for each in rows_of(scheme, entry) if each.item.id == line), None)
    if row is None:
        raise Refused("比拼里没有这一项。", code="oversight.no-line")
    mark: dict[str, str] = {}
    if left_out.strip():
        mark["left_out"] = _said(left_out, "请写明为什么不计这一项。", LONGEST)
    elif points is not None:
        if not row.judged:
            raise Refused(
                "这一项的分由记录算出，不能手改；记录不对的，请站点改记录再重新取数。",
                code="oversight.counted-line",
                clause=row.item.clause,
            )
        _stop(row.item.problem(points), "oversight.points", row.item.clause)
        mark["points"] = str(points)
    entry.marks = {**entry.marks, line: mark} if mark else {k: v for k, v in entry.marks.items() if k != line}
    entry.marked_by_label, entry.marked_on = actor.label[:120], on
    entry.save(update_fields=["marks", "marked_by_label", "marked_on"])
    return entry


@action(PUBLISH, facts=("contest_id", "on"), subject="contest_id")
def publish_contest(*, actor: Actor, contest_id: UUID, on: date, at: datetime) -> Contest:
    """Fix the ranking, with flags for the first by the region's paper, and tell every station of it.

    Refused  the quarter or its counting is not over; a judged line without points
    """
    contest = _contest(actor, PUBLISH, contest_id)
    state = PROCESS.step(contest.state, PUBLISH).end
    scheme = thawed(contest.rules)
    runners = [runner_of(scheme, each) for each in _entries(contest)]
    missing = sum(bool(each.score.missing) for each in runners)
    _stop(
        publishing_problem(period=contest.period, on=on, counted_on=contest.counted_on, missing=missing),
        "oversight.contest-open",
        scheme.clause,
    )
    lines = standings(scheme, runners, sample_word=sample_word(scheme))
    contest.published = kept(lines)
    contest.state, contest.published_on, contest.published_by_label = state, on, actor.label[:120]
    contest.save(update_fields=["state", "published", "published_on", "published_by_label"])
    send_notice(
        actor=actor.acting_for(NOTICE, because_of=PUBLISH),
        roles=TOLD_ROLES,
        region_code=contest.region_code,
        station_id=None,
        subject=f"{contest.name}已通报，可以看本站各项得分和依据",
        url=f"/oversight/contests/{contest.pk}/",
        clause=scheme.clause,
        at=at,
    )
    return contest


@action(REOPEN, facts=("contest_id", "on"), subject="contest_id")
def reopen_contest(*, actor: Actor, contest_id: UUID, because: str, on: date) -> Contest:
    """Take a published ranking back because something in it was wrong; the reason stays on the page."""
    contest = _contest(actor, REOPEN, contest_id)
    state = PROCESS.step(contest.state, REOPEN).end
    contest.because = _said(because, "请写明为什么撤回通报。", LONGEST)
    contest.state, contest.published, contest.published_on, contest.published_by_label = state, [], None, ""
    contest.save(update_fields=["state", "published", "published_on", "published_by_label", "because"])
    return contest


@action(DROP, facts=("contest_id", "on"), subject="contest_id")
def drop_contest(*, actor: Actor, contest_id: UUID, because: str, on: date) -> Contest:
    """A contest that was started by mistake; it stays on file and the quarter may have another."""
    contest = _contest(actor, DROP, contest_id)
    contest.state = PROCESS.step(contest.state, DROP).end
    contest.because = _said(because, "请写明为什么作废。", LONGEST)
    contest.save(update_fields=["state", "because"])
    return contest
