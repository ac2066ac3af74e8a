"""The one definition of each number about the people served."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yizhan.clients.models import Assessment, Client, ClientClass, Consent, Need
from yizhan.clients.rules.classes import CLASSES
from yizhan.kernel.metric import METRICS, Metric, metric, rate
from yizhan.kernel.period import Period
from yizhan.privacy.often import asked_often, of_stations

SAFETY_NET = tuple(each.code for each in CLASSES if each.safety_net)
CHILDREN = tuple(each.code for each in CLASSES if each.who == "CHILD")
ELDERS = tuple(each.code for each in CLASSES if each.who == "ELDER")
DISABLED = ("DISABLED", "DISABLED_SEVERE_HARD", "ELDER_DISABLED_SEVERE")
POOR = ("DIBAO", "DIBAO_MARGIN", "TEKUN", "HIGH_EXPENSE")


def _open_on(period: Period) -> Q:
    """Files open at the end of the period's last day."""
    return Q(opened_on__lte=period.last) & (Q(closed_on=None) | Q(closed_on__gt=period.last))


def _of(stations: Sequence[UUID], found: Q) -> QuerySet[Client]:
    return Client.objects.filter(found, station_id__in=stations)


def _count(rows: QuerySet[Client]) -> dict[UUID, int]:
    return dict(rows.order_by().values_list("station_id").annotate(number=Count("pk")))


def _of_class(codes: Iterable[str], period: Period) -> Q:
    said = ClientClass.objects.filter(client=OuterRef("pk"), code__in=list(codes), since_on__lte=period.last)
    return Q(Exists(said.filter(Q(until_on=None) | Q(until_on__gt=period.last))))


COUNTED: dict[str, Callable[[Period], Q]] = {}
"""Which files each figure counts."""


@dataclass(frozen=True)
class _Which:
    """The figures a statement counts; they belong to its shape, not to its values."""

    names: tuple[str, ...]


@asked_often
def _counted_in(*, stations: Sequence[UUID], first: date, last: date, which: _Which) -> QuerySet[Any, Any]:
    return _figures_over(stations, Period(first, last), which)


@asked_often
def _counted_on(*, stations: Sequence[UUID], last: date, which: _Which) -> QuerySet[Any, Any]:
    return _figures_over(stations, Period.of_day(last), which)


def _figures_over(stations: Sequence[UUID], period: Period, which: _Which) -> QuerySet[Any, Any]:
    figures = {f"figure_{n}": Count("pk", filter=COUNTED[name](period)) for n, name in enumerate(which.names)}
    files = Client.objects.filter(station_id__in=stations).order_by().values_list("station_id")
    return files.annotate(**figures).values_list("station_id", *figures)


def _several(
    *, names: Sequence[str], stations: Sequence[UUID], period: Period
) -> Mapping[str, Mapping[UUID, Any]]:
    """Figures over the same files, in one reading for those of a span and one for those of its last day."""
    found: dict[str, dict[UUID, Any]] = {name: {} for name in names}
    span = tuple(name for name in names if not METRICS[name].stock)
    stock = tuple(name for name in names if METRICS[name].stock)
    for which, rows in (
        (
            span,
            of_stations(
                _counted_in, stations=stations, first=period.first, last=period.last, which=_Which(span)
            )
            if span
            else (),
        ),
        (
            stock,
            of_stations(_counted_on, stations=stations, last=period.last, which=_Which(stock))
            if stock
            else (),
        ),
    ):
        for station, *figures in rows:
            for name, figure in zip(which, figures, strict=True):
                found[name][station] = figure
    return found


def _defined(
    name: str,
    *,
    label: str,
    says: str,
    which: Callable[[Period], Q],
    stock: bool,
    newest: str = "-opened_on",
    unit: str = "人",
) -> Metric:
    """One figure that counts files by station, and the files behind it."""

    def count(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, Any]:
        return _count(_of(stations, which(period)))

    def rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Client]:
        return _of(stations, which(period)).select_related("station").order_by(newest, "pk")

    made = metric(name, label=label, unit=unit, says=says, stock=stock)(count)
    made.rows(rows)
    COUNTED[name], made.several = which, _several
    return made


files = _defined(
    "clients.files",
    label="建档总数",
    stock=True,
    which=_open_on,
    says="期末在册的服务对象档案数，已销档的不算。",
)
new_files = _defined(
    "clients.new_files",
    label="新增建档",
    stock=False,
    which=lambda period: Q(opened_on__gte=period.first, opened_on__lte=period.last),
    says="期内建档的服务对象人数，按建档日期。",
)
closed_files = _defined(
    "clients.closed_files",
    label="销档",
    stock=False,
    which=lambda period: Q(closed_on__gte=period.first, closed_on__lte=period.last),
    newest="-closed_on",
    says="期内销档的服务对象人数，按销档日期。",
)
safety_net = _defined(
    "clients.safety_net",
    label="兜底对象",
    stock=True,
    which=lambda period: _open_on(period) & _of_class(SAFETY_NET, period),
    says="期末在册、属于至少一个兜底类别（低保、特困、留守、独居等）的人数，一人属多类只算一次。",
)
poor = _defined(
    "clients.poor",
    label="低收入对象",
    stock=True,
    which=lambda period: _open_on(period) & _of_class(POOR, period),
    says="期末在册的低保、低保边缘、特困、支出型困难人数，一人属多类只算一次。",
)
elders = _defined(
    "clients.elders",
    label="困难老人",
    stock=True,
    which=lambda period: _open_on(period) & _of_class(ELDERS, period),
    says="期末在册的留守、独居、空巢、失能等老人人数，一人属多类只算一次。",
)
children = _defined(
    "clients.children",
    label="困境和留守儿童",
    stock=True,
    which=lambda period: _open_on(period) & _of_class(CHILDREN, period),
    says="期末在册的留守儿童、困境儿童、孤儿、事实无人抚养儿童人数，一人属多类只算一次。",
)
disabled = _defined(
    "clients.disabled",
    label="残疾人",
    stock=True,
    which=lambda period: _open_on(period) & _of_class(DISABLED, period),
    says="期末在册的残疾人人数，一人属多类只算一次。",
)
high_risk = _defined(
    "clients.high_risk",
    label="高风险对象",
    stock=True,
    which=lambda period: _open_on(period) & Q(grade="HIGH"),
    says="在册、现评定为高风险的人数。",
)
ungraded = _defined(
    "clients.ungraded",
    label="未评定等级",
    stock=True,
    which=lambda period: _open_on(period) & Q(grade=""),
    says="在册、还没有评定过风险等级的人数。",
)
visit_plan_due = _defined(
    "clients.visit_plan_due",
    label="应探访",
    stock=True,
    newest="next_visit_on",
    which=lambda period: Q(status="ACTIVE", next_visit_on__isnull=False, next_visit_on__lte=period.last),
    says="在册、下次探访应不晚于期末的人数，包括已逾期的。",
)
overdue = _defined(
    "clients.overdue",
    label="探访逾期",
    stock=True,
    newest="next_visit_on",
    which=lambda period: Q(status="ACTIVE", next_visit_on__isnull=False, next_visit_on__lt=period.last),
    says="在册、应探访日早于期末当天而还没有探访的人数。",
)
consented = _defined(
    "clients.consented",
    label="已同意建档",
    stock=True,
    which=lambda period: (
        _open_on(period)
        & Q(
            Exists(
                Consent.objects.filter(
                    client=OuterRef("pk"), purpose="SERVICE", given=True, replaced=False, withdrawn_on=None
                ).filter(Q(until_on=None) | Q(until_on__gte=period.last))
            )
        )
    ),
    says="在册、对接受服务和建档的同意仍然有效的人数。",
)


def _stands(period: Period) -> Q:
    return Q(client=OuterRef("pk"), replaced=False, voided_on=None, assessed_on__lte=period.last)


def _due_again_before(period: Period) -> Q:
    """Somebody's latest assessment of a scale, as of the period's last day, asked for the next before that day."""
    later = Assessment.objects.filter(
        client=OuterRef("client"), scale=OuterRef("scale"), replaced=False, voided_on=None
    ).filter(assessed_on__gt=OuterRef("assessed_on"), assessed_on__lte=period.last)
    due = Assessment.objects.filter(_stands(period), next_due_on__lt=period.last)
    return Q(Exists(due.filter(~Exists(later))))


assessed = _defined(
    "clients.assessed",
    label="评估对象",
    stock=False,
    which=lambda period: Q(Exists(Assessment.objects.filter(_stands(period), assessed_on__gte=period.first))),
    says="期内用量表评估过的服务对象人数，按评估日期，一人评几次只算一次，作废的不算。",
)
assessments_overdue = _defined(
    "clients.assessments_overdue",
    label="复评逾期",
    stock=True,
    which=lambda period: _open_on(period) & _due_again_before(period),
    says="期末在册、至少有一张量表的复评日早于期末当天而还没有再评的人数。",
)


def _needs(stations: Sequence[UUID], period: Period) -> QuerySet[Need]:
    return Need.objects.filter(station_id__in=stations, found_on__lte=period.last).filter(
        Q(closed_on=None) | Q(closed_on__gt=period.last)
    )


@metric(
    "clients.needs_open",
    label="未满足的需求",
    unit="件",
    stock=True,
    says="期末还没有满足也没有撤销的需求件数，已安排的也算。",
)
def needs_open(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    rows = _needs(stations, period).order_by().values_list("station_id").annotate(number=Count("pk"))
    return dict(rows)


@needs_open.rows
def needs_open_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Need]:
    return _needs(stations, period).select_related("client", "station").order_by("-found_on", "pk")


def _needs_found(stations: Sequence[UUID], period: Period) -> QuerySet[Need]:
    return Need.objects.filter(
        station_id__in=stations, found_on__gte=period.first, found_on__lte=period.last
    ).exclude(state=Need.State.WITHDRAWN)


@rate(
    "clients.needs_answered",
    label="需求回应率",
    says="期内登记、没有撤销的需求中，到期末已安排或已满足的百分比，保留一位小数；期内没有登记需求的不计。",
)
def needs_answered(*, stations: Sequence[UUID], period: Period) -> dict[UUID, tuple[int, int]]:
    answered = Q(answered_on__lte=period.last)
    rows = _needs_found(stations, period).order_by().values_list("station_id")
    return {
        station: (done, found)
        for station, found, done in rows.annotate(found=Count("pk"), done=Count("pk", filter=answered))
    }


@needs_answered.rows
def needs_answered_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Need]:
    return _needs_found(stations, period).select_related("client", "station").order_by("-found_on", "pk")
