"""A county's quarterly report: its figures out of its stations, its words, its way to the office above and back."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from tests.clients.conftest import only_these_packs
from tests.people import BAISHA, HEAD, PROVINCE, QIAN, QIFANG_STATION, YACHA_STATION, ZHAO
from tests.policy.papers import pack, rule
from tests.reports.conftest import AT
from tests.reports.test_duties import NIGHT
from tests.world import World
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.period import Period
from yizhan.policy import book
from yizhan.policy.schema.times import Deadline, Frequency
from yizhan.reports.actions import (
    accept_area_report,
    change_area_figure,
    fill_duties,
    open_area_report,
    refresh_area_report,
    return_area_report,
    sign_area_report,
    write_area_chapters,
)
from yizhan.reports.models import AreaReport, Duty, StationMonth
from yizhan.reports.queries.areas import area_reports
from yizhan.reports.rules.areas import SELF_EVALUATION, chapters_of, months_of, period_label
from yizhan.reports.rules.duties import owings, parts_of, receiver_of

ON = date(2026, 11, 24)
PAPER = """
- 编号: report.quarterly-county
  规定: 县级民政部门每季度向省级民政部门提交项目实施情况报告。
  条款: 四
  类型: 频次
  每: 季
  事项: 提交项目实施情况报告
  由: [县民政]
  报给: [省民政]
- 编号: report.yearly-self-evaluation
  规定: 县级民政部门每年11月底前提交绩效自评报告。
  条款: 五
  类型: 频次
  每: 年
  事项: 提交绩效自评报告
  由: [县民政]
  报给: [省民政]
  截止: 11月底
- 编号: report.weekly
  规定: 县级民政部门每周报送进度。
  条款: 六
  类型: 频次
  每: 周
  事项: 报送进度
  由: [县民政]
  报给: [省民政]
"""
FLOW, STOCK, DUE, MET = "services.visits", "clients.files", "services.visit_due", "services.visit_met"


@pytest.fixture(autouse=True)
def papers(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    only_these_packs(monkeypatch, [pack(PAPER, name="46-example/2026-a", region="46", since="2026-01-01")])
    fill_duties(actor=NIGHT, region_code=BAISHA, on=ON)
    for month, metric, value in (
        (10, FLOW, 3),
        (11, FLOW, 4),
        (10, STOCK, 20),
        (11, STOCK, 21),
        (11, DUE, 20),
        (11, MET, 18),
    ):
        kept(month, metric, value)
    kept(11, FLOW, 5, QIFANG_STATION)
    yield
    book._held.cache_clear()


def kept(month: int, metric: str, value: int, station: UUID = YACHA_STATION) -> None:
    StationMonth.objects.create(
        station_id=station, region_code="469025100" if station == YACHA_STATION else "469025101",
        month=date(2026, month, 1), metric=metric, value=value, as_of=AT,
    )  # fmt: skip


def duty(rule_id: str = "report.quarterly-county") -> Duty:
    return Duty.objects.filter(rule_id=rule_id).order_by("due_on")[0]


def opened() -> AreaReport:
    return open_area_report(actor=ZHAO, duty_id=duty().pk, on=ON)


def written(report: AreaReport) -> AreaReport:
    words = {each["title"]: "照常开展。" for each in report.chapters}
    return write_area_chapters(actor=ZHAO, report_id=report.pk, chapters=words)


def sign(report: AreaReport, on: date = ON) -> AreaReport:
    return sign_area_report(actor=ZHAO, report_id=report.pk, on=on, at=AT)


def figure(report: AreaReport, code: str) -> Decimal | None:
    return report.lines.get(code=code).value


@pytest.mark.requirement("R067", "R070", "R117", "R362")
def test_the_figures_are_the_sums_of_what_lies_below(world: World) -> None:
    report = opened()
    assert report.title.endswith("2026年第四季度项目实施情况报告")
    assert (figure(report, FLOW), figure(report, STOCK), figure(report, "services.visit_rate")) == (
        12,
        21,
        Decimal("90.00"),
    )
    assert [(each["name"], each["visits"]) for each in report.below] == [("牙叉镇", 7), ("七坊镇", 5)]
    assert opened().pk == report.pk
    kept(10, FLOW, 2, QIFANG_STATION)
    with pytest.raises(Refused, match="重新取数"):
        sign(written(report))
    change_area_figure(actor=ZHAO, report_id=report.pk, code=STOCK, value=Decimal(22), reason="漏建一份")
    refresh_area_report(actor=ZHAO, report_id=report.pk, on=ON)
    assert (figure(report, FLOW), figure(report, STOCK)) == (14, 22)


def test_what_is_not_added_up_yet_is_no_zero_and_is_not_signed(world: World) -> None:
    StationMonth.objects.all().delete()
    report = written(opened())
    assert figure(report, FLOW) is None
    with pytest.raises(Refused, match="有2个站的记录还在汇总"):
        sign(report)


@pytest.mark.refuses(
    "reports.open_area_report", "reports.refresh_area_report", "reports.change_area_figure", "reports.write_area_chapters",
    "reports.sign_area_report", "reports.accept_area_report", "reports.return_area_report",
)  # fmt: skip
def test_its_way_up_and_back_and_who_may_not(world: World) -> None:
    with pytest.raises(NotAllowed):
        open_area_report(actor=HEAD, duty_id=duty().pk, on=ON)
    with pytest.raises(Duty.DoesNotExist):
        open_area_report(actor=QIAN, duty_id=duty().pk, on=ON)
    with pytest.raises(Refused, match="登记就行"):
        open_area_report(actor=ZHAO, duty_id=duty("report.weekly").pk, on=ON)
    report = opened()
    assert not area_reports(actor=PROVINCE).exists()  # a draft stays with its office
    change: dict[str, Any] = {"report_id": report.pk, "code": FLOW, "value": Decimal(1)}
    with pytest.raises(Refused, match="理由"):
        change_area_figure(actor=ZHAO, **change)
    with pytest.raises(Refused, match="有1个站的记录还在汇总，现在的数不全"):
        sign(report)  # 七坊镇 has no kept figures of October yet
    kept(10, FLOW, 2, QIFANG_STATION)
    refresh_area_report(actor=ZHAO, report_id=report.pk, on=ON)
    with pytest.raises(Refused, match="还没有写"):
        sign(report)
    for attempt in (
        lambda: change_area_figure(actor=QIAN, **change),
        lambda: refresh_area_report(actor=QIAN, report_id=report.pk, on=ON),
        lambda: write_area_chapters(actor=QIAN, report_id=report.pk, chapters={}),
        lambda: sign_area_report(actor=QIAN, report_id=report.pk, on=ON, at=AT),
    ):
        with pytest.raises(AreaReport.DoesNotExist):
            attempt()
    sign(written(report))
    owed = duty()
    assert (owed.state, owed.done_on, owed.fact_kind) == ("DONE", ON, "area_report")
    with pytest.raises(Refused, match="已经签发"):
        change_area_figure(actor=ZHAO, **change)
    answer: dict[str, Any] = {"report_id": report.pk, "on": ON, "at": AT}
    with pytest.raises(NotAllowed):
        accept_area_report(actor=ZHAO, **answer)
    with pytest.raises(NotAllowed):
        return_area_report(actor=ZHAO, reason="x", **answer)
    with pytest.raises(Refused, match="为什么"):
        return_area_report(actor=PROVINCE, reason=" ", **answer)
    return_area_report(actor=PROVINCE, reason="补充经费", **answer)
    assert duty().state == "RETURNED"
    fill_duties(actor=NIGHT, region_code=BAISHA, on=ON)
    assert duty().state == "RETURNED"
    sign(report, date(2027, 1, 20))
    owed = duty()
    assert (owed.state, owed.done_on, owed.late_days) == ("DONE", ON, 0)
    accept_area_report(actor=PROVINCE, **answer)
    with pytest.raises(Refused, match="不能这样办"):
        accept_area_report(actor=PROVINCE, **answer)
    assert duty().received_on == ON


@pytest.mark.requirement("R118")
def test_the_self_evaluation_is_due_before_the_end_of_november_and_has_its_chapters(world: World) -> None:
    owed = duty("report.yearly-self-evaluation")
    assert owed.due_on == date(2026, 11, 30)
    report = open_area_report(actor=ZHAO, duty_id=owed.pk, on=ON)
    assert tuple(each["title"] for each in report.chapters) == SELF_EVALUATION
    assert report.title.endswith("2026年度绩效自评报告")


# --- rules --------------------------------------------------------------------------------------------------------------


def test_periods_are_named_as_an_office_names_them() -> None:
    day = date(2026, 11, 24)
    spans = (Period.quarter_of(day), Period.half_year_of(day), Period.year_of(day), Period.month_of(day))
    assert [period_label(span) for span in spans] == [
        "2026年第四季度",
        "2026年下半年",
        "2026年度",
        "2026年11月",
    ]
    assert months_of(Period.week_of(day)) is None
    assert len(months_of(Period.half_year_of(day)) or ()) == 6
    assert chapters_of("report.quarterly-county") != SELF_EVALUATION


def test_who_owes_and_who_receives_are_levels() -> None:
    both = rule(类型="频次", 每="年", 事项="提交自评", 由="[市民政, 县民政]", 报给="[省民政, 市民政]")
    assert isinstance(both, Frequency)
    assert [(one.level, one.receiver) for one in owings(both)] == [("city", "province"), ("county", "city")]
    late = rule(类型="限期", 起点="服务协议签订", 终点="备案", 期限="15个工作日")
    assert isinstance(late, Deadline)
    assert [one.level for one in owings(late)] == ["county"]
    assert receiver_of("province", ("市民政",)) == ""


@pytest.mark.requirement("R115", "R114")
def test_what_is_owed_twice_a_service_year_is_owed_in_each_half() -> None:
    twice = rule(
        类型="频次", 每="服务年度", 次数=2, 事项="提交工作报告", 由="[承接主体]", 轮次="[中期, 末期]"
    )
    assert isinstance(twice, Frequency)
    year = Period(date(2026, 7, 1), date(2027, 6, 30))
    parts = parts_of(twice, year)
    assert [(part.part, part.due_on) for part in parts] == [
        ("中期", date(2026, 12, 29)),
        ("末期", date(2027, 6, 30)),
    ]
    assert parts[1].opens_on == parts[0].due_on + timedelta(days=1)


def test_days_ahead_of_a_reminder_are_whole_and_few() -> None:
    kept_ = rule(类型="频次", 每="月", 事项="报送月报", 由="[承接主体]", 提醒=5)
    assert isinstance(kept_, Frequency)
    assert kept_.remind == 5
    for wrong in ("61", "1.5", "-1"):
        with pytest.raises(Exception, match="提醒"):
            rule(类型="频次", 每="月", 事项="报送月报", 由="[承接主体]", 提醒=wrong)
