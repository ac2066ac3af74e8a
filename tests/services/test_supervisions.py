"""A supervision is one delivered service; both sides stand by it, and what was agreed is followed to its end."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.clients.folk import TODAY, number
from tests.people import (
    AUDITOR,
    HEAD,
    MANAGER,
    QIAN,
    QIFANG_STATION,
    SHILU_STATION,
    SUPERVISOR,
    TOWNSHIP,
    WANG,
    YACHA_STATION,
    ZHAO,
    others,
)
from tests.world import NOW, World
from yizhan.access.models import Notice
from yizhan.access.queries import actor_for
from yizhan.access.roles import job
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.policy.book import rule_for
from yizhan.services.actions import (
    confirm_supervision,
    end_agreed_action,
    record_supervision,
    supervise_stations,
    tell_overdue_action,
    void_service,
)
from yizhan.services.actions.supervisions import Supervisor
from yizhan.services.metrics import group_supervisions, individual_supervisions
from yizhan.services.metrics import supervisions as counted
from yizhan.services.models import AgreedAction, ServiceRecord, Supervision
from yizhan.services.queries import supervisions as seen
from yizhan.services.rules.supervisions import Agreed, agreed_problem, frequency_rule, pace
from yizhan.stations.models import Station
from yizhan.workforce.actions import enrol_worker, link_account
from yizhan.workforce.models import Worker

MONTH = Period.month_of(TODAY)
EXPERT = Supervisor(
    expert="示例教授", expert_from="示例大学", qualification="社会工作师", pairing="示例牵手计划"
)


def _enrol(name: str, first17: str, post: str = "RESIDENT") -> Worker:
    return enrol_worker(
        actor=HEAD, station_id=YACHA_STATION, name=name, id_number=number(first17), education="BACHELOR", post=post,
        started_on=date(2025, 1, 1), on=TODAY, major_is_social_work=True,
        facts={"身体健康": True, "热爱民政事业": True},
    )  # fmt: skip


@pytest.fixture
def colleague(world: World) -> Worker:
    return _enrol("示例同事", "46902519960202002")


@pytest.fixture
def wang(world: World, worker: Worker) -> Actor:
    """The worker herself, with her account."""
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    return actor_for(account, TODAY)


def supervise(*people: Worker, agreed: tuple[Agreed, ...] = (), **given: Any) -> Supervision:
    facts: dict[str, Any] = {
        "actor": HEAD, "station_id": YACHA_STATION, "form": "INDIVIDUAL" if len(people) == 1 else "GROUP",
        "kinds": ["EDUCATIONAL", "SUPPORTIVE"], "way": "COME_IN", "supervisor": EXPERT,
        "supervisee_ids": [one.pk for one in people], "topic": "独居老人个案的介入", "advice": "先稳住关系",
        "done_on": TODAY, "on": TODAY, "minutes": 90, "agreed": agreed,
    }  # fmt: skip
    return record_supervision(**(facts | given))


def task(worker: Worker, what: str = "补做风险评估", days: int = 7) -> Agreed:
    return Agreed(what, str(worker.pk), TODAY + timedelta(days=days))


@pytest.mark.requirement("R229", "R267", "R202")
def test_a_supervision_is_one_service_of_the_station_and_counts_once(
    worker: Worker, colleague: Worker
) -> None:
    one = supervise(worker, colleague, supervision_id=(key := uuid7()))
    assert supervise(worker, colleague, supervision_id=key) == one, "told again it is the same"
    record = ServiceRecord.objects.get()
    assert (record.kind, record.title, record.minutes, record.partner) == (
        "SUPERVISION", "独居老人个案的介入", 90, "示例大学",
    )  # fmt: skip
    assert (record.worker, record.colleagues.get().worker) == (worker, colleague)
    assert (one.supervisor_name, one.kinds, one.pairing) == ("示例教授", ["教育", "支持"], "示例牵手计划")
    assert (counted.of(YACHA_STATION, MONTH), group_supervisions.of(YACHA_STATION, MONTH)) == (1, 1)
    assert individual_supervisions.of(YACHA_STATION, MONTH) == 0
    void_service(actor=HEAD, service_id=record.pk, on=TODAY, at=NOW, reason="记重了")
    assert group_supervisions.of(YACHA_STATION, MONTH) == 0


def test_one_supervision_of_two_stations_is_written_once_and_stands_at_each(
    world: World, worker: Worker, colleague: Worker
) -> None:
    boss = actor_for(world.account_of("supervisor"), TODAY)
    far = enrol_worker(
        actor=ZHAO, station_id=QIFANG_STATION, name="示例远站", id_number=number("46902519950505005"),
        education="BACHELOR", post="RESIDENT", started_on=date(2025, 1, 1), on=TODAY, major_is_social_work=True,
        facts={"身体健康": True, "热爱民政事业": True},
    )  # fmt: skip
    facts: dict[str, Any] = {
        "actor": boss, "occasion_id": uuid7(), "station_ids": [YACHA_STATION, QIFANG_STATION], "form": "GROUP",
        "kinds": ["EDUCATIONAL"], "way": "VIDEO", "supervisor": Supervisor(by_myself=True), "minutes": 120,
        "supervisee_ids": [worker.pk, far.pk], "topic": "目标怎么写", "advice": "写小一点", "done_on": TODAY,
        "on": TODAY, "agreed": [task(worker), task(far, "改计划")],
    }  # fmt: skip
    for wrong, sentence in (
        ({"station_ids": [YACHA_STATION]}, "按一个站记"),
        ({"supervisee_ids": [worker.pk, colleague.pk]}, "还没有选受督导的人"),
        ({"supervisee_ids": [worker.pk, far.pk, uuid7()]}, "不属于这几个站"),
        ({"supervisor": Supervisor(worker_id=worker.pk)}, "我自己"),
        ({"agreed": [Agreed("没人做的", "", TODAY)]}, "没有负责人"),
    ):
        with pytest.raises(Refused, match=sentence):
            supervise_stations(**(facts | wrong))
    with pytest.raises(Station.DoesNotExist):
        supervise_stations(**(facts | {"station_ids": [YACHA_STATION, SHILU_STATION]}))
    assert not Supervision.objects.exists(), "all or none"
    made = supervise_stations(**facts)
    assert supervise_stations(**facts) == made, "told again it is the same"
    assert {one.station_id for one in made} == {YACHA_STATION, QIFANG_STATION}
    assert len({one.occasion for one in made}) == 1
    assert [one.supervisees.get().worker for one in made] == [
        worker if one.station_id == YACHA_STATION else far for one in made
    ]
    assert all(one.actions.count() == 1 for one in made)
    assert (counted.of(YACHA_STATION, MONTH), counted.of(QIFANG_STATION, MONTH)) == (1, 1)
    mine = seen.supervisions(actor=boss)
    assert (mine.count(), seen.each_occasion_once(mine, actor=boss).count()) == (2, 1), (
        "one to the supervisor"
    )
    assert made[0].occasion is not None
    both = seen.same_occasion(actor=boss, rows=made)[made[0].occasion]
    assert {one.pk for one in both} == {one.pk for one in made}
    hers = seen.supervisions(actor=HEAD)
    assert seen.each_occasion_once(hers, actor=HEAD).count() == 1, "a station sees its own"


@pytest.mark.requirement("R027")
def test_the_supervisor_of_the_station_supervises_under_her_own_name(worker: Worker) -> None:
    boss = _enrol("示例督导", "46902519800303003", "SUPERVISOR")
    one = supervise(worker, supervisor=Supervisor(worker_id=boss.pk))
    assert (one.supervisor, one.supervisor_name, one.expert_from) == (boss, "示例督导", "")
    assert seen.supervisors_of(station_id=YACHA_STATION, on=TODAY)[0][0] == boss
    with pytest.raises(Refused, match="不是本站在岗的督导"):
        supervise(boss, supervisor=Supervisor(worker_id=worker.pk))
    with pytest.raises(Refused, match="不能同时"):
        supervise(boss, supervisor=Supervisor(worker_id=boss.pk))


def test_both_sides_stand_by_what_is_written(world: World, worker: Worker, wang: Actor) -> None:
    account = actor_for(world.account_of("supervisor"), TODAY)
    one = supervise(worker, actor=account, supervisor=Supervisor(by_myself=True))
    assert (one.expert, one.supervisor_agreed_on) == ("示例督导", TODAY), "who writes it down stands by it"
    assert seen.to_confirm(actor=wang) == [one]
    assert not seen.supervision_for(actor=wang, supervision_id=one.pk).confirmed
    confirm_supervision(actor=wang, supervision_id=one.pk, on=TODAY, remark="照做")
    whole = seen.supervision_for(actor=wang, supervision_id=one.pk)
    assert (whole.confirmed, whole.mine and whole.mine.remark) == (True, "照做")
    assert seen.to_confirm(actor=wang) == []
    with pytest.raises(Refused, match="已经确认过"):
        confirm_supervision(actor=wang, supervision_id=one.pk, on=TODAY)


def test_an_expert_without_an_account_signs_on_paper_and_the_head_says_so(
    worker: Worker, wang: Actor
) -> None:
    one = supervise(worker, actor=wang)
    assert one.supervisees.get().agreed_on == TODAY, "she wrote it down herself"
    with pytest.raises(Refused, match="只有受督导者本人"):
        confirm_supervision(actor=HEAD, supervision_id=one.pk, on=TODAY)
    assert confirm_supervision(
        actor=HEAD, supervision_id=one.pk, on=TODAY, on_paper=True
    ).supervisor_agreed_on == TODAY  # fmt: skip


def test_what_one_talked_about_alone_is_not_for_her_colleagues(
    world: World, worker: Worker, colleague: Worker, wang: Actor
) -> None:
    alone, together = supervise(colleague), supervise(worker, colleague)
    assert set(seen.supervisions(actor=wang)) == {together}
    assert set(seen.supervisions(actor=HEAD)) == {alone, together} == set(seen.supervisions(actor=ZHAO))
    with pytest.raises(Supervision.DoesNotExist):
        seen.supervision_for(actor=wang, supervision_id=alone.pk)
    assert not seen.supervisions(actor=QIAN).exists()
    assert not seen.supervisions(actor=TOWNSHIP).exists()


def test_what_was_agreed_is_due_with_its_owner_and_ends_with_a_word(
    worker: Worker, colleague: Worker, wang: Actor
) -> None:
    supervise(worker, colleague, agreed=(task(worker), task(colleague, "约家属见面", 2)))
    mine, hers = AgreedAction.objects.get(owner=worker), AgreedAction.objects.get(owner=colleague)
    soon = TODAY + timedelta(days=8)
    assert seen.actions_due(actor=wang, by=soon) == [mine]
    assert seen.actions_due(actor=HEAD, by=soon) == [hers, mine], "whoever heads the station sees all of them"
    assert list(seen.open_actions(actor=wang, station_id=YACHA_STATION)) == [hers, mine], (
        "the next one opens with these"
    )
    with pytest.raises(Refused, match="不是您负责的"):
        end_agreed_action(actor=wang, action_id=hers.pk, outcome="DONE", result="做了", on=TODAY)
    with pytest.raises(Refused, match="做成了什么"):
        end_agreed_action(actor=wang, action_id=mine.pk, outcome="DONE", result=" ", on=TODAY)
    done = end_agreed_action(actor=wang, action_id=mine.pk, outcome="DONE", result="评估为中风险", on=TODAY)
    assert (done.state, done.ended_on, done.result) == ("DONE", TODAY, "评估为中风险")
    with pytest.raises(Refused, match="已经了结"):
        end_agreed_action(actor=HEAD, action_id=mine.pk, outcome="DROPPED", result="不做了", on=TODAY)
    end_agreed_action(actor=HEAD, action_id=hers.pk, outcome="DROPPED", result="家属搬走了", on=TODAY)
    assert not seen.open_actions(actor=HEAD).exists()


def test_an_action_past_its_day_is_told_of_once(world: World, worker: Worker) -> None:
    world.account_of("station_head")
    supervise(worker, agreed=(task(worker, days=1),))
    one = AgreedAction.objects.get()
    night = job("night", "夜间", "services.tell_overdue_action")
    day = one.due_on + timedelta(days=1)
    assert seen.overdue_untold(on=one.due_on) == []
    assert seen.overdue_untold(on=day) == [one.pk]
    with pytest.raises(Refused, match="不用提醒"):
        tell_overdue_action(actor=night, action_id=one.pk, on=one.due_on, at=NOW)
    assert tell_overdue_action(actor=night, action_id=one.pk, on=day, at=NOW).told_on == day
    assert "过了期限" in Notice.objects.get().subject
    assert seen.overdue_untold(on=day) == []


def test_actions_of_a_voided_supervision_are_due_no_more(worker: Worker) -> None:
    one = supervise(worker, agreed=(task(worker),))
    void_service(actor=HEAD, service_id=one.service_id, on=TODAY, at=NOW, reason="没有开成")
    assert seen.actions_due(actor=HEAD, by=TODAY + timedelta(days=30)) == []
    with pytest.raises(Refused, match="已作废"):
        confirm_supervision(actor=HEAD, supervision_id=one.pk, on=TODAY, on_paper=True)


MISSING: tuple[tuple[dict[str, Any], str], ...] = (
    ({"form": "ALONE"}, "个别督导还是团体督导"),
    ({"form": "GROUP"}, "至少要有两个人"),
    ({"kinds": []}, "行政、教育、支持"),
    ({"way": "PIGEON"}, "到站、线上"),
    ({"supervisee_ids": []}, "受督导的人"),
    ({"supervisee_ids": [uuid7()]}, "不是本站在岗人员"),
    ({"supervisor": Supervisor()}, "选择督导者"),
    ({"supervisor": Supervisor(expert="示例教授")}, "单位"),
    ({"topic": " "}, "督导主题"),
    ({"advice": ""}, "督导建议"),
    ({"advice": "长" * 3001}, "最多3000字"),
)


def test_what_is_missing_is_said(worker: Worker) -> None:
    for wrong, sentence in MISSING:
        with pytest.raises(Refused, match=sentence):
            supervise(worker, **wrong)
    assert not ServiceRecord.objects.exists()


def test_two_people_are_no_individual_supervision(worker: Worker, colleague: Worker) -> None:
    with pytest.raises(Refused, match="只能选一个人"):
        supervise(worker, colleague, form="INDIVIDUAL")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([Agreed(" ", "a", TODAY)], "没有写做什么"),
        ([Agreed("做", "b", TODAY)], "没有负责人"),
        ([Agreed("做", "a", None)], "没有写期限"),
        ([Agreed("做", "a", TODAY - timedelta(days=1))], "早于督导日期"),
        ([Agreed("做", "a", TODAY + timedelta(days=400))], "一年以后"),
        ([Agreed("做", "a", TODAY)] * 13, "最多12项"),
    ],
)
def test_what_is_agreed_has_an_owner_and_a_day(rows: list[Agreed], sentence: str) -> None:
    problem = agreed_problem(rows, held_on=TODAY, owners={"a"})
    assert problem is not None
    assert sentence in problem.sentence
    assert agreed_problem([Agreed("做", "a", TODAY)], held_on=TODAY, owners={"a"}) is None


@pytest.mark.requirement("R229")
def test_haining_asks_for_one_a_month_and_baisha_has_no_such_rule() -> None:
    rule = frequency_rule(region_code="330481100", on=TODAY)
    assert rule is not None
    assert frequency_rule(region_code="469025100", on=TODAY) is None
    early, late = TODAY.replace(day=3), TODAY.replace(day=28)
    assert [pace(rule, done=done, on=day).state for done, day in ((1, late), (0, early), (0, late))] == [
        "good", "idle", "warn",
    ]  # fmt: skip
    kept = pace(rule, done=0, on=early)
    assert (kept.missing, kept.due_on, kept.period) == (1, date(2026, 11, 30), MONTH)


def test_stations_stand_in_the_order_of_how_far_they_are_behind(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = rule_for("training.supervision", region_code="330481", on=TODAY)
    assert all(row.pace is None for row in seen.paces(actor=ZHAO, on=TODAY)), "白沙's paper has none"
    monkeypatch.setattr(seen, "frequency_rule", lambda **_where: rule)
    supervise(worker)
    rows = seen.paces(actor=ZHAO, on=TODAY)
    assert [(row.station.pk == YACHA_STATION, row.pace and row.pace.state) for row in rows] == [
        (False, "idle"), (True, "good"),
    ]  # fmt: skip


@pytest.mark.refuses("services.supervise_stations")
def test_who_serves_one_station_supervises_no_two(world: World) -> None:
    for actor in others("station_head", "deputy_head", "supervisor"):
        with pytest.raises(NotAllowed):
            supervise_stations(
                actor=actor, occasion_id=uuid7(), station_ids=[YACHA_STATION], supervisor=EXPERT, supervisee_ids=[],
                on=TODAY,
            )  # fmt: skip


@pytest.mark.refuses("services.record_supervision")
def test_who_neither_serves_nor_supervises_writes_none(worker: Worker) -> None:
    for actor in others("worker", "station_head", "deputy_head", "supervisor"):
        with pytest.raises(NotAllowed):
            supervise(worker, actor=actor)


@pytest.mark.refuses(
    "services.confirm_supervision", "services.end_agreed_action", "services.tell_overdue_action"
)
def test_others_neither_confirm_nor_end_nor_tell(worker: Worker) -> None:
    one = supervise(worker, agreed=(task(worker),))
    action = AgreedAction.objects.get()
    for actor in (MANAGER, AUDITOR, TOWNSHIP, ZHAO):
        with pytest.raises(NotAllowed):
            confirm_supervision(actor=actor, supervision_id=one.pk, on=TODAY)
        with pytest.raises(NotAllowed):
            end_agreed_action(actor=actor, action_id=action.pk, outcome="DONE", result="做了", on=TODAY)
        with pytest.raises(NotAllowed):
            tell_overdue_action(actor=actor, action_id=action.pk, on=TODAY, at=NOW)


def test_the_neighbouring_county_is_out_of_sight(worker: Worker, neighbour: Worker) -> None:
    with pytest.raises(Station.DoesNotExist):
        supervise(neighbour, station_id=SHILU_STATION)
    with pytest.raises(Station.DoesNotExist):
        supervise(worker, station_id=SHILU_STATION, actor=SUPERVISOR)
    assert WANG.may("services.record_supervision")
