"""What the program finds beyond the figures of a station: one query or few a matter, for all stations or counties asked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Protocol
from uuid import UUID

from django.db.models import Max, Q

from yizhan.contracts.models import (
    Agreement,
    Entry,
    Expense,
    IndicatorNote,
    IndicatorShare,
)
from yizhan.contracts.queries.indicators import live
from yizhan.contracts.rules.budgets import LABOUR, SERVICE, headings_of, share_of
from yizhan.contracts.rules.indicators import RATE, Progress, counted_to, expected, together
from yizhan.kernel.period import Period
from yizhan.oversight.models import Complaint
from yizhan.workforce.models import Certificate, Post, Worker

RATE_DAYS = 90
"""Days the rate of spending is taken from, as on the page of a project's money."""
ALONE = (Post.HEAD, Post.DEPUTY, Post.SUPERVISOR)
"""Posts that may be held at several stations at once."""
MOST = 300
"""Rows of evidence that are named, so that their number is the figure; more than that nobody reads one by one."""


@dataclass(frozen=True)
class Seen:
    """One thing with its figure, before it is held against the threshold.

    detail  words of the paper or the agreement that say which: 个案服务; never of a person
    """

    subject: str
    subject_id: UUID
    figure: Decimal
    station_id: UUID | None = None
    region_code: str = ""
    organisation_id: UUID | None = None
    key: str = ""
    detail: str = ""
    evidence: tuple[tuple[str, UUID], ...] = ()


class Finder(Protocol):
    """stations: ids of stations, or codes of counties where one warning is about an agreement or a complaint."""

    def __call__(self, *, stations: Sequence[UUID] | Sequence[str], on: date) -> list[Seen]: ...


def _in_post(stations: Sequence[UUID] | Sequence[str], on: date, path: str = "") -> Q:
    return Q(
        **{f"{path}station_id__in": stations, f"{path}started_on__lte": on},
    ) & (Q(**{f"{path}ended_on__isnull": True}) | Q(**{f"{path}ended_on__gte": on}))


def certificates(*, stations: Sequence[UUID] | Sequence[str], on: date) -> list[Seen]:
    """Days until the registration of a worker's longest lasting certificate runs out."""
    rows = (
        Certificate.objects.filter(_in_post(stations, on, "worker__"), expires_on__isnull=False)
        .order_by()
        .values("worker_id", "worker__station_id")
        .annotate(last=Max("expires_on"))
        .values_list("worker_id", "worker__station_id", "last")
    )
    return [
        Seen("WORKER", worker, Decimal((last - on).days), station_id=station, evidence=(("worker", worker),))
        for worker, station, last in rows
    ]


def one_project(*, stations: Sequence[UUID] | Sequence[str], on: date) -> list[Seen]:
    """In how many stations the same identity number is in post; told of the post that began last."""
    rows = (
        Worker.objects.filter(_in_post(stations, on))
        .exclude(post__in=ALONE)
        .exclude(id_digest="")
        .order_by("id_digest", "started_on", "id")
        .values_list("id_digest", "pk", "station_id")
    )
    people: dict[str, list[tuple[UUID, UUID]]] = defaultdict(list)
    for digest, worker, station in rows:
        people[digest].append((worker, station))
    found = []
    for posts in people.values():
        number = len({station for _worker, station in posts})
        if number > 1:
            worker, station = posts[-1]
            named = tuple(("worker", one) for one, _station in posts)
            found.append(Seen("WORKER", worker, Decimal(number), station_id=station, evidence=named))
    return found


def _running(counties: Sequence[UUID] | Sequence[str], on: date) -> list[Agreement]:
    """Signed and in force that day, of these counties."""
    inside = reduce(or_, (Q(region_code__startswith=str(code)) for code in counties), Q(pk__in=()))
    rows = Agreement.objects.filter(
        inside,
        Q(ended_on__isnull=True) | Q(ended_on__gte=on),
        state=Agreement.State.SIGNED,
        first_on__lte=on,
        last_on__gte=on,
    )
    return list(rows.order_by("region_code", "id"))


def _of(
    agreement: Agreement, figure: Decimal, *, detail: str = "", **given: tuple[tuple[str, UUID], ...]
) -> Seen:
    return Seen(
        "AGREEMENT",
        agreement.pk,
        figure,
        region_code=agreement.region_code,
        organisation_id=agreement.provider_id,
        detail=detail,
        evidence=(("agreement", agreement.pk), *given.get("evidence", ())),
    )


def indicators(*, stations: Sequence[UUID] | Sequence[str], on: date) -> list[Seen]:
    """Of every agreement the indicator furthest behind: percent of what its plan asks for by that day."""
    running = {each.pk: each for each in _running(stations, on)}
    shares = list(
        IndicatorShare.objects.filter(indicator__agreement_id__in=running)
        .select_related("indicator")
        .order_by("indicator__position", "id")
    )
    figures = _figures(shares, running, on)
    notes: dict[tuple[UUID, UUID], Decimal] = {}
    unmeasured = {share.indicator_id for share in shares if not share.indicator.metric}
    if unmeasured:
        told = IndicatorNote.objects.filter(indicator_id__in=unmeasured, counted_to_on__lte=on)
        for note in told.order_by("counted_to_on", "id"):
            notes[note.indicator_id, note.station_id] = note.value
    parts: dict[UUID, list[Progress]] = defaultdict(list)
    named = {}
    for share in shares:
        one, agreement = share.indicator, running[share.indicator.agreement_id]
        year, rate = Period(agreement.first_on, agreement.last_on), one.unit == RATE
        due = expected(target=share.target, months=share.months, year=year, on=on, rate=rate)
        if not one.metric:
            actual = notes.get((one.pk, share.station_id))
        else:
            nothing = None if rate else Decimal(0)
            actual = figures.get((agreement.pk, one.metric, share.station_id), nothing)
        parts[one.pk].append(Progress(share.target, due, actual))
        named[one.pk] = (one, agreement)
    worst: dict[UUID, tuple[Decimal, str, UUID]] = {}
    for indicator, progress in parts.items():
        one, agreement = named[indicator]
        kept = together(progress, rate=one.unit == RATE).kept
        if kept is not None and (agreement.pk not in worst or kept < worst[agreement.pk][0]):
            worst[agreement.pk] = (kept, one.name, indicator)
    return [
        _of(running[pk], kept, detail=name, evidence=(("indicator", indicator),))
        for pk, (kept, name, indicator) in worst.items()
    ]


def _figures(
    shares: Sequence[IndicatorShare], running: Mapping[UUID, Agreement], on: date
) -> dict[tuple[UUID, str, UUID], Decimal]:
    """Agreements of one service year are counted together: one query a figure for all their stations."""
    years: dict[Period, set[UUID]] = defaultdict(set)
    asked: dict[Period, tuple[set[str], set[UUID]]] = defaultdict(lambda: (set(), set()))
    for share in shares:
        agreement = running[share.indicator.agreement_id]
        days = counted_to(Period(agreement.first_on, agreement.last_on), on)
        if days is not None and share.indicator.metric:
            years[days].add(agreement.pk)
            asked[days][0].add(share.indicator.metric)
            asked[days][1].add(share.station_id)
    found = {}
    for days, (metrics, stations) in asked.items():
        for (metric, station), value in live(sorted(metrics), sorted(stations), days).items():
            for agreement_id in years[days]:
                found[agreement_id, metric, station] = value
    return found


def shares_of_money(*, stations: Sequence[UUID] | Sequence[str], on: date) -> list[Seen]:
    """How many points labour or services lie outside the bounds of the region's paper; nothing where none rules."""
    running = {each.pk: each for each in _running(stations, on)}
    spent: dict[UUID, dict[str, int]] = defaultdict(dict)
    rows = Entry.objects.filter(agreement_id__in=running, kind=Entry.Kind.SPENT, moved_on__lte=on)
    for (agreement_id, heading), fen in rows.fen_by("agreement_id", "heading").items():
        if fen:
            spent[agreement_id][heading] = fen
    found = []
    for pk, amounts in spent.items():
        agreement = running[pk]
        headings = headings_of(region_code=agreement.region_code, on=on)
        off, name = Decimal(0), ""
        for rule_id in (LABOUR, SERVICE):
            seen = share_of(rule_id, amounts, headings=headings, region_code=agreement.region_code, on=on)
            if seen is None or not seen.applies or seen.kept:
                continue
            outside = seen.bound - seen.percent if seen.is_floor else seen.percent - seen.bound
            if abs(outside) > off:
                off, name = abs(outside), "、".join(seen.rule.parts)
        found.append(_of(agreement, off, detail=name, evidence=(("ledger", agreement.project_id),)))
    return found


def forbidden_spending(*, stations: Sequence[UUID] | Sequence[str], on: date) -> list[Seen]:
    """Expenses of which the region's rules asked whether they are forbidden, and that stand."""
    running = {each.pk: each for each in _running(stations, on)}
    rows = (
        Expense.objects.filter(
            agreement_id__in=running, entry__reversed_by__isnull=True, entry__moved_on__lte=on
        )
        .exclude(flags=[])
        .order_by("-entry__moved_on", "-id")
        .values_list("agreement_id", "pk")
    )
    named: dict[UUID, list[UUID]] = defaultdict(list)
    for agreement_id, expense in rows:
        named[agreement_id].append(expense)
    return [
        _of(running[pk], Decimal(len(found)), evidence=tuple(("expense", one) for one in found[:MOST]))
        for pk, found in named.items()
    ]


def cash(*, stations: Sequence[UUID] | Sequence[str], on: date) -> list[Seen]:
    """For how many days the balance lasts if spending goes on as in the last three months; below 0 it is used up."""
    running = {each.pk: each for each in _running(stations, on)}
    rows = Entry.objects.filter(agreement_id__in=running, moved_on__lte=on)
    balance: dict[UUID, int] = defaultdict(int)
    for (agreement_id, kind), fen in rows.fen_by("agreement_id", "kind").items():
        if kind in (Entry.Kind.RECEIVED, Entry.Kind.INTEREST):
            balance[agreement_id] += fen
        elif kind in (Entry.Kind.SPENT, Entry.Kind.RECOVERED):
            balance[agreement_id] -= fen
    since = on - timedelta(days=RATE_DAYS - 1)
    lately = rows.filter(kind=Entry.Kind.SPENT, moved_on__gte=since).fen_by("agreement_id")
    return [
        _of(
            running[pk],
            Decimal(balance[pk] * RATE_DAYS // spent),
            evidence=(("ledger", running[pk].project_id),),
        )
        for pk, spent in lately.items()
        if spent > 0
    ]


def complaints(*, stations: Sequence[UUID] | Sequence[str], on: date) -> list[Seen]:
    """Days past the day of the answer. Told to the county alone: the side complained about learns nothing of it."""
    inside = reduce(or_, (Q(region_code__startswith=str(code)) for code in stations), Q(pk__in=()))
    rows = Complaint.objects.filter(inside, state__in=("RECEIVED", "HANDLING"), due_on__isnull=False)
    return [
        Seen(
            "COMPLAINT",
            pk,
            Decimal((on - due).days),
            region_code=region[:6],
            evidence=(("complaint", pk),),
        )
        for pk, region, due in rows.order_by("due_on", "id").values_list("pk", "region_code", "due_on")
        if due is not None
    ]


MATTERS: dict[str, Finder] = {
    "证书到期": certificates,
    "一人多项目": one_project,
    "指标落后": indicators,
    "资金占比": shares_of_money,
    "不得列支": forbidden_spending,
    "账上余款": cash,
    "投诉未答复": complaints,
}
