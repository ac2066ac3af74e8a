"""What the papers ask of whom by when: filled a year ahead, seen to be done, told, received and returned."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.clients.conftest import only_these_packs
from tests.people import (
    BAISHA,
    CHANGJIANG,
    DEPUTY,
    HEAD,
    MANAGER,
    PROVINCE,
    QIAN,
    QIFANG_STATION,
    TOWNSHIP,
    WANG,
    YACHA_STATION,
    ZHAO,
    person,
)
from tests.policy.papers import pack
from tests.reports.conftest import AT, DAY, NOVEMBER, opened, signed
from tests.world import World
from yizhan.access.roles import job
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.period import Period
from yizhan.oversight.actions import finish_inspection, note_inspection, plan_inspection
from yizhan.oversight.models import Inspection
from yizhan.policy import book
from yizhan.policy.schema.pack import Pack
from yizhan.reports.actions import (
    excuse_duty,
    fill_duties,
    note_duty_done,
    receive_duty,
    return_duty,
    return_report,
    sign_report,
)
from yizhan.reports.models import Duty
from yizhan.reports.queries.duties import by_day, by_place, duties, own_open, sums, to_answer
from yizhan.reports.queries.duties_ahead import regions_with_duties
from yizhan.reports.queries.duties_seen import regions_touched
from yizhan.stations.models import Station
from yizhan.workforce.actions import file_staff
from yizhan.workforce.models import Worker

NIGHT = job("nightly", "夜间任务", "reports.fill_duties")

PAPER = """
- 编号: report.monthly
  规定: 每月25日前报县民政局。
  条款: 三
  类型: 频次
  每: 月
  事项: 报送月报
  由: [承接主体]
  报给: [县民政]
  截止: 25日
- 编号: report.quarterly-county
  规定: 县级民政部门每季度向省级民政部门提交项目实施情况报告。
  条款: 四
  类型: 频次
  每: 季
  事项: 提交项目实施情况报告
  由: [县民政]
  报给: [省民政]
  截止: 次月第5个工作日
  提醒: 5
- 编号: agency.disclosure-day
  规定: 每月15日公开项目执行情况。
  条款: 五
  类型: 频次
  每: 月
  事项: 公开项目执行情况
  由: [承接主体]
  报给: [县民政]
  截止: 15日
  当日: 是
- 编号: staffing.filing
  规定: 人员变动后一周内备案。
  条款: 六
  类型: 限期
  起点: 人员变动
  终点: 报县民政局备案
  期限: 1周
  责任: [承接主体]
- 编号: training.halves
  规定: 每年组织两次培训。
  条款: 七
  类型: 频次
  每: 年
  次数: 2
  事项: 组织培训
  由: [乡镇]
- 编号: inspection.weekly
  规定: 省级民政部门每周通报进度。
  条款: 八
  类型: 频次
  每: 周
  事项: 通报进度
  由: [省民政]
"""


def paper(
    rules: str = PAPER, name: str = "46-example/2026-a", since: str = "2026-01-01", more: str = ""
) -> Pack:
    return pack(rules, name=name, region="46", since=since, more=more)


@pytest.fixture(autouse=True)
def papers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    only_these_packs(monkeypatch, [paper()])
    yield
    book._held.cache_clear()


def filled(on: date = DAY, region: str = BAISHA) -> int:
    return fill_duties(actor=NIGHT, region_code=region, on=on)


def owed(rule_id: str, **more: object) -> list[Duty]:
    return list(Duty.objects.filter(rule_id=rule_id, **more).order_by("due_on", "region_code"))


def told(rule_id: str, **more: object) -> Duty:
    return owed(rule_id, **more)[0]


@pytest.mark.requirement("R324", "R141", "R253")
def test_a_year_of_duties_is_filled_ahead_once(world: World) -> None:
    first = filled()
    assert first == Duty.objects.count() > 0
    assert filled() == 0
    monthly = owed("report.monthly", station_id=YACHA_STATION)
    assert [duty.due_on.day for duty in monthly] == [25] * len(monthly)
    assert (monthly[0].due_on, monthly[-1].due_on) == (date(2026, 11, 25), date(2027, 11, 25))
    assert {duty.receiver for duty in monthly} == {"county"}
    quarter = told("report.quarterly-county")
    assert (quarter.owed_by, quarter.region_code, quarter.station_id) == ("county", BAISHA, None)
    assert (quarter.receiver, quarter.remind_days) == ("province", 5)
    assert quarter.due_on == date(
        2027, 1, 7
    )  # fifth working day; the notice of holidays of 2027 is not out yet
    assert {duty.opens_on for duty in owed("agency.disclosure-day")} == {
        duty.due_on for duty in owed("agency.disclosure-day")
    }
    assert [(duty.part, duty.due_on) for duty in owed("training.halves", region_code="469025100")][:1] == [
        ("2", date(2026, 12, 31))
    ]
    assert not owed("inspection.weekly")
    filled(region="46")
    assert len(owed("inspection.weekly", region_code="46")) > 50
    assert regions_with_duties() == ["469025", "469026", "46"]


def test_a_newer_paper_changes_what_is_not_due_yet_and_leaves_what_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled()
    later = PAPER.replace("截止: 25日", "截止: 28日").replace("编号: training.halves", "编号: training.other")
    old = paper(more="废止日期: 2026-12-01")
    only_these_packs(monkeypatch, [old, paper(later, name="46-example/2026-b", since="2026-12-01")])
    filled(date(2026, 12, 1))
    november, december = owed("report.monthly", station_id=YACHA_STATION)[:2]
    assert (november.due_on.day, november.state, november.rule) == (
        25,
        "LATE",
        "46-example/2026-a:report.monthly",
    )
    assert (december.due_on.day, december.state, december.rule) == (
        28,
        "OPEN",
        "46-example/2026-b:report.monthly",
    )
    assert not owed("training.halves")
    assert owed("training.other")


def test_what_the_program_sees_nobody_ticks(worker: Worker, world: World) -> None:
    filled()
    report = signed(opened())
    assert regions_touched(span=Period(DAY - timedelta(days=1), DAY)) == [BAISHA]
    filled()
    assert regions_touched(span=Period(DAY - timedelta(days=1), DAY)) == []
    mine = told("report.monthly", station_id=YACHA_STATION)
    assert (mine.state, mine.done_on, mine.done_how, mine.late_days) == ("DONE", DAY, "SEEN", 0)
    assert (mine.fact_kind, mine.fact_id) == ("report", report.pk)
    assert told("report.monthly", station_id=QIFANG_STATION).state == "OPEN"
    return_report(actor=ZHAO, report_id=report.pk, on=DAY, at=AT, reason="探访数要写出处")
    filled(date(2026, 11, 26))
    mine.refresh_from_db()
    assert (mine.state, mine.done_on) == ("RETURNED", DAY)
    sign_report(actor=HEAD, report_id=report.pk, on=date(2026, 11, 27), at=AT)
    filled(date(2026, 11, 27))
    mine.refresh_from_db()
    assert (mine.state, mine.done_on, mine.late_days) == ("DONE", DAY, 0)  # judged by the first time
    other = told("report.monthly", station_id=QIFANG_STATION)
    assert (other.state, other.is_over(date(2026, 11, 27))) == ("LATE", True)
    with pytest.raises(Refused, match="系统自己看得到"):
        note_duty_done(actor=MANAGER, duty_id=other.pk, done_on=DAY, on=DAY, note="交过了")


@pytest.mark.requirement("R109")
def test_a_change_of_staff_is_to_be_filed_within_the_week_of_the_paper(
    worker: Worker, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_these_packs(monkeypatch, [paper(since="2024-01-01")])
    change = worker.changes.get()
    on = change.changed_on + timedelta(days=2)
    filled(on)
    duty = Duty.objects.get(event_id=change.pk)
    assert (duty.due_on, duty.event_on) == (change.changed_on + timedelta(days=7), change.changed_on)
    assert duty.station_id == YACHA_STATION
    file_staff(actor=HEAD, station_id=YACHA_STATION, filed_on=on)
    filled(on)
    duty.refresh_from_db()
    assert (duty.state, duty.done_on, duty.fact_kind) == ("DONE", on, "staff_filing")


@pytest.mark.refuses("reports.note_duty_done", "reports.receive_duty", "reports.return_duty")
def test_what_the_program_cannot_see_is_told_received_and_returned(world: World) -> None:
    filled()
    duty = told("agency.disclosure-day", station_id=YACHA_STATION, due_on=date(2026, 12, 15))
    facts: dict[str, Any] = {"duty_id": duty.pk, "done_on": DAY, "on": DAY}
    with pytest.raises(Refused, match="办理情况"):
        note_duty_done(actor=HEAD, note=" ", **facts)
    with pytest.raises(Refused, match="不能晚于今天"):
        note_duty_done(actor=HEAD, note="x", **(facts | {"done_on": date(2026, 11, 25)}))
    with pytest.raises(Refused, match="由他们登记"):
        note_duty_done(actor=ZHAO, note="x", **facts)
    with pytest.raises(NotAllowed):
        note_duty_done(actor=WANG, note="x", **facts)
    with pytest.raises(Duty.DoesNotExist):
        note_duty_done(actor=QIAN, note="x", **facts)
    note_duty_done(actor=MANAGER, note="镇政府公示栏", **facts)
    assert list(to_answer(actor=ZHAO)) == [duty]
    answers: tuple[tuple[Callable[..., Duty], dict[str, str]], ...] = (
        (receive_duty, {}),
        (return_duty, {"reason": "x"}),
    )
    for verb, given in answers:
        with pytest.raises(Refused, match="不是报给您这里的"):
            verb(actor=PROVINCE, duty_id=duty.pk, on=DAY, **given)
        with pytest.raises(NotAllowed):
            verb(actor=HEAD, duty_id=duty.pk, on=DAY, **given)
    with pytest.raises(Refused, match="为什么"):
        return_duty(actor=ZHAO, duty_id=duty.pk, on=DAY, reason=" ")
    assert return_duty(actor=ZHAO, duty_id=duty.pk, on=DAY, reason="没有经费情况").state == "RETURNED"
    again = note_duty_done(
        actor=HEAD,
        note="已补充经费情况",
        **(facts | {"done_on": date(2026, 12, 16), "on": date(2026, 12, 16)}),
    )
    assert (again.state, again.done_on, again.sent_on, again.late_days) == (
        "DONE",
        DAY,
        date(2026, 12, 16),
        0,
    )
    assert receive_duty(actor=ZHAO, duty_id=duty.pk, on=DAY).received_on == DAY
    assert not to_answer(actor=ZHAO).exists()
    filled(date(2026, 12, 16))
    duty.refresh_from_db()
    assert (duty.state, duty.note) == ("DONE", "已补充经费情况")


@pytest.mark.refuses("reports.excuse_duty", "reports.fill_duties")
def test_the_office_above_may_excuse_one_time(world: World) -> None:
    filled()
    mine = told("agency.disclosure-day", station_id=YACHA_STATION)
    with pytest.raises(NotAllowed):
        excuse_duty(actor=HEAD, duty_id=mine.pk, on=DAY, reason="停业")
    with pytest.raises(Refused, match="写明"):
        excuse_duty(actor=ZHAO, duty_id=mine.pk, on=DAY, reason="")
    with pytest.raises(Refused, match="上级决定"):
        excuse_duty(actor=ZHAO, duty_id=told("report.quarterly-county").pk, on=DAY, reason="忙")
    assert excuse_duty(actor=ZHAO, duty_id=mine.pk, on=DAY, reason="本月停止服务").state == "EXCUSED"
    with pytest.raises(Refused, match="不能这样办"):
        note_duty_done(actor=HEAD, duty_id=mine.pk, done_on=DAY, on=DAY, note="公示栏")
    with pytest.raises(NotAllowed):
        fill_duties(actor=ZHAO, region_code=BAISHA, on=DAY)
    filled()
    mine.refresh_from_db()
    assert mine.state == "EXCUSED"


def test_everybody_sees_what_is_owed_within_reach_and_has_her_own_to_do(world: World) -> None:
    filled()
    filled(region=CHANGJIANG)
    month = Period.month_of(NOVEMBER)
    seen = {
        who: set(duties(actor=who, span=month).values_list("region_code", flat=True))
        for who in (ZHAO, HEAD, TOWNSHIP, PROVINCE)
    }
    assert seen[HEAD] == {"469025100"}
    assert seen[TOWNSHIP] == {"469025100"}
    assert seen[ZHAO] == {"469025100", "469025101"}
    assert seen[PROVINCE] == {"469025100", "469025101", "469026100"}
    until = date(2027, 1, 31)
    assert {duty.rule_id for duty in own_open(actor=ZHAO, until=until)} == {"report.quarterly-county"}
    assert {duty.owed_by for duty in own_open(actor=DEPUTY, until=until)} == {"station"}
    assert {duty.rule_id for duty in own_open(actor=TOWNSHIP, until=until)} == {"training.halves"}
    day = by_day(rows=duties(actor=ZHAO, span=month), on=date(2026, 11, 26))[date(2026, 11, 25)]
    assert [(same.what, same.all, same.open, same.late) for same in day] == [("报送月报", 2, 2, 2)]
    places = by_place(rows=duties(actor=PROVINCE, span=month), digits=6, on=date(2026, 11, 26))
    assert [(place.code, place.over) for place in places] == [("469025", 4), ("469026", 2)]
    assert sums(rows=duties(actor=HEAD, span=month), on=date(2026, 11, 25)).today == 1


@pytest.mark.requirement("R066", "R361")
def test_a_citys_visits_meet_its_duty_once_each_of_its_counties_was_visited(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_these_packs(monkeypatch, [paper(QUARTERLY)])
    city, other = (
        person(90, "市里的吴科长", "city", "4690"),
        Station.objects.get(region_code__startswith=CHANGJIANG),
    )

    def visited(station_id: UUID, on: date) -> Inspection:
        made = plan_inspection(
            actor=city, station_id=station_id, kind="SUPERVIS", planned_on=on, on=on, at=AT
        )
        note_inspection(actor=city, inspection_id=made.pk, marks={}, present="示例", says="示例", on=on)
        return finish_inspection(actor=city, inspection_id=made.pk, done_on=on, on=on, at=AT)

    filled(region="4690")
    duty = told("supervision.quarterly-city", period_first_on=date(2026, 10, 1))
    visited(YACHA_STATION, DAY)
    filled(region="4690")
    duty.refresh_from_db()
    assert duty.state == "OPEN", "one of its two counties was not visited"
    later = DAY + timedelta(days=2)
    last = visited(other.pk, later)
    assert regions_touched(span=Period(DAY, later)) == ["4690"]
    filled(on=later, region="4690")
    duty.refresh_from_db()
    assert (duty.state, duty.done_on, duty.fact_kind, duty.fact_id) == ("DONE", later, "inspection", last.pk)
    with pytest.raises(Refused, match="谁检查"):
        plan_inspection(
            actor=ZHAO, station_id=YACHA_STATION, kind="SITE", planned_on=DAY, on=DAY, at=AT, party="CITY"
        )
    coming = told("supervision.quarterly-city", period_first_on=date(2027, 1, 1))
    note = {"duty_id": coming.pk, "done_on": date(2027, 2, 1), "on": date(2027, 2, 1)}
    assert note_duty_done(actor=city, note="现场会代替，见会议纪要", **note).state == "DONE"  # type: ignore[arg-type]


QUARTERLY = """
- 编号: supervision.quarterly-city
  规定: 市级民政部门每季度对县（市、区）项目实施情况进行督查考核。
  条款: 三
  类型: 频次
  每: 季
  事项: 督查考核县（市、区）项目实施情况
  由: [市民政]
"""
