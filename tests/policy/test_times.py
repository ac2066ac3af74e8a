"""限期 频次 目标."""

from datetime import date

import pytest

from tests.policy.papers import rule
from yizhan.kernel.period import Period
from yizhan.policy.book import rule_for
from yizhan.policy.schema.times import LAST_DAY, Deadline, Frequency, Target, add_term, workdays_before

LABOUR_DAY_EVE = date(2024, 4, 30)


@pytest.mark.parametrize(
    ("start", "term", "last"),
    [
        (date(2024, 1, 31), "1个月", date(2024, 2, 29)),
        (date(2023, 12, 31), "2年", date(2025, 12, 31)),
        (date(2024, 2, 29), "1年", date(2025, 2, 28)),
        (date(2024, 3, 1), "1周", date(2024, 3, 8)),
        (date(2024, 3, 1), "10天", date(2024, 3, 11)),
        (date(2024, 3, 1), "10日", date(2024, 3, 11)),
        (date(2024, 3, 1), "24小时", date(2024, 3, 2)),
        (date(2024, 3, 1), "36小时", date(2024, 3, 3)),
        (date(2024, 3, 1), "15个工作日", date(2024, 3, 22)),
    ],
)
def test_a_term_ends_on_its_last_day(start: date, term: str, last: date) -> None:
    assert add_term(start, term) == last


def test_working_days_backwards_leave_out_the_weekend() -> None:
    assert workdays_before(date(2024, 3, 11), 2) == date(2024, 3, 7)


def test_a_deadline_runs_from_an_event() -> None:
    filing = rule(类型="限期", 起点="协议签订", 终点="备案", 期限="15个工作日")
    assert isinstance(filing, Deadline)
    assert filing.required() == "协议签订后15个工作日内备案"
    signed = date(2024, 3, 1)
    assert filing.verdict(None).says == "“协议签订”尚未发生（六（三））"
    assert filing.verdict(date(2024, 3, 22), start=signed).says == "已于2024-03-22按时完成（六（三））"
    assert filing.verdict(date(2024, 3, 25), start=signed).says == "应于2024-03-22前完成，迟了3天（六（三））"
    assert filing.verdict(None, start=signed).says == "截止日为2024-03-22（六（三））"
    assert (
        filing.verdict(None, start=signed, on=date(2024, 3, 22)).says
        == "还有0天，截止日为2024-03-22（六（三））"
    )
    assert (
        filing.verdict(None, start=signed, on=date(2024, 3, 24)).says
        == "应于2024-03-22前完成，已超期2天（六（三））"
    )


@pytest.mark.parametrize(
    ("term", "last"),
    [
        ("1个月", date(2024, 2, 29)),
        ("1年", date(2023, 3, 31)),
        ("1周", date(2024, 3, 24)),
        ("3天", date(2024, 3, 28)),
        ("48小时", date(2024, 3, 29)),
        ("2个工作日", date(2024, 3, 28)),
    ],
)
def test_a_notice_is_given_ahead(term: str, last: date) -> None:
    notice = rule(类型="限期", 起点="离职", 终点="提出", 期限=term, 提前="是")
    assert isinstance(notice, Deadline)
    assert notice.due(date(2024, 3, 31)) == last
    assert notice.required() == f"离职前至少{term}提出"


@pytest.mark.parametrize(
    ("start", "term", "last", "why"),
    [
        (date(2024, 4, 1), "30天", date(2024, 5, 6), "期满日2024-05-01是劳动节假期，顺延至下一个工作日"),
        (date(2024, 3, 2), "1周", date(2024, 3, 11), "期满日2024-03-09是休息日，顺延至下一个工作日"),
        (date(2024, 3, 28), "1个月", date(2024, 4, 28), ""),  # a Sunday that is worked for the Labour Day
        (date(2023, 6, 1), "2年", date(2025, 6, 3), "期满日2025-06-01是端午假期，顺延至下一个工作日"),
        (date(2024, 3, 1), "48小时", date(2024, 3, 3), ""),
        (date(2024, 4, 26), "5个工作日", date(2024, 5, 7), ""),
    ],
)
def test_a_term_that_ends_on_a_day_of_rest_ends_on_the_next_working_day(
    start: date, term: str, last: date, why: str
) -> None:
    filing = rule(类型="限期", 起点="签订", 终点="备案", 期限=term)
    assert isinstance(filing, Deadline)
    assert (filing.due(start), filing.moved(start)) == (last, why)


def test_a_moved_day_is_told_with_its_clause_and_a_day_named_in_the_paper_stays() -> None:
    filing = rule(类型="限期", 起点="签订", 终点="备案", 期限="1周")
    on_a_saturday, monday = date(2024, 3, 9), date(2024, 3, 11)
    answer = filing.verdict(monday, start=date(2024, 3, 2))
    assert answer.state == "met"
    assert filing.verdict(None, start=date(2024, 3, 2), on=on_a_saturday).says == (
        "还有2天，截止日为2024-03-11（期满日2024-03-09是休息日，顺延至下一个工作日，依民法典第二百零三条）（六（三））"
    )
    assert rule_for(LAST_DAY, region_code="469025", on=monday).chip == "民法典 第二百零三条"
    stays = rule(类型="限期", 起点="签订", 终点="备案", 期限="1周", 顺延="否")
    assert isinstance(stays, Deadline)
    assert (stays.due(date(2024, 3, 2)), stays.moved(date(2024, 3, 2))) == (on_a_saturday, "")
    named = rule(类型="限期", 终点="报送", 日期="2024-03-09")
    assert isinstance(named, Deadline)
    assert (named.due(None), named.moved(None)) == (on_a_saturday, "")
    ahead = rule(类型="限期", 起点="离职", 终点="提出", 期限="1周", 提前="是")
    assert isinstance(ahead, Deadline)
    assert (ahead.due(date(2024, 3, 16)), ahead.moved(date(2024, 3, 16))) == (on_a_saturday, "")


def test_who_is_to_be_visited_after_an_event_does_not_wait_for_the_office() -> None:
    keys = {"类型": "频次", "事件": "出院", "事项": "上门", "期限": "1周"}
    visit = rule(**keys, 对象=["独居老人"]).verdict(date(2024, 3, 11), start=date(2024, 3, 2))
    report = rule(**keys).verdict(date(2024, 3, 11), start=date(2024, 3, 2))
    assert (visit.state, report.state) == ("unmet", "met")


def test_a_deadline_can_be_a_day() -> None:
    opening = rule(类型="限期", 终点="开站", 日期="2023-06-30")
    assert isinstance(opening, Deadline)
    assert opening.due(None) == date(2023, 6, 30)
    assert opening.required() == "2023-06-30前开站"
    assert opening.verdict(date(2023, 6, 30)).state == "met"
    assert opening.verdict(date(2023, 7, 1)).state == "unmet"


def test_a_deadline_without_a_term_is_pending() -> None:
    soon = rule(类型="限期", 起点="收到投诉", 终点="处理", 待定="原文只写“及时”")
    assert isinstance(soon, Deadline)
    assert soon.due(date(2024, 1, 1)) is None
    assert soon.required() == "待定"
    with pytest.raises(TypeError, match="要的是日期"):
        rule(类型="限期", 终点="开站", 日期="2023-06-30").verdict("六月")


def report(**keys: object) -> Frequency:
    made = rule(类型="频次", **keys)
    assert isinstance(made, Frequency)
    return made


@pytest.mark.parametrize(
    ("per", "due", "around", "last"),
    [
        ("月", "25日", date(2024, 2, 10), date(2024, 2, 25)),
        ("月", "31日", date(2024, 2, 10), date(2024, 2, 29)),
        ("月", "月底", date(2024, 2, 10), date(2024, 2, 29)),
        ("月", "次月5日", date(2024, 12, 10), date(2025, 1, 5)),
        ("月", "次月月底", date(2024, 1, 31), date(2024, 2, 29)),
        ("月", "第1个工作日", date(2024, 5, 20), date(2024, 5, 6)),
        ("月", "第1个工作日", date(2024, 3, 20), date(2024, 3, 1)),
        ("月", "次月第5个工作日", date(2024, 4, 20), date(2024, 5, 10)),
        ("月", "次月第5个工作日", date(2024, 2, 29), date(2024, 3, 7)),
        ("季", "末月25日", date(2024, 1, 10), date(2024, 3, 25)),
        ("季", "次月10日", date(2024, 5, 10), date(2024, 7, 10)),
        ("半年", "末月月底", date(2024, 5, 10), date(2024, 6, 30)),
        ("年", "11月底", date(2024, 5, 10), date(2024, 11, 30)),
        ("年", "2月30日", date(2024, 5, 10), date(2024, 2, 29)),
        ("周", "周五", date(2024, 3, 6), date(2024, 3, 8)),
        ("周", "次周周一", date(2024, 3, 6), date(2024, 3, 11)),
    ],
)
def test_a_report_has_a_last_day_in_every_period(per: str, due: str, around: date, last: date) -> None:
    made = report(每=per, 截止=due)
    period = made.period_of(around)
    assert period is not None
    assert made.due_day(period) == last


def test_without_a_named_day_the_period_ends_it() -> None:
    weekly = report(每="周")
    assert weekly.due_day(Period.week_of(date(2024, 3, 6))) == date(2024, 3, 10)


def test_the_periods_of_a_span_touch_it() -> None:
    quarterly = report(每="季")
    found = quarterly.periods(Period(date(2024, 3, 31), date(2024, 7, 1)))
    assert [period.first for period in found] == [date(2024, 1, 1), date(2024, 4, 1), date(2024, 7, 1)]
    assert report(每="服务年度", 次数=2).periods(Period.month(2024, 3)) == ()


@pytest.mark.requirement("R324")
def test_a_report_before_the_26th_is_late_on_the_26th() -> None:
    monthly = report(每="月", 事项="报送进展", 截止="25日", 截止原文="每月26日前")
    july = Period.month(2023, 7)
    assert monthly.required() == "每月1次报送进展，25日截止"
    assert monthly.verdict(date(2023, 7, 25), period=july).state == "met"
    assert monthly.verdict(date(2023, 7, 26), period=july).says == "应于2023-07-25前完成，迟了1天（六（三））"
    assert monthly.verdict(None, on=date(2023, 7, 20)).says == "还有5天，截止日为2023-07-25（六（三））"
    assert monthly.verdict(None).says == "还没有数据（六（三））"
    assert report(每="月", 事项="公开").required() == "每月1次公开"


def test_a_visit_rule_counts_the_visits_of_a_period() -> None:
    visits = report(每="月", 次数=2, 对象="[独居老人]", 等级="[高]", 不计方式="电话、视频")
    assert visits.is_visit
    assert visits.required() == "每月不少于2次"
    assert visits.verdict(1).says == "还差1次（六（三））"
    assert visits.verdict(2).state == "met"
    assert not report(每="月").is_visit


def test_after_an_event_something_is_due_once() -> None:
    urgent = report(事件="发现突发情况", 事项="上门", 期限="24小时")
    assert urgent.required() == "发现突发情况后24小时内上门"
    assert urgent.verdict(None).says == "“发现突发情况”尚未发生（六（三））"
    assert urgent.verdict(date(2024, 3, 2), start=date(2024, 3, 1)).state == "met"
    assert urgent.period_of(date(2024, 3, 1)) is None
    assert report(待定="原件缺失").required() == "待定"


def test_a_pending_frequency_has_no_day() -> None:
    assert report(待定="没有写明多久一次").verdict(3).state == "open"


def target(**keys: object) -> Target:
    made = rule(类型="目标", 单位='"%"', **keys)
    assert isinstance(made, Target)
    return made


STEPS = (
    "[{日期: 2024-12-31, 数值: 50}, {日期: 2025-12-31, 说明: 建成一批示范站}, {日期: 2026-12-31, 数值: 100}]"
)


def test_a_target_is_met_step_by_step() -> None:
    steps = target(目标值=STEPS)
    assert steps.required() == "2024-12-31前50%；2025-12-31前建成一批示范站；2026-12-31前100%"
    assert steps.verdict(55, on=date(2024, 12, 1)).state == "met"
    assert steps.verdict(40, on=date(2024, 12, 1)).says == "还差10个百分点，2024-12-31前完成（六（三））"
    assert steps.verdict(40, on=date(2025, 5, 1)).says == "2025-12-31前建成一批示范站，由人核对（六（三））"
    assert steps.verdict(90, on=date(2027, 1, 1)).says == "还差10个百分点，应于2026-12-31前完成（六（三））"
    assert steps.verdict(None).state == "open"
    assert target(待定="原件缺失").required() == "待定"


def test_the_last_day_of_a_target_belongs_to_it_and_just_reached_is_reached() -> None:
    steps, day = target(目标值=STEPS), date(2024, 12, 31)
    assert steps.step_on(day) == steps.steps[0]
    assert steps.step_on(date(2025, 1, 1)) == steps.steps[1]
    assert steps.verdict(50, on=day).state == "met"
    assert steps.verdict(49, on=day).state == "open", "the day is not over"
    last = date(2026, 12, 31)
    assert (steps.verdict(99, on=last).state, steps.verdict(99, on=date(2027, 1, 1)).state) == (
        "open",
        "unmet",
    )


def test_a_step_can_be_for_one_region() -> None:
    steps = target(目标值="[{日期: 2024-12-31, 数值: 50, 地区: 9901}]")
    assert steps.step_on(date(2024, 1, 1)) is None
    assert steps.verdict(60, on=date(2024, 1, 1)).state == "open"
    assert steps.verdict(60, on=date(2024, 1, 1), region="9901").state == "met"
    assert steps.verdict(40, region="9901").state == "unmet"
