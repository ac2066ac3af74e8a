"""What a station has, counted and named. Stock figures: they hold on the period's last day."""
# ruff: noqa: ARG001  # every 口径 answers for stations and period; days of opening hold for ever

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Greatest

from yizhan.kernel.metric import Rows, metric
from yizhan.kernel.period import Period
from yizhan.stations.models import (
    EQUIPMENT_WORDS,
    Equipment,
    FormerPremises,
    OpeningStep,
    Room,
    SafetyCheck,
    ServiceList,
    ServiceListItem,
    Station,
    StationDocument,
    there_on,
)


def _sets(rows: Iterable[tuple[UUID, str]], stations: Sequence[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for station, name in rows:
        found[station].add(name)
    return {station: frozenset(found.get(station, ())) for station in stations}


def _documents(kind: str, stations: Sequence[UUID], period: Period) -> QuerySet[StationDocument]:
    day = period.last
    return StationDocument.objects.filter(
        Q(in_force_to_on__isnull=True) | Q(in_force_to_on__gte=day),
        station_id__in=stations,
        kind=kind,
        in_force_from_on__lte=day,
    ).order_by("-in_force_from_on", "-id")


@metric(
    "stations.rooms",
    label="功能区",
    unit="项",
    says="当日本站登记在用的功能区名称，混合设置和共享的也算。",
    stock=True,
)
def rooms(*, stations: Sequence[UUID], period: Period) -> dict[UUID, frozenset[str]]:
    there = Room.objects.filter(there_on(period.last), station_id__in=stations)
    return _sets(there.values_list("station_id", "name"), stations)


@rooms.rows
def room_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Room]:
    return Room.objects.filter(there_on(period.last), station_id__in=stations).order_by("place", "id")


@metric("stations.systems", label="制度规范", unit="项", says="当日有效的制度规范类文件的名称。", stock=True)
def systems(*, stations: Sequence[UUID], period: Period) -> dict[UUID, frozenset[str]]:
    return _sets(_documents("SYSTEM", stations, period).values_list("station_id", "name"), stations)


@systems.rows
def system_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[StationDocument]:
    return _documents("SYSTEM", stations, period)


@metric("stations.archives", label="档案资料", unit="项", says="当日有效的档案资料类文件的名称。", stock=True)
def archives(*, stations: Sequence[UUID], period: Period) -> dict[UUID, frozenset[str]]:
    return _sets(_documents("ARCHIVE", stations, period).values_list("station_id", "name"), stations)


@archives.rows
def archive_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[StationDocument]:
    return _documents("ARCHIVE", stations, period)


@metric(
    "stations.disclosures", label="公开信息", unit="项", says="当日有效的公开信息类文件的名称。", stock=True
)
def disclosures(*, stations: Sequence[UUID], period: Period) -> dict[UUID, frozenset[str]]:
    return _sets(_documents("DISCLOSURE", stations, period).values_list("station_id", "name"), stations)


@disclosures.rows
def disclosure_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[StationDocument]:
    return _documents("DISCLOSURE", stations, period)


@metric(
    "stations.safety_documents",
    label="安全资料",
    unit="项",
    says="当日有效的安全资料类文件的名称。",
    stock=True,
)
def safety_documents(*, stations: Sequence[UUID], period: Period) -> dict[UUID, frozenset[str]]:
    return _sets(_documents("SAFETY", stations, period).values_list("station_id", "name"), stations)


@safety_documents.rows
def safety_document_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[StationDocument]:
    return _documents("SAFETY", stations, period)


@metric(
    "stations.equipment",
    label="设施设备",
    unit="项",
    says="当日本站登记在用的设施设备名称；有任何一件，也算有它所属的类（办公设备、消防设施等）。",
    stock=True,
)
def equipment(*, stations: Sequence[UUID], period: Period) -> dict[UUID, frozenset[str]]:
    there = Equipment.objects.filter(there_on(period.last), station_id__in=stations)
    rows = list(there.values_list("station_id", "name", "kind"))
    return _sets(
        [(s, name) for s, name, _ in rows]
        + [(s, EQUIPMENT_WORDS[kind]) for s, _, kind in rows if kind in EQUIPMENT_WORDS],
        stations,
    )


@equipment.rows
def equipment_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Equipment]:
    there = Equipment.objects.filter(there_on(period.last), station_id__in=stations)
    return there.order_by("kind", "place", "id")


@metric("stations.sign_text", label="标牌文字", unit="文", says="当日登记的标牌上的文字。", stock=True)
def sign_text(*, stations: Sequence[UUID], period: Period) -> dict[UUID, str]:
    return _premises("sign_text", stations, period.last)


@metric(
    "stations.signboard",
    label="标牌规格",
    unit="项",
    says="当日登记的标牌规格和悬挂位置，写作“材质：不锈钢”。",
    stock=True,
)
def signboard(*, stations: Sequence[UUID], period: Period) -> dict[UUID, frozenset[str]]:
    return {
        station: frozenset(f"{word}：{value}" for word, value in board.items())
        for station, board in _premises("signboard", stations, period.last).items()
    }


@metric(
    "stations.floor_area",
    label="专用面积",
    unit="㎡",
    says="当日登记的服务场地面积；没有登记的不计。",
    stock=True,
)
def floor_area(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int | None]:
    return _premises("floor_area_m2", stations, period.last)


@metric("stations.opened_on", label="开始运营日期", unit="日", says="登记的开始运营日期。", stock=True)
def opened_on(*, stations: Sequence[UUID], period: Period) -> dict[UUID, date | None]:
    return _column("opened_on", stations)


def _themselves(*, stations: Sequence[UUID], period: Period) -> QuerySet[Station]:
    """What is written down of a station itself is shown on its own page."""
    return Station.objects.filter(pk__in=stations).order_by("region_code", "id")


opened_on.rows(_themselves)


def _as_it_was(name: str, stations: Sequence[UUID], day: date) -> QuerySet[Any]:
    """Stations with `then`: as it is now, or as it was written down for the first stretch of days that reaches that day."""
    former = FormerPremises.objects.filter(station=OuterRef("pk"), until_on__gte=day).order_by("until_on")
    value = Case(When(Exists(former), then=Subquery(former.values(name)[:1])), default=F(name))
    return Station.objects.filter(pk__in=stations).annotate(then=value)


def _premises(name: str, stations: Sequence[UUID], day: date) -> dict[UUID, Any]:
    return dict(_as_it_was(name, stations, day).values_list("pk", "then"))


def _premises_rows(name: str) -> Rows:
    def rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[Any]:
        return _as_it_was(name, stations, period.last).order_by("region_code", "id")

    return rows


for _of_the_place, _name in (
    (sign_text, "sign_text"),
    (signboard, "signboard"),
    (floor_area, "floor_area_m2"),
):
    _of_the_place.rows(_premises_rows(_name))


def _column(name: str, stations: Sequence[UUID]) -> dict[UUID, Any]:
    return dict(Station.objects.filter(pk__in=stations).values_list("pk", name))


def _checks(stations: Sequence[UUID], period: Period) -> QuerySet[SafetyCheck]:
    return SafetyCheck.objects.filter(
        station_id__in=stations, checked_on__gte=period.first, checked_on__lte=period.last
    ).order_by("-checked_on", "-id")


@metric("stations.safety_checks", label="安全检查", unit="次", says="期间内乡镇对本站做的安全检查次数。")
def safety_checks(*, stations: Sequence[UUID], period: Period) -> dict[UUID, int]:
    return dict(
        _checks(stations, period)
        .order_by()
        .values("station_id")
        .annotate(n=Count("id"))
        .values_list("station_id", "n")
    )


@safety_checks.rows
def safety_check_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[SafetyCheck]:
    return _checks(stations, period)


def _lists(stations: Sequence[UUID], period: Period) -> QuerySet[ServiceList]:
    return ServiceList.objects.filter(station_id__in=stations, made_on__lte=period.last)


@metric(
    "stations.service_list_filed",
    label="服务清单报送日期",
    unit="日",
    says="本站服务清单报县民政局和乡镇都已报到的那一天；两处没有报齐的，算没有报送。",
    stock=True,
)
def service_list_filed(*, stations: Sequence[UUID], period: Period) -> dict[UUID, date]:
    both = _lists(stations, period).filter(
        filed_county_on__lte=period.last, filed_township_on__lte=period.last
    )
    return dict(
        both.values("station_id")
        .annotate(day=Max(Greatest("filed_county_on", "filed_township_on")))
        .values_list("station_id", "day")
    )


@service_list_filed.rows
def service_list_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceList]:
    return _lists(stations, period).order_by("-made_on")


@metric(
    "stations.service_list_items",
    label="服务清单项目",
    unit="项",
    says="本站最新服务清单里的项目编号。",
    stock=True,
)
def service_list_items(*, stations: Sequence[UUID], period: Period) -> dict[UUID, frozenset[str]]:
    rows = ServiceListItem.objects.filter(
        station_id__in=stations, service_list__made_on__lte=period.last
    ).values_list("station_id", "item_code", "service_list__made_on")
    latest: dict[UUID, date] = {}
    items: dict[UUID, set[str]] = {}
    for station, code, day in rows:
        if day > latest.get(station, date.min):
            latest[station], items[station] = day, set()
        if day == latest[station]:
            items[station].add(code)
    return {station: frozenset(items.get(station, ())) for station in stations}


@service_list_items.rows
def service_list_item_rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[ServiceListItem]:
    """The items of each station's newest list."""
    newest = ServiceList.objects.filter(station_id=OuterRef("station_id"), made_on__lte=period.last).order_by(
        "-made_on"
    )
    return (
        ServiceListItem.objects.filter(
            station_id__in=stations, service_list_id=Subquery(newest.values("pk")[:1])
        )
        .select_related("service_list")
        .order_by("station_id", "place", "id")
    )


def _step(step: str, stations: Sequence[UUID], period: Period) -> dict[UUID, date]:
    return dict(
        OpeningStep.objects.filter(station_id__in=stations, step=step, done_on__lte=period.last).values_list(
            "station_id", "done_on"
        )
    )


@metric("stations.step_site", label="场地落实日期", unit="日", says="登记的场地落实日期。", stock=True)
def step_site(*, stations: Sequence[UUID], period: Period) -> dict[UUID, date]:
    return _step("SITE", stations, period)


@metric(
    "stations.step_agreement",
    label="签订协议日期",
    unit="日",
    says="登记的签订购买服务协议的日期。",
    stock=True,
)
def step_agreement(*, stations: Sequence[UUID], period: Period) -> dict[UUID, date]:
    return _step("AGREEMENT", stations, period)


@metric("stations.step_staff", label="人员到位日期", unit="日", says="登记的配齐驻站社工的日期。", stock=True)
def step_staff(*, stations: Sequence[UUID], period: Period) -> dict[UUID, date]:
    return _step("STAFF", stations, period)


@metric("stations.step_unveiled", label="揭牌日期", unit="日", says="登记的揭牌日期。", stock=True)
def step_unveiled(*, stations: Sequence[UUID], period: Period) -> dict[UUID, date]:
    return _step("UNVEILED", stations, period)


@metric(
    "stations.step_operating",
    label="开始运营步骤日期",
    unit="日",
    says="登记的开展运营服务的日期。",
    stock=True,
)
def step_operating(*, stations: Sequence[UUID], period: Period) -> dict[UUID, date]:
    return _step("OPERATING", stations, period)


def _step_rows(step: str) -> Rows:
    def rows(*, stations: Sequence[UUID], period: Period) -> QuerySet[OpeningStep]:
        found = OpeningStep.objects.filter(station_id__in=stations, step=step, done_on__lte=period.last)
        return found.order_by("-done_on", "-id")

    return rows


for _step_metric, _code in (
    (step_site, "SITE"),
    (step_agreement, "AGREEMENT"),
    (step_staff, "STAFF"),
    (step_unveiled, "UNVEILED"),
    (step_operating, "OPERATING"),
):
    _step_metric.rows(_step_rows(_code))
