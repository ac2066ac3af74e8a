"""The one definition of every number about delivered services. Voided records never count; a visit in vain is no visit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from yizhan.clients.models import Client
from yizhan.clients.rules.visits import TOPIC
from yizhan.kernel.metric import Metric, metric
from yizhan.kernel.period import Period
from yizhan.policy.book import shelf
from yizhan.policy.schema.times import Frequency
from yizhan.services.models import Case as ClientCase
from yizhan.services.models import (
    CaseMove,
    CaseSheet,
    Programme,
    PublicityItem,
    ServiceClient,
    ServiceItem,
    ServiceRecord,
    Supervision,
    TaskRefusal,
    TrainingAttendance,
)
from yizhan.services.queries import programmes_units as units
from yizhan.services.queries.cases_units import cases_counted as counting_cases
from yizhan.services.queries.publicity import counted as publicity_counted

VISIT = Q(kind="VISIT", met=True)
NOT_SERVICE = ("TRAINING", "SUPERVISION", "ARCHIVE")
SERVED = ~Q(kind__in=NOT_SERVICE) & ~Q(task_class="ADMINISTRATIVE") & Q(met=True)
PEOPLE = F("clients_count") + F("participants_count")
BY_VOLUNTEERS = Q(kind="VOLUNTEER") | (Q(volunteers_count__gte=1) & ~Q(kind__in=NOT_SERVICE))
VOLUNTEERING = Case(When(kind="VOLUNTEER", then=PEOPLE), default=F("volunteers_count"))
"""How many served as volunteers in a record: all who came to a 志愿服务, elsewhere those who are named."""
TENTH = Decimal("0.1")


def _records(stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    return ServiceRecord.objects.filter(
        station_id__in=stations, done_on__gte=period.first, done_on__lte=period.last, voided_at=None
    )


def _by_station(rows: QuerySet[Any], figure: Any) -> dict[UUID, Any]:
    return dict(
        rows.order_by().values("station_id").annotate(figure=figure).values_list("station_id", "figure")
    )


def _tally(
    name: str, label: str, unit: str, says: str, *, where: Q, what: Any = None, per: int = 1
) -> Metric:
    """A figure counted or summed over records; `per` divides it (minutes to hours, fen to yuan)."""

    def count(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, Any]:
        found = _by_station(
            _records(stations, period).filter(where), Count("id") if what is None else Sum(what)
        )
        if per == 1:
            return found
        return {
            station: (Decimal(figure or 0) / per).quantize(
                TENTH if per == 60 else Decimal("0.01"), ROUND_HALF_UP
            )
            for station, figure in found.items()
        }

    one = metric(name, label=label, unit=unit, says=says)(count)
    one.rows(lambda *, stations, period: _records(stations, period).filter(where).order_by("-done_on", "-id"))
    return one


visits = _tally(
    "services.visits",
    "探访",
    "人次",
    "期间内见到或联系到本人的探访，一人一次计1人次；上门、电话、视频、请入站都算，没见到的不算。",
    where=VISIT,
    what="clients_count",
)
home_visits = _tally(
    "services.home_visits",
    "上门",
    "次",
    "期间内上门并见到本人的探访，不论一次见到几人，去一次计1次。",
    where=VISIT & Q(mode="AT_HOME"),
)
visits_at_home = _tally(
    "services.visits_at_home",
    "上门探访",
    "人次",
    "期间内上门见到本人的探访，一人一次计1人次。",
    where=VISIT & Q(mode="AT_HOME"),
    what="clients_count",
)
phone_visits = _tally(
    "services.phone_visits",
    "电话和视频探访",
    "人次",
    "期间内用电话或视频联系到本人的探访，一人一次计1人次。",
    where=VISIT & Q(mode__in=("PHONE", "VIDEO")),
    what="clients_count",
)
come_in_visits = _tally(
    "services.come_in_visits",
    "请入站探访",
    "人次",
    "期间内请服务对象到站里见面的探访，一人一次计1人次。",
    where=VISIT & Q(mode="COME_IN"),
    what="clients_count",
)
visits_in_vain = _tally(
    "services.visits_in_vain",
    "没见到的探访",
    "人次",
    "期间内去了或打了电话、没见到也没联系到本人的，一人一次计1人次；不计入探访。",
    where=Q(kind="VISIT", met=False),
    what="clients_count",
)
services = _tally(
    "services.services",
    "服务",
    "人次",
    "期间内各类服务的人次：点名的服务对象加其他参加的人；培训、督导、档案整理、行政事务和没见到的探访不算。",
    where=SERVED,
    what=PEOPLE,
)
minutes = _tally(
    "services.minutes",
    "服务时长",
    "分钟",
    "期间内各类服务登记的分钟数之和；培训、督导、档案整理、行政事务不算，没见到的探访不算。",
    where=SERVED,
    what="minutes",
)
casework_opened = _tally(
    "services.casework_opened",
    "新开个案",
    "个",
    "期间内登记为“新开”的个案；结案后重新开启的也计1个。",
    where=Q(kind="CASEWORK", case_step="OPENED"),
)
casework_closed = _tally(
    "services.casework_closed",
    "结案",
    "个",
    "期间内登记为“结案”的个案。",
    where=Q(kind="CASEWORK", case_step="CLOSED"),
)
casework_sessions = _tally(
    "services.casework_sessions",
    "个案服务",
    "次",
    "期间内的个案记录，新开、跟进、结案各计1次。",
    where=Q(kind="CASEWORK"),
)
group_sessions = _tally(
    "services.group_sessions", "小组活动", "节", "期间内的小组活动，一节计1节。", where=Q(kind="GROUP")
)
group_participants = _tally(
    "services.group_participants",
    "小组参加",
    "人次",
    "期间内小组活动的参加人次。",
    where=Q(kind="GROUP"),
    what=PEOPLE,
)
activities = _tally(
    "services.activities", "社区活动", "场", "期间内的社区活动，一场计1场。", where=Q(kind="ACTIVITY")
)
activity_participants = _tally(
    "services.activity_participants",
    "参加活动",
    "人次",
    "期间内社区活动的参加人次：点名的服务对象加其他参加的人。",
    where=Q(kind="ACTIVITY"),
    what=PEOPLE,
)
consultations = _tally(
    "services.consultations",
    "咨询",
    "件",
    "期间内的咨询，一次计1件；没有建档的人来咨询也算。",
    where=Q(kind="CONSULTATION"),
)
assessments = _tally(
    "services.assessments",
    "评估",
    "人次",
    "期间内对服务对象的评估，一人一次计1人次。",
    where=Q(kind="ASSESSMENT"),
    what="clients_count",
)
accompaniments = _tally(
    "services.accompaniments",
    "陪同",
    "人次",
    "期间内陪同就医、办事等，一人一次计1人次。",
    where=Q(kind="ACCOMPANY"),
    what="clients_count",
)
referrals = _tally(
    "services.referrals", "转介", "件", "期间内转给其他单位的，一次计1件。", where=Q(kind="REFERRAL")
)
referrals_answered = _tally(
    "services.referrals_answered",
    "转介已回复",
    "件",
    "期间内转介、至今已登记跟进结果的件数。",
    where=Q(kind="REFERRAL", followed_up_on__isnull=False),
)
resource_links = _tally(
    "services.resource_links", "资源链接", "次", "期间内链接资源的次数。", where=Q(kind="RESOURCE")
)
resource_value = _tally(
    "services.resource_value",
    "资源折价",
    "元",
    "期间内链接资源登记的金额或折价之和；没有折价的计0。",
    where=Q(kind="RESOURCE", value_fen__isnull=False),
    what="value_fen",
    per=100,
)
publicity = _tally(
    "services.publicity", "政策宣传", "场", "期间内的政策宣传，一场计1场。", where=Q(kind="PUBLICITY")
)
_BY_VOLUNTEERS = "志愿服务登记的参加人，加上其他服务（培训、督导除外）里点名的志愿者"
volunteers = _tally(
    "services.volunteers",
    "志愿者参与",
    "人次",
    f"期间内{_BY_VOLUNTEERS}的人次。",
    where=BY_VOLUNTEERS,
    what=VOLUNTEERING,
)
volunteer_hours = _tally(
    "services.volunteer_hours",
    "志愿服务",
    "小时",
    f"期间内{_BY_VOLUNTEERS}的人次乘那次服务的时长，折成小时，保留一位小数。",
    where=BY_VOLUNTEERS,
    what=F("minutes") * VOLUNTEERING,
    per=60,
)


@metric(
    "services.active_volunteers",
    label="参加过服务的志愿者",
    unit="人",
    says="期间内至少在一次服务（培训、督导除外）里点过名的志愿者，一人只计一次。",
)
def active_volunteers(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    served = _records(stations, period).filter(BY_VOLUNTEERS)
    return _by_station(
        served.filter(volunteers__isnull=False), Count("volunteers__volunteer_id", distinct=True)
    )


@active_volunteers.rows
def active_volunteer_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    return (
        _records(stations, period).filter(BY_VOLUNTEERS, volunteers_count__gte=1).order_by("-done_on", "-id")
    )


trainings = _tally(
    "services.trainings", "培训", "次", "期间内本站组织或参加的培训次数。", where=Q(kind="TRAINING")
)
supervisions = _tally(
    "services.supervisions", "督导", "次", "期间内本站接受督导的次数。", where=Q(kind="SUPERVISION")
)
supervision_minutes = _tally(
    "services.supervision_minutes",
    "督导时长",
    "分钟",
    "期间内本站接受督导的分钟数之和。",
    where=Q(kind="SUPERVISION"),
    what="minutes",
)


@metric(
    "services.casework_open",
    label="个案在办",
    unit="个",
    says="期末当日已新开、还没有结案的个案：到当日为止的新开数减结案数；随档案转站的，从转站那天起算在接收的站。",
    stock=True,
)
def casework_open(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    rows = ServiceRecord.objects.filter(
        station_id__in=stations, kind="CASEWORK", done_on__lte=period.last, voided_at=None
    )
    opened = Count("id", filter=Q(case_step="OPENED")) - Count("id", filter=Q(case_step="CLOSED"))
    moved = CaseMove.objects.filter(moved_on__lte=period.last).order_by()
    came = moved.filter(to_station_id__in=stations).values("to_station_id").annotate(figure=Count("id"))
    went = moved.filter(from_station_id__in=stations).values("from_station_id").annotate(figure=-Count("id"))
    found: Counter[UUID] = Counter()
    for station, figure in (
        rows.order_by()
        .values("station_id")
        .annotate(figure=opened)
        .values_list("station_id", "figure")
        .union(
            came.values_list("to_station_id", "figure"),
            went.values_list("from_station_id", "figure"),
            all=True,
        )
    ):
        found[station] += figure
    return found


@casework_open.rows
def casework_open_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    """What opened and what closed; sessions in between move nothing."""
    return ServiceRecord.objects.filter(
        station_id__in=stations,
        kind="CASEWORK",
        case_step__in=("OPENED", "CLOSED"),
        done_on__lte=period.last,
        voided_at=None,
    ).order_by("-done_on", "-id")


@metric(
    "services.satisfaction",
    label="满意度",
    unit="%",
    says="期间内问过满意度的服务中，回答“很满意”或“满意”的百分比，保留一位小数；没有问的不算。",
)
def satisfaction(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, Decimal]:
    rows = (
        _records(stations, period)
        .filter(satisfaction__isnull=False)
        .order_by()
        .values("station_id")
        .annotate(asked=Count("id"), content=Count("id", filter=Q(satisfaction__gte=4)))
    )
    return {row["station_id"]: percent(row["content"], row["asked"]) for row in rows}


@satisfaction.rows
def satisfaction_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    return (
        _records(stations, period)
        .filter(satisfaction__isnull=False)
        .order_by("satisfaction", "-done_on", "-id")
    )


# --- who was visited ----------------------------------------------------------------------------------------------------


def _met(stations: Sequence[UUID], period: Period) -> QuerySet[ServiceClient]:
    return ServiceClient.objects.filter(
        station_id__in=stations,
        done_on__gte=period.first,
        done_on__lte=period.last,
        service__kind="VISIT",
        service__met=True,
        service__voided_at=None,
    )


@metric(
    "services.visited_clients",
    label="探访人数",
    unit="人",
    says="期间内至少见到或联系到一次的服务对象，一人只计一次。",
)
def visited_clients(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return _by_station(_met(stations, period), Count("client_id", distinct=True))


@metric(
    "services.visited_households",
    label="探访户次",
    unit="户次",
    says="期间内的探访按户计：同一户同一天不论见到几人都计1户次；没有登记户的，一人算一户。",
)
def visited_households(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    home = Coalesce("client__household_id", "client_id")
    pair = Concat(Cast("done_on", CharField()), Value("/"), Cast(home, CharField()))
    return _by_station(_met(stations, period), Count(pair, distinct=True))


@metric(
    "services.high_risk_visited",
    label="高风险对象已探访",
    unit="人",
    says="现评为高风险、期间内至少见到或联系到一次的服务对象，一人只计一次。",
)
def high_risk_visited(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return _by_station(_met(stations, period).filter(client__grade="HIGH"), Count("client_id", distinct=True))


def _visit_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    return _records(stations, period).filter(VISIT).order_by("-done_on", "-id")


for _each in (visited_clients, visited_households):
    _each.rows(_visit_rows)


@high_risk_visited.rows
def high_risk_visit_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    """The visits at which somebody graded high was met, not those of everybody."""
    met = _met(stations, period).filter(client__grade="HIGH")
    return _visit_rows(stations=stations, period=period).filter(pk__in=met.values("service_id"))


def _monthly_rules() -> list[str]:
    """How files name the rules that ask for a visit every month or more often."""
    return [
        f"{pack.id}:{rule.id}"
        for pack in shelf()
        for rule in pack.rules
        if isinstance(rule, Frequency) and rule.topic == TOPIC and rule.per in ("周", "月")
    ]


def _uncounted_modes() -> dict[frozenset[str], list[str]]:
    """How files name the rules under which some ways of visiting do not count, by the modes that do not."""
    found: dict[frozenset[str], list[str]] = {}
    for pack in shelf():
        for rule in pack.rules:
            if isinstance(rule, Frequency) and rule.topic == TOPIC and rule.uncounted_modes:
                found.setdefault(rule.uncounted_modes, []).append(f"{pack.id}:{rule.id}")
    return found


def _due(stations: Sequence[UUID], period: Period) -> QuerySet[Client]:
    """Open files with a visit due in the period, each with `was_met`.

    A file whose rule asks monthly or more often is due in every period that begins after it was opened; another
    one when its due day lies in the period or before. Whoever was met is never left out. A call is no meeting for a
    file whose rule does not count calls.
    """
    met = ServiceClient.objects.filter(
        Q(service__kind="VISIT") | Q(service__kind="ASSESSMENT", service__mode="AT_HOME"),
        client_id=OuterRef("pk"),
        done_on__gte=period.first,
        done_on__lte=period.last,
        service__met=True,
        service__voided_at=None,
    )
    strict = [
        When(visit_rule__in=names, then=Exists(met.exclude(service__mode__in=modes)))
        for modes, names in _uncounted_modes().items()
    ]
    was_met = Case(*strict, default=Exists(met), output_field=BooleanField())
    due = Q(visit_rule__in=_monthly_rules(), opened_on__lt=period.first) | Q(next_visit_on__lte=period.last)
    return (
        Client.objects.filter(station_id__in=stations, status="ACTIVE", opened_on__lte=period.last)
        .exclude(visit_rule="")
        .annotate(was_met=was_met)
        .filter(due | Q(was_met=True))
    )


_DUE = "在册、按规则期间内应探访的服务对象：按月或更勤的规则，建档次月起每月都算；其他规则，到期的才算；已经见到的都算"


@metric("services.visit_due", label="应探访", unit="人", says=f"{_DUE}。")
def visit_due(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return _by_station(_due(stations, period), Count("id"))


@metric(
    "services.visit_met",
    label="应探访中已见到",
    unit="人",
    says=f"{_DUE}；其中期间内至少见到或联系到一次的人数，上门评估也算见到，规则写明不计的方式（如电话）不算。",
)
def visit_met(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return _by_station(_due(stations, period), Count("id", filter=Q(was_met=True)))


@metric(
    "services.visit_rate",
    label="探访率",
    unit="%",
    says=f"期间内至少见到或联系到一次（上门评估也算，规则写明不计的方式不算）的人数，占应探访人数的百分比，保留一位小数。应探访：{_DUE}。",
)
def visit_rate(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, Decimal]:
    rows = (
        _due(stations, period)
        .order_by()
        .values("station_id")
        .annotate(due=Count("id"), seen=Count("id", filter=Q(was_met=True)))
    )
    return {row["station_id"]: percent(row["seen"], row["due"]) for row in rows if row["due"]}


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal:
    """88.0 for 796 of 905; 0.0 of nothing."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP) if whole else Decimal("0.0")


@visit_due.rows
def due_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Client]:
    return _due(stations, period).order_by("next_visit_on", "id")


@visit_met.rows
def met_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Client]:
    return _due(stations, period).filter(Q(was_met=True)).order_by("next_visit_on", "id")


@visit_rate.rows
def unmet_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Client]:
    return _due(stations, period).filter(Q(was_met=False)).order_by("next_visit_on", "id")


# --- tasks of others ----------------------------------------------------------------------------------------------------


def _tasks(stations: Sequence[UUID], period: Period, outcome: str) -> QuerySet[TaskRefusal]:
    return TaskRefusal.objects.filter(
        station_id__in=stations, asked_on__gte=period.first, asked_on__lte=period.last, outcome=outcome
    ).order_by("-asked_on", "-id")


def _task_metric(name: str, label: str, says: str, outcome: str) -> Metric:
    def count(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
        return _by_station(_tasks(stations, period, outcome), Count("id"))

    one = metric(name, label=label, unit="件", says=says)(count)
    one.rows(lambda *, stations, period: _tasks(stations, period, outcome))
    return one


refused_tasks = _task_metric(
    "services.refused_tasks", "退回的行政事务", "期间内登记为“已退回”的行政事务，一次交办计1件。", "REFUSED"
)
administrative_tasks = _task_metric(
    "services.administrative_tasks",
    "承担的行政事务",
    "期间内登记为“已承担”的行政事务，一次交办计1件。",
    "ACCEPTED",
)


@metric(
    "services.follow_ups_open",
    label="待跟进",
    unit="件",
    says="期末当日约定跟进日期已到、还没有登记结果的服务。",
    stock=True,
)
def follow_ups_open(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return _by_station(follow_up_rows(stations=stations, period=period), Count("id"))


@follow_ups_open.rows
def follow_up_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    return ServiceRecord.objects.filter(
        Q(followed_up_on=None) | Q(followed_up_on__gt=period.last),
        station_id__in=stations,
        follow_up_on__lte=period.last,
        voided_at=None,
    ).order_by("follow_up_on", "id")


# --- units that count ---------------------------------------------------------------------------------------------------


@metric(
    "services.groups_counted",
    label="计数的小组",
    unit="个",
    says="期间内开始达到计数条件的小组，一个小组只计一次；本地区规定了节数、人数的照规定，没有规定的，开了第一节就计。",
)
def groups_counted(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return Counter(station for station, _ in units.groups_counted(stations=stations, period=period))


@groups_counted.rows
def groups_counted_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Programme]:
    found = [group for _, group in units.groups_counted(stations=stations, period=period)]
    return Programme.objects.filter(pk__in=found).order_by("-starts_on", "-id")


@metric(
    "services.activities_counted",
    label="计数的社区活动",
    unit="场",
    says="期间内达到计数条件的社区活动，一场计1场；本地区规定了人数的照规定，没有规定的都计；课堂的课不算活动。",
)
def activities_counted(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return Counter(station for station, _ in units.activities_counted(stations=stations, period=period))


@activities_counted.rows
def activities_counted_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    found = [record for _, record in units.activities_counted(stations=stations, period=period)]
    return ServiceRecord.objects.filter(pk__in=found).order_by("-done_on", "-id")


@metric(
    "services.cases_counted",
    label="计数的个案",
    unit="个",
    says="期间内开始达到计数条件的个案，一个个案只计一次；本地区规定了接触次数的照规定，没有规定的，接案就计；作废的接触不算。",
)
def cases_counted(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return Counter(station for station, _ in counting_cases(stations=stations, period=period))


@cases_counted.rows
def cases_counted_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ClientCase]:
    found = [case for _, case in counting_cases(stations=stations, period=period)]
    return ClientCase.objects.filter(pk__in=found).order_by("-opened_on", "-id")


@metric(
    "services.cases_waiting_approval",
    label="待批阅的个案",
    unit="个",
    says="期末当日有建议、计划或结案表报批、还没有批阅的个案。",
    stock=True,
)
def cases_waiting_approval(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
    return _by_station(cases_waiting_rows(stations=stations, period=period), Count("id"))


@cases_waiting_approval.rows
def cases_waiting_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ClientCase]:
    waiting = CaseSheet.objects.filter(sent_on__lte=period.last).filter(
        Q(state="WAITING") | Q(decided_on__gt=period.last)
    )
    return ClientCase.objects.filter(station_id__in=stations, pk__in=waiting.values("case_id")).order_by(
        "ready_on", "id"
    )


# --- training, supervision, publicity -----------------------------------------------------------------------------------


trained_people = _tally(
    "services.trained_people",
    "培训人次",
    "人次",
    "期间内培训的参加人次：社工、志愿者、机构负责人和其他参加的人，一人一次计1人次。",
    where=Q(kind="TRAINING"),
    what=PEOPLE,
)


def _studied(stations: Sequence[UUID], period: Period) -> QuerySet[TrainingAttendance]:
    return TrainingAttendance.objects.filter(
        station_id__in=stations,
        training__service__done_on__gte=period.first,
        training__service__done_on__lte=period.last,
        training__service__voided_at=None,
    )


@metric(
    "services.training_hours",
    label="社工培训学时",
    unit="小时",
    says="期间内本站社工参加培训的时长之和，一人一份，折成小时，保留一位小数；志愿者和其他人不算。",
)
def training_hours(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, Decimal]:
    found = _by_station(_studied(stations, period), Sum("minutes"))
    return {
        station: (Decimal(minutes or 0) / 60).quantize(TENTH, ROUND_HALF_UP)
        for station, minutes in found.items()
    }


@training_hours.rows
def training_hours_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    studied = _studied(stations, period).values("training__service_id")
    return ServiceRecord.objects.filter(pk__in=studied).order_by("-done_on", "-id")


def _items(stations: Sequence[UUID], period: Period) -> QuerySet[ServiceItem]:
    return ServiceItem.objects.filter(
        station_id__in=stations,
        done_on__gte=period.first,
        done_on__lte=period.last,
        service__voided_at=None,
    )


@metric(
    "services.items_done",
    label="开展过的清单项目",
    unit="项",
    says="期间内至少有一条没有作废的服务记录写着的服务清单项目编号，一项只计一次。",
)
def items_done(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = {}
    for station, code in (
        _items(stations, period).order_by().values_list("station_id", "item_code").distinct()
    ):
        found.setdefault(station, set()).add(code)
    return {station: frozenset(codes) for station, codes in found.items()}


@items_done.rows
def items_done_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceRecord]:
    done = _items(stations, period).values("service_id")
    return ServiceRecord.objects.filter(pk__in=done).order_by("-done_on", "-id")


def _supervision_metric(name: str, label: str, says: str, form: str) -> Metric:
    where = Q(pk__in=Supervision.objects.filter(form=form).values("service_id"))
    return _tally(name, label, "次", says, where=where)


individual_supervisions = _supervision_metric(
    "services.individual_supervisions", "个别督导", "期间内本站接受的个别督导次数。", "INDIVIDUAL"
)
group_supervisions = _supervision_metric(
    "services.group_supervisions", "团体督导", "期间内本站接受的团体督导（集中督导）次数。", "GROUP"
)


def _publicity_metric(name: str, label: str, unit: str, says: str, *, where: Q) -> Metric:
    def items(*, stations: Sequence[UUID], period: Period) -> QuerySet[PublicityItem]:
        rows = PublicityItem.objects.filter(
            where, station_id__in=stations, published_on__gte=period.first, published_on__lte=period.last
        )
        return publicity_counted(rows).order_by("-published_on", "-id")

    def count(*, stations: Sequence[UUID], period: Period) -> Mapping[UUID, int]:
        return _by_station(items(stations=stations, period=period), Count("id"))

    one = metric(name, label=label, unit=unit, says=says)(count)
    one.rows(items)
    return one


media_articles = _publicity_metric(
    "services.media_articles",
    "媒体报道",
    "篇",
    "期间内登在媒体上的报道，一篇计1篇；同一篇登在几家媒体的，按登记的条数计；撤下的不算。",
    where=Q(kind="MEDIA"),
)
publicity_items = _publicity_metric(
    "services.publicity_items",
    "宣传件数",
    "件",
    "期间内登记的各类宣传：媒体报道、公众号和网络、短视频、社工故事、简报、宣传品、现场宣传，一件计1件；撤下和作废的不算。",
    where=Q(),
)
