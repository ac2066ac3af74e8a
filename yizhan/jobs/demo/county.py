"""A demo place before its year begins: offices, accounts, stations, staff, as its paper says."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.access.actions import open_account, register_organisation
from yizhan.access.models import Organisation, User
from yizhan.access.queries import actor_for
from yizhan.access.roles import ROLES, founder
from yizhan.jobs.actor import system_actor
from yizhan.jobs.demo.cast import Cast
from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.policy.book import NoRule, catalogue_for, rule_for
from yizhan.policy.schema.money import Price
from yizhan.regions.queries import children
from yizhan.stations.actions import (
    EquipmentLine,
    RoomLine,
    assign_operator,
    file_document,
    file_service_list,
    open_station,
    record_opening_step,
    record_safety_check,
    register_station,
    set_equipment,
    set_rooms,
    update_station,
)
from yizhan.stations.models import Equipment, OpeningStep, Station, StationDocument
from yizhan.workforce.actions import accept_filing, enrol_worker, file_staff, link_account
from yizhan.workforce.models import POST_WORDS, Certificate, Post, Worker
from yizhan.workforce.rules.commitments import commitment_rule


@dataclass(frozen=True)
class Place:
    """What differs between the two demo places; everything else comes from their papers.

    towns    how many townships take part; 0: all of the county
    posts    (post, how many) of each station, where the paper has no cost table
    files    people on file at each station, about
    daily    services of one worker on a working day, about
    """

    code: str
    city: str
    province: str
    short: str
    bureau: str
    agency: str
    credit_code: str
    paper_ids: str
    opened_on: date
    towns: int
    posts: tuple[tuple[str, int], ...]
    files: int
    daily: float
    rooms: tuple[str, ...]
    equipment: tuple[tuple[str, str], ...]
    board: dict[str, str] = field(default_factory=dict)


BAISHA = Place(
    code="469025",
    city="",
    province="46",
    short="baisha",
    bureau="【示例】白沙黎族自治县民政局",
    agency="【示例】山兰社会工作服务中心",
    credit_code="52460000MJ0000001Y",
    paper_ids="469099",
    opened_on=date(2023, 6, 28),
    towns=0,
    posts=((Post.RESIDENT, 3),),
    files=273,
    daily=2.4,
    rooms=("社工办公室", "个案工作室", "社工服务中心", "志愿服务中心"),
    equipment=(
        ("办公桌椅", Equipment.Kind.OFFICE),
        ("电脑", Equipment.Kind.OFFICE),
        ("打印机", Equipment.Kind.OFFICE),
        ("档案柜", Equipment.Kind.OFFICE),
        ("办公设备", Equipment.Kind.OFFICE),
        ("灭火器", Equipment.Kind.FIRE),
        ("应急灯", Equipment.Kind.FIRE),
    ),
)
ANNING = Place(
    code="530181",
    city="5301",
    province="53",
    short="anning",
    bureau="【示例】安宁市民政局",
    agency="【示例】滇池社会工作服务中心",
    credit_code="52530000MJ0000003F",
    paper_ids="530199",
    opened_on=date(2021, 6, 15),
    towns=3,
    posts=((Post.HEAD, 1), (Post.DEPUTY, 1), (Post.RESIDENT, 2)),
    files=60,
    daily=0.6,
    rooms=("综合接待服务区", "社工室", "个案室"),
    equipment=(
        ("电脑", Equipment.Kind.OFFICE),
        ("桌椅", Equipment.Kind.OFFICE),
        ("文件柜", Equipment.Kind.OFFICE),
        ("灭火器", Equipment.Kind.FIRE),
    ),
    board={"尺寸": "50cm×70cm", "材质": "不锈钢", "颜色": "银色"},
)

SYSTEMS = (
    "人员管理",
    "财务管理",
    "志愿者管理",
    "服务场所使用管理",
    "文书档案管理",
    "组织架构",
    "内部责任分工",
    "运行流程和标准",
    "运行流程",
    "服务内容",
    "人员配备",
    "站点管理制度",
    "工作管理制度",
)
ARCHIVES = ("服务文书档案", "服务对象数据库", "服务承诺")
DISCLOSED = ("基本情况", "专业资质", "年度财务报告", "社会服务项目经验", "社会服务项目动态")
STEPS = (
    (OpeningStep.Step.SITE, -130),
    (OpeningStep.Step.AGREEMENT, -20),
    (OpeningStep.Step.STAFF, -6),
    (OpeningStep.Step.UNVEILED, 0),
)


@cache
def _actor(user: User, month: date) -> Actor:
    """Nobody's grants change within the played year, so each is asked for once a month."""
    return actor_for(user, month)


@dataclass
class Crew:
    """One station and who works in it; `head` signs and records, as an actor of the day asked for."""

    station: Station
    workers: list[Worker]
    head: User
    number: int

    def actor(self, day: date) -> Actor:
        return _actor(self.head, day.replace(day=1))


@dataclass
class County:
    """A place ready for its year."""

    place: Place
    officer: User
    crews: list[Crew]
    codes: list[str]

    def actor(self, day: date) -> Actor:
        return _actor(self.officer, day.replace(day=1))


@dataclass
class Accounts:
    """Opens accounts under invented names; the first of each role is the one on the sign-in page."""

    names: Iterator[int]
    on: date

    def open(
        self,
        role: str,
        organisation: Organisation,
        region: str,
        *,
        username: str,
        station: UUID | None = None,
    ) -> User:
        opened = open_account(
            actor=founder(),
            organisation_id=organisation.pk,
            username=username,
            display_name=f"示例{_chinese(next(self.names))}",
            role=role,
            region_code=region,
            station_id=station,
            on=self.on,
        )
        return opened.user


def furnish(place: Place, *, rng: random.Random, names: Iterator[int], on: date) -> County:
    """Offices, accounts, stations and staff of one place; `on` is the demo's today."""
    cast = Cast(rng, place.paper_ids)
    accounts = Accounts(names, place.opened_on)
    bureau = _organisation("COUNTY", place.bureau, place.code)
    agency = _organisation("AGENCY", place.agency, place.code, credit_code=place.credit_code)
    officer = accounts.open("county", bureau, place.code, username=f"{place.short}.county")
    towns = [town for town in children(code=place.code, on=on) if len(town.code) == 9]
    towns = towns[: place.towns] if place.towns else towns
    workers = _workers_of_paper(place, on)
    codes = [service.code for service in catalogue_for(region_code=place.code, on=on).services]
    crews = [
        _station(
            place,
            town.code,
            town.short_name,
            number=number,
            agency=agency,
            accounts=accounts,
            cast=cast,
            residents=workers.get(_stem(town.short_name)),
            on=on,
        )
        for number, town in enumerate(towns)
    ]
    county = County(place, officer, crews, codes)
    for crew in crews:
        _papers(county, crew, rng=rng, on=on)
    return county


def offices(county: County, *, names: Iterator[int]) -> None:
    """One account of every other role around this place, so that each can be tried."""
    place, first = county.place, county.crews[0]
    accounts = Accounts(names, place.opened_on)
    town = first.station.region_code
    township = _organisation("TOWNSHIP", f"【示例】{first.station.short_name}人民政府", town)
    accounts.open("township", township, town, username=f"{place.short}.township")
    agency = Organisation.objects.get(credit_code=place.credit_code)
    for role in ("supervisor", "agency_manager", "agency_finance"):
        accounts.open(role, agency, place.code, username=f"{place.short}.{role.replace('_', '.')}")
    for role, kind, name, region in (
        ("department", "DEPARTMENT", "【示例】县财政局", place.code),
        ("evaluator", "EVALUATOR", "【示例】椰风评估中心", place.code),
        ("auditor", "AUDITOR", "【示例】县审计局", place.code),
        ("province", "PROVINCE", "【示例】省民政厅", place.province),
        ("administrator", "PLATFORM", "【示例】平台运行单位", EVERYWHERE),
    ):
        accounts.open(role, _organisation(kind, name, region), region, username=f"{place.short}.{role}")


def city_office(county: County, *, names: Iterator[int]) -> None:
    """The city above the second place; 白沙 lies directly under its province."""
    city = _organisation("CITY", "【示例】昆明市民政局", county.place.city)
    Accounts(names, county.place.opened_on).open(
        "city", city, county.place.city, username=f"{county.place.short}.city"
    )


def _organisation(kind: str, name: str, region: str, *, credit_code: str = "") -> Organisation:
    return register_organisation(
        actor=founder(), kind=kind, name=name, region_code=region, credit_code=credit_code
    )


def _workers_of_paper(place: Place, on: date) -> dict[str, int]:
    """Township without its kind -> resident workers, from the cost table of the paper where it has one."""
    try:
        rule = rule_for("funding.station-year", region_code=place.code, on=on)
    except NoRule:
        return {}
    rows = rule.table if isinstance(rule, Price) else ()
    return {_stem(row.name): int(row.heads) for row in rows if row.heads}


def _stem(name: str) -> str:
    return name.removesuffix("街道").removesuffix("镇").removesuffix("乡")


def _station(
    place: Place,
    code: str,
    short: str,
    *,
    number: int,
    agency: Organisation,
    accounts: Accounts,
    cast: Cast,
    residents: int | None,
    on: date,
) -> Crew:
    maker = system_actor(
        "stations.register_station",
        "stations.assign_operator",
        "stations.open_station",
        "stations.update_station",
        "access.start_custody",
        "workforce.enrol_worker",
        "workforce.link_account",
        name="demo",
    )
    start = place.opened_on
    station = register_station(
        actor=maker,
        region_code=code,
        kind=Station.Kind.STATION,
        on=start,
        planned_on=start - timedelta(days=150),
        host_facility="便民服务中心" if number % 2 else "党群服务中心",
        address=f"{short}示例路{number + 1}号",
        floor_area_m2=90 + 10 * (number % 5),
    )
    update_station(
        actor=maker,
        station_id=station.pk,
        on=start,
        sign_text=station.name,
        signboard=place.board,
        short_name=station.short_name,
        host_facility=station.host_facility,
        address=station.address,
        floor_area_m2=station.floor_area_m2,
        mode=station.mode,
    )
    assign_operator(
        actor=maker,
        station_id=station.pk,
        organisation_id=agency.pk,
        from_on=start - timedelta(days=20),
        on=on,
    )
    station = open_station(actor=maker, station_id=station.pk, opened_on=start, on=on)
    head = accounts.open(
        "station_head", agency, code, username=f"{place.short}.head{number + 1:02d}", station=station.pk
    )
    workers = [
        _worker(station, post, nth, maker=maker, cast=cast, number=number, on=on)
        for post, count in place.posts
        for nth in range(residents if residents and post == Post.RESIDENT else count)
    ]
    signing = next((w for w in workers if w.post != Post.HEAD), workers[0])
    link_account(actor=maker, worker_id=signing.pk, user_id=head.pk)
    if number == 0:
        hands = [w for w in workers if w.pk != signing.pk and w.post == Post.RESIDENT]
        account = accounts.open("worker", agency, code, username=f"{place.short}.worker", station=station.pk)
        link_account(actor=maker, worker_id=hands[0].pk, user_id=account.pk)
        if any(w.post == Post.DEPUTY for w in workers):
            accounts.open("deputy_head", agency, code, username=f"{place.short}.deputy", station=station.pk)
    return Crew(station, workers, head, number)


def _worker(
    station: Station, post: str, nth: int, *, maker: Actor, cast: Cast, number: int, on: date
) -> Worker:
    """Fit for the post; every third one certified is a graduate, one in eleven still works on the certificate."""
    late = nth == 2 and number % 4 == 3
    started = on - timedelta(days=260) if late else station.opened_on or on
    sex = "F" if (number + nth) % 3 else "M"
    born = cast.birthday(today=on, youngest=25, oldest=41)
    certified = not late and nth != 2
    return enrol_worker(
        actor=maker,
        station_id=station.pk,
        name=cast.name(),
        id_number=cast.id_number(born, sex),
        phone=cast.phone(),
        education=Worker.Education.BACHELOR if nth % 2 else Worker.Education.COLLEGE,
        major="社会工作" if nth == 2 and not late else "行政管理",
        major_is_social_work=nth == 2 and not late,
        local_household=nth != 1,
        employer=Worker.Employer.TOWNSHIP if post == Post.HEAD else Worker.Employer.AGENCY,
        post=post,
        full_time=post == Post.RESIDENT,
        certificate_level=Certificate.Level.ASSISTANT if certified else "",
        certificate_number=f"示例{number:02d}{nth}" if certified else "",
        certificate_issued_on=started - timedelta(days=400) if certified else None,
        certificate_expires_on=on + timedelta(days=70 + 37 * ((number + nth) % 9)) if certified else None,
        started_on=started,
        on=on,
        committed_on=started - timedelta(days=3)
        if commitment_rule(region_code=station.region_code, post=POST_WORDS[post], on=started)
        else None,
    )


def _papers(county: County, crew: Crew, *, rng: random.Random, on: date) -> None:
    """Premises, systems, opening steps, service list, staff filing; a few stations still lack something."""
    place, station = county.place, crew.station
    start = station.opened_on or on
    officer, head = county.actor(on), crew.actor(on)
    lacking = crew.number % 4 == 2
    set_rooms(
        actor=officer,
        station_id=station.pk,
        rooms=[RoomLine(name, shared=nth > 1, shared_with="乡文化站" if nth > 1 else "", area_m2=20 + 5 * nth)
               for nth, name in enumerate(place.rooms) if not (lacking and nth == len(place.rooms) - 1)],
    )  # fmt: skip
    set_equipment(
        actor=officer,
        station_id=station.pk,
        equipment=[EquipmentLine(name, count=2, kind=kind) for name, kind in place.equipment],
    )
    for kind, names in (
        (StationDocument.Kind.SYSTEM, SYSTEMS),
        (StationDocument.Kind.ARCHIVE, ARCHIVES),
        (StationDocument.Kind.DISCLOSURE, DISCLOSED),
    ):
        for name in names:
            if name == "年度财务报告" and crew.number % 3 == 1:
                continue
            file_document(
                actor=officer,
                station_id=station.pk,
                kind=kind,
                name=name,
                title=f"{station.short_name}社工站{name}",
                version="2024年版",
                in_force_from_on=start,
                on=on,
            )
    for step, days in STEPS:
        record_opening_step(
            actor=officer,
            station_id=station.pk,
            step=step,
            done_on=start + timedelta(days=days),
            on=on,
            evidence="见档案",
        )
    if crew.number != 8:
        file_service_list(
            actor=head,
            station_id=station.pk,
            item_codes=county.codes,
            made_on=start + timedelta(days=20),
            filed_county_on=start + timedelta(days=25),
            filed_township_on=start + timedelta(days=25),
            on=on,
        )
    record_safety_check(
        actor=officer,
        station_id=station.pk,
        checked_on=on - timedelta(days=rng.randrange(10, 60)),
        result="PASSED",
        findings="",
        on=on,
    )
    filing = file_staff(actor=head, station_id=station.pk, filed_on=start + timedelta(days=5))
    accept_filing(actor=officer, filing_id=filing.pk, on=start + timedelta(days=7))


def _chinese(number: int) -> str:
    """1 -> 一, 12 -> 十二: as invented names are counted."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones or not tens else "")


def sign_in_hint(accounts: dict[str, User]) -> list[tuple[str, str, str]]:
    """(role, invented name, account) of the accounts to click, in the order of the table of roles."""
    return [
        (role.label, accounts[code].display_name, accounts[code].username)
        for code, role in ROLES.items()
        if code in accounts
    ]


def stamp(day: date) -> datetime:
    """Five in the afternoon of a local day, as an instant."""
    return datetime(day.year, day.month, day.day, 17, tzinfo=ZoneInfo("Asia/Shanghai"))
