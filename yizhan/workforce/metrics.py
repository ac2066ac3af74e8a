"""Who serves where, counted. Stock figures: in post on the period's last day, that day included."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from yizhan.kernel.identity import age_on, mask_name
from yizhan.kernel.metric import metric, rate
from yizhan.kernel.period import Period
from yizhan.privacy.often import asked_often, of_stations
from yizhan.workforce.models import EDUCATION_WORDS, POST_WORDS, Certificate, Post, Volunteer, Worker
from yizhan.workforce.queries import in_post
from yizhan.workforce.rules import Person, facts_of

_RESIDENT = (Post.RESIDENT, Post.CONVERTED)


def _staff(stations: Sequence[UUID], period: Period, *posts: str) -> QuerySet[Worker]:
    rows = in_post(Worker.objects.filter(station_id__in=stations), period.last)
    return rows.filter(post__in=posts) if posts else rows


def _certified(rows: QuerySet[Worker], period: Period) -> QuerySet[Worker]:
    return rows.filter(Exists(Certificate.objects.filter(worker=OuterRef("pk"), issued_on__lte=period.last)))


def _count(rows: QuerySet[Worker]) -> dict[UUID, int]:
    return dict(rows.order_by().values("station_id").annotate(n=Count("id")).values_list("station_id", "n"))


def _listed(rows: QuerySet[Worker]) -> QuerySet[Worker]:
    return rows.order_by("-started_on", "-id")


@metric(
    "workforce.resident_workers",
    label="驻站社工",
    unit="人",
    says="当日在岗的驻站社工和转换岗位人员，不含站长、副站长和督导。",
    stock=True,
)
def resident_workers(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    return _count(_staff(stations, period, *_RESIDENT))


@resident_workers.rows
def resident_worker_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Worker]:
    return _listed(_staff(stations, period, *_RESIDENT))


@metric(
    "workforce.certified_workers",
    label="持证社工",
    unit="人",
    says="当日在岗的驻站社工和转换岗位人员中，已取得社会工作者职业资格证书的人数；登记过期的也算，另行提醒。",
    stock=True,
)
def certified_workers(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    return _count(_certified(_staff(stations, period, *_RESIDENT), period))


@certified_workers.rows
def certified_worker_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Worker]:
    return _listed(_certified(_staff(stations, period, *_RESIDENT), period))


@asked_often
def _residents(*, stations: Sequence[UUID], last: date) -> QuerySet[Any, Any]:
    certificate = Certificate.objects.filter(worker=OuterRef("pk"), issued_on__lte=last)
    rows = _staff(stations, Period.of_day(last), *_RESIDENT).order_by().values_list("station_id")
    return rows.annotate(all=Count("id"), certified=Count("id", filter=Exists(certificate)))


def _residents_at_once(
    *, names: Sequence[str], stations: Sequence[UUID], period: Period
) -> Mapping[str, Mapping[UUID, Any]]:
    """All of them and those with a certificate, out of one reading."""
    rows = list(of_stations(_residents, stations=stations, last=period.last))
    told: dict[str, Mapping[UUID, Any]] = {
        "workforce.resident_workers": {station: everybody for station, everybody, _ in rows},
        "workforce.certified_workers": {station: certified for station, _, certified in rows if certified},
    }
    return {name: told[name] for name in names}


for _of_residents in (resident_workers, certified_workers):
    _of_residents.several = _residents_at_once


def _qualified(stations: Sequence[UUID], period: Period) -> QuerySet[Worker]:
    return _staff(stations, period, *_RESIDENT).filter(
        Q(major_is_social_work=True)
        | Exists(Certificate.objects.filter(worker=OuterRef("pk"), issued_on__lte=period.last))
    )


@metric(
    "workforce.qualified_workers",
    label="专业社工",
    unit="人",
    says="当日在岗的驻站社工和转换岗位人员中，持证或社会工作专业毕业的人数，两样都有的算一人。",
    stock=True,
)
def qualified_workers(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    return _count(_qualified(stations, period))


@qualified_workers.rows
def qualified_worker_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Worker]:
    return _listed(_qualified(stations, period))


@metric(
    "workforce.full_time_workers",
    label="专职社工",
    unit="人",
    says="当日在岗的专职驻站社工和转换岗位人员。",
    stock=True,
)
def full_time_workers(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    return _count(_staff(stations, period, *_RESIDENT).filter(full_time=True))


@full_time_workers.rows
def full_time_worker_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Worker]:
    return _listed(_staff(stations, period, *_RESIDENT).filter(full_time=True))


@metric("workforce.team", label="运营团队", unit="人", says="当日在岗的全部人员，不含督导。", stock=True)
def team(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    return _count(_staff(stations, period).exclude(post=Post.SUPERVISOR))


@team.rows
def team_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Worker]:
    return _listed(_staff(stations, period).exclude(post=Post.SUPERVISOR))


@metric("workforce.supervisors", label="督导", unit="人", says="当日配给本站的督导。", stock=True)
def supervisors(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    return _count(_staff(stations, period, Post.SUPERVISOR))


@supervisors.rows
def supervisor_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Worker]:
    return _listed(_staff(stations, period, Post.SUPERVISOR))


@metric("workforce.station_heads", label="站长", unit="人", says="当日在岗的站长。", stock=True)
def station_heads(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    return _count(_staff(stations, period, Post.HEAD))


@station_heads.rows
def station_head_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Worker]:
    return _listed(_staff(stations, period, Post.HEAD))


@metric("workforce.deputy_heads", label="副站长", unit="人", says="当日在岗的副站长。", stock=True)
def deputy_heads(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    return _count(_staff(stations, period, Post.DEPUTY))


@deputy_heads.rows
def deputy_head_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Worker]:
    return _listed(_staff(stations, period, Post.DEPUTY))


@metric(
    "workforce.max_age",
    label="驻站社工最大年龄",
    unit="岁",
    says="当日在岗的驻站社工中年龄最大者的周岁。转换岗位人员另有规定，不计。",
    stock=True,
)
def max_age(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int | None]:
    oldest = dict(
        _staff(stations, period, Post.RESIDENT)
        .order_by()
        .values("station_id")
        .annotate(born=Min("born_on"))
        .values_list("station_id", "born")
    )
    return {
        station: age_on(oldest[station], period.last) if station in oldest else None for station in stations
    }


@max_age.rows
def max_age_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Worker]:
    return _staff(stations, period, Post.RESIDENT).order_by("born_on", "id")


@rate(
    "workforce.formally_employed",
    label="承接主体正式聘用比例",
    says="当日在岗的驻站社工中，由承接主体聘用的占百分之几；没有人在岗时不计。",
    stock=True,
)
def formally_employed(*, stations: Sequence[UUID], period: Period) -> dict[UUID, tuple[int, int]]:
    rows = (
        _staff(stations, period, Post.RESIDENT)
        .order_by()
        .values("station_id")
        .annotate(n=Count("id"), employed=Count("id", filter=Q(employer=Worker.Employer.AGENCY)))
    )
    return {
        station: (employed, n) for station, employed, n in rows.values_list("station_id", "employed", "n")
    }


@formally_employed.rows
def formally_employed_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Worker]:
    return _listed(_staff(stations, period, Post.RESIDENT))


def _people(stations: Sequence[UUID], period: Period) -> dict[UUID, list[dict[str, object]]]:
    """The facts of everybody in post, in one query. Names are masked: the figure leaves the room."""
    found: dict[UUID, list[dict[str, object]]] = defaultdict(list)
    first: Any = Min("certificates__issued_on", filter=Q(certificates__issued_on__lte=period.last))
    for worker in _staff(stations, period).annotate(certified_on=first).order_by("started_on", "id"):
        post = POST_WORDS[worker.post]
        person = Person(
            post=post,
            born_on=worker.born_on,
            education=EDUCATION_WORDS[worker.education],
            major_is_social_work=worker.major_is_social_work,
            local_household=worker.local_household,
            employed_by_operator=worker.employer == Worker.Employer.AGENCY,
            full_time=worker.full_time,
            started_on=worker.started_on,
            certified_on=worker.certified_on,
            declared=worker.facts,
        )
        found[worker.station_id].append(
            {**facts_of(person, on=period.last), "姓名": mask_name(worker.name), "人员": worker.pk}
        )
    return found


@metric(
    "workforce.eligibility",
    label="人员条件",
    unit="每人",
    says="当日在岗的每个人的条件（年龄、学历、持证等），逐人对照本地区对其岗位的规定。",
    stock=True,
)
def eligibility(*, stations: Sequence[UUID], period: Period) -> dict[UUID, list[dict[str, object]] | None]:
    found = _people(stations, period)
    return {station: found.get(station) for station in stations}


@eligibility.rows
def eligibility_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Worker]:
    return _listed(_staff(stations, period))


@metric(
    "workforce.certificate_deadlines",
    label="限期取证",
    unit="每人",
    says="当日在岗、不是社会工作专业毕业的人，从入职日期起算，到哪天取得证书；专业毕业的不计。",
    stock=True,
)
def certificate_deadlines(
    *, stations: Sequence[UUID], period: Period
) -> dict[UUID, list[dict[str, object]] | None]:
    rows: dict[UUID, list[dict[str, object]]] = defaultdict(list)
    first: Any = Min("certificates__issued_on", filter=Q(certificates__issued_on__lte=period.last))
    staff = _staff(stations, period).filter(major_is_social_work=False).annotate(certified_on=first)
    for worker in staff.order_by("started_on", "id"):
        rows[worker.station_id].append(
            {
                "姓名": mask_name(worker.name),
                "人员": worker.pk,
                "岗位": POST_WORDS[worker.post],
                "入职日期": worker.started_on,
                "起点": worker.started_on,
                "终点": worker.certified_on,
            }
        )
    return {station: rows.get(station, []) for station in stations}


@certificate_deadlines.rows
def certificate_deadline_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Worker]:
    return _listed(_staff(stations, period).filter(major_is_social_work=False))


# --- volunteers ---------------------------------------------------------------------------------------------------------


def _volunteers(stations: Sequence[UUID], period: Period) -> QuerySet[Volunteer]:
    return Volunteer.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=period.last),
        station_id__in=stations,
        registered_on__lte=period.last,
    )


@metric(
    "workforce.volunteers",
    label="在册志愿者",
    unit="人",
    says="当日已登记、还没有退出的志愿者，当天退出的也算。",
    stock=True,
)
def volunteers(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    rows = _volunteers(stations, period).order_by().values("station_id").annotate(n=Count("id"))
    return dict(rows.values_list("station_id", "n"))


@volunteers.rows
def volunteer_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Volunteer]:
    return _volunteers(stations, period).order_by("-registered_on", "-id")
