"""Which visits move the next due day: the paper says which ways of visiting count, and the page says so before saving."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.clients.conftest import only_these_packs
from tests.clients.folk import TODAY
from tests.people import WANG, YACHA_STATION
from tests.services.conftest import Record
from tests.web.test_services_pages import desk, typed
from yizhan.clients.actions import classify_client, grade_client
from yizhan.clients.models import Client
from yizhan.clients.rules.visits import Visit, VisitRule, rule_not_counting, visit_kept, visit_plan
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.policy import book
from yizhan.policy.load import build_pack, load_pack
from yizhan.policy.schema.words import MODES, WITHOUT_SEEING
from yizhan.services.actions import correct_service, void_service
from yizhan.workforce.models import Worker

__all__ = ["desk"]

OPENED = date(2025, 7, 16)
AT_HOME_ONLY = VisitRule(
    id="a", clause="九", says="", per="月", times=2, classes=frozenset({"ELDER_ALONE"}), uncounted=frozenset({"PHONE", "VIDEO"})
)  # fmt: skip
ANY_WAY = VisitRule(id="b", clause="十", says="", per="月", grades=frozenset({"MEDIUM"}))
AFTER_EVENT = VisitRule(
    id="c", clause="十一", says="", per=None, grades=frozenset({"MEDIUM"}), after_event="24小时", uncounted=frozenset({"PHONE"})
)  # fmt: skip

some_visits = st.lists(
    st.builds(
        Visit,
        day=st.dates(OPENED, TODAY),
        mode=st.sampled_from(sorted(MODES)),
    ),
    max_size=30,
)


def plan(visits: list[Visit], *rules: VisitRule, event_on: date | None = None) -> tuple[date, str] | None:
    found = visit_plan(
        rules, classes=["ELDER_ALONE"], grade="MEDIUM", visits=visits, opened_on=OPENED, event_on=event_on, on=TODAY
    )  # fmt: skip
    return (found.next_on, found.rule) if found else None


@given(some_visits)
def test_visits_that_do_not_count_change_nothing(visits: list[Visit]) -> None:
    counted = [visit for visit in visits if visit.mode not in AT_HOME_ONLY.uncounted]
    assert plan(visits, AT_HOME_ONLY) == plan(counted, AT_HOME_ONLY)


@given(some_visits)
def test_every_rule_counts_for_itself(visits: list[Visit]) -> None:
    found = plan(visits, AT_HOME_ONLY, ANY_WAY)
    alone = [plan(visits, AT_HOME_ONLY), plan(visits, ANY_WAY)]
    assert found == min(each for each in alone if each)


@given(some_visits)
def test_where_everything_counts_the_way_makes_no_difference(visits: list[Visit]) -> None:
    assert plan(visits, ANY_WAY) == plan([Visit(visit.day) for visit in visits], ANY_WAY)


@given(some_visits, st.sampled_from(sorted(MODES)))
def test_a_visit_called_uncounted_never_moves_the_day_of_that_rule(visits: list[Visit], mode: str) -> None:
    rules = (AT_HOME_ONLY, ANY_WAY)
    why = rule_not_counting(
        rules, mode=mode, classes=["ELDER_ALONE"], grade="", visits=visits, event_on=None, on=TODAY
    )
    assert (why is AT_HOME_ONLY) == (mode in {"PHONE", "VIDEO"})
    if why:
        assert plan([*visits, Visit(TODAY, mode)], why) == plan(visits, why)


@given(st.builds(Visit, day=st.dates(), mode=st.sampled_from(sorted(MODES))))
def test_a_visit_is_read_as_it_was_kept(visit: Visit) -> None:
    assert visit_kept(visit.kept) == visit


def test_a_call_after_an_event_is_not_the_visit_that_must_follow() -> None:
    yesterday = TODAY - timedelta(days=1)
    told: dict[str, Any] = {"classes": [], "grade": "MEDIUM", "on": TODAY}
    assert (
        rule_not_counting([AFTER_EVENT], mode="PHONE", visits=[], event_on=yesterday, **told) is AFTER_EVENT
    )
    assert rule_not_counting([AFTER_EVENT], mode="PHONE", visits=[], event_on=None, **told) is None
    been = [Visit(TODAY)]
    assert rule_not_counting([AFTER_EVENT], mode="PHONE", visits=been, event_on=yesterday, **told) is None
    called = [Visit(TODAY, "PHONE")]
    assert plan(called, AFTER_EVENT, event_on=yesterday) == (TODAY, "c")
    assert plan(been, AFTER_EVENT, event_on=yesterday) is None


# --- with a station, a paper and people -------------------------------------------------------------------------------

AGREEMENT = """
适用区划: "46"
依据: {文件名称: 示例探访工作协议（虚构）, 简称: 协议}
施行日期: 2025-01-01
性质: 协议
"""
RULES = """
- {编号: visits.elderly, 规定: 独居老人每月上门探访不少于2次；电话联系不计次数。, 条款: 第五条, 类型: 频次, 主题: 探访频次, 对象: [独居老人], 每: 月, 次数: 2, 单位: 次, 不计方式: [电话, 视频]}
- {编号: visits.medium, 规定: 中风险对象每月见到本人一次。, 条款: 第六条, 类型: 频次, 主题: 探访频次, 等级: [中], 每: 月, 次数: 1, 单位: 次, 须见到: 是}
"""
CATALOGUE_OF = Path(__file__).parents[2] / "policies" / "469025-baisha" / "2023-station-plan"


@pytest.fixture
def agreement(worker: Worker, granny: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    texts = {"pack.yaml": AGREEMENT, "rules/all.yaml": RULES}
    made = build_pack("46-example/2025-visits", {name: text.encode() for name, text in texts.items()})
    only_these_packs(monkeypatch, [made, load_pack(CATALOGUE_OF)])
    yield
    book._held.cache_clear()


@pytest.mark.usefixtures("agreement")
def test_a_call_is_kept_as_a_visit_and_leaves_the_due_day_where_it_was(
    record: Record, granny: Client
) -> None:
    record(granny, done_on=date(2026, 11, 3))
    granny.refresh_from_db()
    assert granny.next_visit_on == date(2026, 11, 30)
    called = record(granny, mode="PHONE", done_on=date(2026, 11, 18))
    granny.refresh_from_db()
    assert (granny.next_visit_on, granny.last_visit_on) == (date(2026, 11, 30), date(2026, 11, 18))
    correct_service(actor=WANG, service_id=called.pk, on=TODAY, reason="其实去了家里", mode="AT_HOME")
    granny.refresh_from_db()
    assert granny.next_visit_on == date(2026, 12, 15)
    void_service(actor=WANG, service_id=called.pk, on=TODAY, at=called.recorded_at, reason="记重了")
    granny.refresh_from_db()
    assert (granny.next_visit_on, granny.last_visit_on) == (date(2026, 11, 30), date(2026, 11, 3))


@pytest.mark.usefixtures("agreement")
def test_who_becomes_of_another_class_is_planned_by_the_visits_that_count_there(
    record: Record, uncle: Client
) -> None:
    record(uncle, mode="PHONE", done_on=date(2026, 11, 18))
    uncle.refresh_from_db()
    assert uncle.next_visit_on is None
    classify_client(actor=WANG, client_id=uncle.pk, code="ELDER_ALONE", since_on=TODAY, on=TODAY)
    uncle.refresh_from_db()
    assert uncle.next_visit_on == date(2025, 8, 15)  # nobody has been there since the file was opened
    grade_client(actor=WANG, client_id=uncle.pk, grade="MEDIUM", reason="近期摔倒过", on=TODAY)
    record(uncle, mode="COME_IN", done_on=date(2026, 11, 20))
    uncle.refresh_from_db()
    assert uncle.next_visit_on == date(2026, 12, 15)


@pytest.mark.usefixtures("agreement")
def test_who_was_only_called_is_due_and_not_met(record: Record, granny: Client) -> None:
    def of(name: str) -> Any:
        return METRICS[f"services.{name}"].of(YACHA_STATION, Period.month_of(TODAY))

    record(granny, mode="PHONE")
    assert (of("visit_due"), of("visit_met"), of("visit_rate")) == (1, 0, Decimal("0.0"))
    record(granny)
    assert (of("visit_due"), of("visit_met"), of("visit_rate")) == (1, 1, Decimal("100.0"))


def test_who_was_only_spoken_to_was_not_seen() -> None:
    rules = build_pack(
        "46-example/2025-visits", {"pack.yaml": AGREEMENT.encode(), "rules/all.yaml": RULES.encode()}
    ).rules
    assert [getattr(rule, "uncounted_modes", None) for rule in rules] == [WITHOUT_SEEING, WITHOUT_SEEING]


@pytest.mark.usefixtures("agreement")
def test_the_page_says_which_ways_do_not_count_and_under_which_clause(
    desk: Browser, worker: Worker, granny: Client
) -> None:
    text = desk.get(reverse("service-new"), {"client": str(granny.pk)}).content.decode()
    assert text.count('data-when="mode"') == 2
    assert "电话不算探访，存好后下次探访日不变：独居老人每月上门探访不少于2次；电话联系不计次数。" in text
    assert "协议 第五条" in text
    answer = desk.post(
        reverse("service-new"), typed(client=[granny.pk], worker=worker.pk, mode="PHONE"), follow=True
    )
    assert "电话不算测试奶奶的探访，下次探访日没有变（协议 第五条）" in answer.content.decode()
    met = desk.post(reverse("service-new"), typed(client=[granny.pk], worker=worker.pk), follow=True)
    assert "不算" not in "".join(str(each) for each in met.context["messages"])


def test_where_the_paper_says_nothing_every_way_counts(desk: Browser, granny: Client) -> None:
    text = desk.get(reverse("service-new"), {"client": str(granny.pk)}).content.decode()
    assert 'data-when="mode"' not in text
