"""Who sits in the team of an evaluation is on file with what she declared, and held against the region's paper."""

from collections.abc import Iterator

import pytest

from tests.oversight.rounds_world import (
    EVALUATORS,
    JUDGE,
    STRANGER,
    archived,
    details_of_baisha,
    offices,
    opened,
    scored,
    sealed,
    sheet_of,
)
from tests.people import (
    AUDITOR,
    BAISHA,
    HEAD,
    MANAGER,
    QIAN,
    QIFANG_STATION,
    TOWNSHIP,
    YACHA_STATION,
    ZHAO,
)
from tests.world import NOW, TODAY, World
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.oversight.actions import Member, name_expert, release_expert, seal_sheet, take_back_sheet
from yizhan.oversight.models import Round, RoundExpert, RoundParty
from yizhan.oversight.queries.teams import team_of
from yizhan.oversight.rules.teams import naming_problem, team_rule

ONE = Member("示例甲", "注册会计师", "示例会计师事务所", "财务专家")
TWO = Member("示例乙", "副教授", "示例大学", "行业专家")
THREE = Member("示例丙", "社会工作师", "示例评估中心", "业务专家")
TIED = Member("示例丁", "督导", "示例督导中心", "业务专家", "去年督导过其中一个站")


@pytest.fixture(autouse=True)
def papers() -> Iterator[None]:
    with details_of_baisha():
        yield


@pytest.mark.parametrize(
    ("member", "declared", "says"),
    [
        (Member("", "教授", "示例大学", "行业专家"), True, "请写明姓名"),
        (ONE, False, "请本人声明"),
        (Member("示例甲", "主任", "示例机构", "业务专家"), True, "承接了这一轮的站点"),
        (Member("示例甲", "主任", "示例机构", "业务专家", "本机构的人"), True, None),
        (TIED, False, None),
    ],
)
def test_nobody_is_seated_without_a_declaration_nor_from_the_agency_that_is_judged(
    member: Member, declared: bool, says: str | None
) -> None:
    told = naming_problem(member=member, declared=declared, operators={"示例机构"})
    assert (told is None) if says is None else says in (told or "")


@pytest.mark.django_db
@pytest.mark.requirement("R178")
@pytest.mark.refuses("oversight.name_expert", "oversight.release_expert")
def test_the_team_is_held_against_the_paper_and_whoever_is_tied_stands_aside(world: World) -> None:
    offices()
    round_ = opened(seats=())
    third = RoundParty.objects.get(round=round_, organisation_id=EVALUATORS)
    bureau = round_.parties.get(name="县民政局")

    def named(actor: Actor = JUDGE, member: Member = ONE, party: RoundParty = third) -> RoundExpert:
        return name_expert(
            actor=actor,
            round_id=round_.pk,
            party_id=party.pk,
            member=member,
            declared=not member.conflict,
            on=TODAY,
        )

    for actor in (HEAD, MANAGER, TOWNSHIP, AUDITOR):
        with pytest.raises(NotAllowed):
            named(actor)
    for actor, party in ((STRANGER, third), (QIAN, third), (JUDGE, bureau)):
        with pytest.raises(Round.DoesNotExist):
            named(actor, ONE, party)
    rule = team_rule(region_code=BAISHA, on=TODAY)
    assert rule is not None
    (nobody,) = team_of(actor=ZHAO, round_=round_, told=True).lines
    assert nobody.party == third, "the paper speaks of the team of the third party"
    assert "还缺业务专家、财务专家、行业专家" in (nobody.stops or "")
    one, tied = named(), named(member=TIED)
    assert (one.aside, tied.aside) == (False, True)
    named(ZHAO, TWO, bureau)
    team = team_of(actor=ZHAO, round_=round_, told=True)
    assert [each.name for each in team.seated] == ["示例甲", "示例乙"]
    (lacking,) = team.lines
    assert (lacking.verdict.state, "还缺业务专家、行业专家" in (lacking.stops or "")) == ("unmet", True)
    for row in (YACHA_STATION, QIFANG_STATION):
        scored(JUDGE, round_, third.name, row)
    sheet = sheet_of(round_, third.name, YACHA_STATION)
    with pytest.raises(Refused, match=r"还缺业务专家、行业专家，补齐以前不能封存") as no:
        seal_sheet(actor=JUDGE, sheet_id=sheet.pk, on=TODAY, at=NOW)
    assert (no.value.code, no.value.clause) == ("oversight.team-incomplete", rule.chip)
    sealed(ZHAO, round_, bureau.name, YACHA_STATION)
    named(member=TWO)
    named(ZHAO, THREE)
    (full,) = team_of(actor=ZHAO, round_=round_, told=True).lines
    assert (full.verdict.state, full.stops) == ("met", None)
    assert seal_sheet(actor=JUDGE, sheet_id=sheet.pk, on=TODAY, at=NOW).state == "SEALED"
    with pytest.raises(RoundExpert.DoesNotExist):
        release_expert(actor=STRANGER, expert_id=one.pk, because="换人", on=TODAY)
    for actor in (HEAD, MANAGER, TOWNSHIP, AUDITOR):
        with pytest.raises(NotAllowed):
            release_expert(actor=actor, expert_id=one.pk, because="换人", on=TODAY)
    with pytest.raises(Refused, match="为什么退出"):
        release_expert(actor=JUDGE, expert_id=one.pk, because="", on=TODAY)
    release_expert(actor=JUDGE, expert_id=one.pk, because="出差", on=TODAY)
    with pytest.raises(Refused, match="已经退出"):
        release_expert(actor=JUDGE, expert_id=one.pk, because="出差", on=TODAY)
    assert not team_of(actor=HEAD, round_=round_, told=False).experts, (
        "a station is not told before its result"
    )
    named()
    take_back_sheet(actor=JUDGE, sheet_id=sheet.pk, because="再看一遍", on=TODAY)
    take_back_sheet(
        actor=ZHAO, sheet_id=sheet_of(round_, bureau.name, YACHA_STATION).pk, because="再看", on=TODAY
    )
    archived(round_)
    with pytest.raises(Refused):
        named(ZHAO)
    with pytest.raises(Round.DoesNotExist):
        named()
