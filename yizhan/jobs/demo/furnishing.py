"""A demo place before its year begins: stations and staff, as its paper says."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from yizhan.access.models import Organisation
from yizhan.jobs.actor import system_actor
from yizhan.jobs.demo.cast import Cast
from yizhan.jobs.demo.county import County, Crew
from yizhan.jobs.demo.offices import Accounts, register
from yizhan.jobs.demo.place import Place
from yizhan.kernel.actor import Actor
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
from yizhan.stations.models import OpeningStep, Station, StationDocument
from yizhan.workforce.actions import accept_filing, enrol_worker, file_staff, link_account
from yizhan.workforce.models import POST_WORDS, Certificate, Post, Worker
from yizhan.workforce.rules.commitments import commitment_rule

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


def furnish(place: Place, *, rng: random.Random, names: Iterator[int], on: date) -> County:
    """Offices, accounts, stations and staff of one place; `on` is the demo's today."""
    cast = Cast(rng, place.paper_ids)
    accounts = Accounts(names, place.opened_on)
    bureau = register("COUNTY", place.bureau, place.code)
    agency = register("AGENCY", place.agency, place.code, credit_code=place.credit_code)
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
