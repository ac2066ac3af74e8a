"""A leading group sits as the paper lists it and meets; a business office looks after a station; all of it on record."""

from datetime import timedelta
from typing import Any

import pytest

from tests.people import (
    BAISHA,
    DEPARTMENT,
    HEAD,
    PROVINCE,
    QIAN,
    SHILU_STATION,
    YACHA_STATION,
    ZHAO,
    others,
    person,
)
from tests.world import TODAY, World
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.oversight.actions import (
    end_pairing,
    end_task_force,
    form_task_force,
    pair_station,
    record_meeting,
    release_member,
    seat_member,
)
from yizhan.oversight.models import TaskForce, TaskForceMeeting, TaskForceMember
from yizhan.oversight.queries.pairings import pairings, unpaired
from yizhan.oversight.queries.task_forces import meetings_of, members_of, task_forces
from yizhan.oversight.rules.task_forces import rules_of, says_of
from yizhan.stations.models import Station

pytestmark = pytest.mark.django_db
EARLIER = TODAY - timedelta(days=60)
OFFICES = ("county", "city", "province")


def formed(**given: Any) -> TaskForce:
    facts: dict[str, Any] = {
        "actor": ZHAO, "kind": "GROUP", "name": "示例社工站领导小组", "rule_id": "organisation.leading-group",
        "office_name": "示例县民政局", "formed_on": EARLIER, "on": TODAY,
    }  # fmt: skip
    return form_task_force(**(facts | given))


def held(force: TaskForce, **given: Any) -> TaskForceMeeting:
    facts: dict[str, Any] = {
        "actor": ZHAO, "task_force_id": force.pk, "held_on": TODAY, "topic": "核定明年预算", "on": TODAY,
        "minutes": "定：财政局牵头测算，月底前报领导小组。", "attended": [],
    }  # fmt: skip
    return record_meeting(**(facts | given))


@pytest.mark.requirement("R319")
def test_the_seats_of_the_paper_are_filled_and_left_and_who_came_stays_on_record(world: World) -> None:
    force = formed()
    assert force.clause.endswith("八")
    members = members_of(force)
    assert [row.seat for row in members].count("MEMBER") == 25
    assert [row.seat for row in members][:3] == ["HEAD", "DEPUTY", "DEPUTY"]
    head, treasury = members[0], next(row for row in members if "财政" in row.post)
    key: dict[str, Any] = {"actor": ZHAO, "task_force_id": force.pk, "on": TODAY}
    seat_member(**key, member_id=head.pk, seat="HEAD", post=head.post, name="示例甲", from_on=EARLIER)
    director = seat_member(**key, seat="DIRECTOR", post="县民政局副局长", name="示例乙", from_on=EARLIER)
    held(force, attended=[head.pk, director.pk], others="示例承接机构负责人")
    later = TODAY - timedelta(days=1)
    fresh = seat_member(**key, member_id=head.pk, seat="HEAD", post=head.post, name="示例丙", from_on=later)
    head.refresh_from_db()
    assert (head.to_on, fresh.place) == (later, head.place)
    release_member(actor=ZHAO, member_id=treasury.pk, to_on=TODAY, on=TODAY)
    met = meetings_of(force, members_of(force))
    assert [row.name for row in met[0].came] == ["示例甲", "示例乙"]
    assert vars(task_forces(actor=DEPARTMENT).get())["met"] == 1, "meetings are counted in the same question"
    assert list(task_forces(actor=QIAN)) == []
    for again, why in (
        ({"member_id": head.pk}, "不在组里"),
        ({"post": " "}, "单位和职务"),
        ({"from_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"from_on": EARLIER - timedelta(days=1)}, "不能早于成立"),
        ({"member_id": fresh.pk, "from_on": EARLIER}, "不能早于前任"),
        ({"seat": "KING"}, "请选"),
    ):
        with pytest.raises(Refused, match=why):
            seat_member(**(key | {"seat": "MEMBER", "post": "局长", "name": "", "from_on": TODAY} | again))


@pytest.mark.requirement("R135")
def test_a_work_team_is_set_up_under_its_paper_and_its_meetings_are_recorded(world: World) -> None:
    """A county without a paper sets one up of itself; the paper's words are there where there is one."""
    team = formed(kind="TEAM", name="示例社工站建设工作专班", rule_id="")
    assert (team.clause, members_of(team)) == ("", [])
    meeting = held(team, others="示例局长、示例科长")
    assert held(team, meeting_id=meeting.pk).pk == meeting.pk
    for wrong, why in (
        ({"topic": " "}, "议题"),
        ({"minutes": "议"}, "纪要"),
        ({"held_on": TODAY + timedelta(days=1)}, "开了再登记"),
        ({"held_on": EARLIER - timedelta(days=1)}, "不能早于成立"),
        ({"others": " "}, "到会"),
    ):
        with pytest.raises(Refused, match=why):
            held(team, **({"others": "示例局长"} | wrong))
    with pytest.raises(Refused, match="同名"):
        formed(kind="TEAM", name="示例社工站建设工作专班")
    end_task_force(actor=ZHAO, task_force_id=team.pk, ended_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="已经撤销"):
        held(team, others="示例局长")
    heilongjiang = {rule.id: says_of(rule) for rule in rules_of(region_code="23", on=TODAY)}
    assert heilongjiang["duty.task-force"] == ["主要领导牵头的工作专班"]


@pytest.mark.requirement("R165")
def test_hunan_says_who_heads_the_group_who_sits_in_it_and_that_it_meets(world: World) -> None:
    """The group of a county of Hunan: its rule is offered, its seats are filled, its meetings are on record."""
    changsha = person(96, "示例经办人", "county", "430102")
    (rule,) = rules_of(region_code="430102", on=TODAY)
    assert says_of(rule) == ["分管副县（市）长任组长", "相关部门负责人为成员", "定期研究"]
    group = formed(actor=changsha, rule_id=rule.id)
    assert group.clause
    key: dict[str, Any] = {"actor": changsha, "task_force_id": group.pk, "on": TODAY, "from_on": EARLIER}
    head = seat_member(**key, seat="HEAD", post="分管副县长", name="示例甲")
    seat_member(**key, seat="MEMBER", post="财政局局长", name="示例乙")
    for back in (30, 0):
        held(group, actor=changsha, held_on=TODAY - timedelta(days=back), attended=[head.pk])
    assert [met.came[0].name for met in meetings_of(group, members_of(group))] == ["示例甲", "示例甲"]


@pytest.mark.requirement("R402")
def test_kunming_says_who_leads_who_builds_and_who_builds_along() -> None:
    kunming = {rule.id: says_of(rule) for rule in rules_of(region_code="530102", on=TODAY)}
    assert kunming["duty.leadership"][0] == "主要领导牵头"
    assert len(kunming["duty.leadership"]) == 4


@pytest.mark.refuses(
    "oversight.form_task_force",
    "oversight.seat_member",
    "oversight.release_member",
    "oversight.record_meeting",
    "oversight.end_task_force",
)
def test_only_offices_set_up_and_record(world: World) -> None:
    force = formed()
    member = TaskForceMember.objects.filter(task_force=force).earliest("place")
    for nobody in others(*OFFICES):
        for step in (
            lambda actor: formed(actor=actor, name="另一个"),
            lambda actor: seat_member(
                actor=actor,
                task_force_id=force.pk,
                seat="MEMBER",
                post="局长",
                name="",
                from_on=TODAY,
                on=TODAY,
            ),
            lambda actor: release_member(actor=actor, member_id=member.pk, to_on=TODAY, on=TODAY),
            lambda actor: held(force, actor=actor),
            lambda actor: end_task_force(actor=actor, task_force_id=force.pk, ended_on=TODAY, on=TODAY),
        ):
            with pytest.raises(NotAllowed):
                step(nobody)
    with pytest.raises(TaskForce.DoesNotExist):
        held(force, actor=QIAN)


@pytest.mark.requirement("R125")
@pytest.mark.refuses("oversight.pair_station", "oversight.end_pairing")
def test_a_business_office_looks_after_a_station_until_it_says_otherwise(world: World) -> None:
    def paired(actor: Any = PROVINCE, **given: Any) -> Any:
        facts: dict[str, Any] = {
            "station_id": YACHA_STATION, "office_name": "慈善社工处", "officer": "示例处长",
            "feature": "老年人认知照护", "from_on": EARLIER, "on": TODAY,
        }  # fmt: skip
        return pair_station(actor=actor, **(facts | given))

    pair = paired()
    assert list(pairings(actor=HEAD)) == [pair]
    assert list(pairings(actor=QIAN)) == []
    assert YACHA_STATION not in {row.pk for row in unpaired(actor=PROVINCE)}
    for wrong, why in (
        ({}, "已经包了"),
        ({"office_name": " "}, "哪个业务处"),
        ({"from_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
    ):
        with pytest.raises(Refused, match=why):
            paired(**wrong)
    with pytest.raises(Station.DoesNotExist):
        paired(ZHAO, station_id=SHILU_STATION)
    for nobody in others(*OFFICES):
        with pytest.raises(NotAllowed):
            paired(nobody)
        with pytest.raises(NotAllowed):
            end_pairing(actor=nobody, pairing_id=pair.pk, to_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="别的单位"):
        end_pairing(actor=ZHAO, pairing_id=pair.pk, to_on=TODAY, on=TODAY)
    end_pairing(actor=PROVINCE, pairing_id=pair.pk, to_on=TODAY, on=TODAY)
    assert YACHA_STATION in {row.pk for row in unpaired(actor=PROVINCE)}
    assert pair.region_code[:6] == BAISHA
