"""An agreement is drafted and signed; with it the stations and their files go to the agency, and come back at its end."""

from collections.abc import Callable, Sequence
from datetime import date
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from tests.contracts.deals import SIGNED, TWO, YUAN, draft, signed
from tests.contracts.years import FIRST, LAST, project
from tests.people import (
    AGENCY,
    BAISHA,
    BAISHA_BUREAU,
    CHANGJIANG,
    CHANGJIANG_BUREAU,
    MANAGER,
    OTHER_AGENCY,
    QIAN,
    QIFANG_STATION,
    SHILU_STATION,
    YACHA_STATION,
    ZHAO,
    named,
    others,
)
from tests.world import TODAY, World
from yizhan.access.models import Custody
from yizhan.contracts.actions import (
    PaymentLine,
    StationLine,
    change_draft,
    complete_handover,
    end_agreement,
    keep_agency,
    open_project,
    plan_instalments,
    sign_agreement,
    terminate_agreement,
    vary_agreement,
)
from yizhan.contracts.models import Agreement, AgreementStation, AgreementVersion, Handover
from yizhan.contracts.queries.agreements import agreements_of, seen, stations_without_agreement
from yizhan.contracts.rules.agreements import PROCESS, Part, clauses_missing, parts_problem, years_problem
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.period import Period
from yizhan.policy.book import rule_for
from yizhan.stations.actions import release_station
from yizhan.stations.models import Station

pytestmark = pytest.mark.django_db
HUNAN = "430102"


def held_by(station: UUID) -> tuple[UUID, date | None] | None:
    held = Custody.objects.filter(station_id=station).order_by("-from_on").first()
    return (held.organisation_id, held.to_on) if held else None


# --- drafted ---------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R285")
@pytest.mark.requirement("R080")
@pytest.mark.requirement("R102")
def test_an_agreement_has_two_parties_and_both_see_it(world: World) -> None:
    made = draft()
    assert (made.project.buyer_id, made.provider_id, made.state) == (BAISHA_BUREAU, AGENCY, "DRAFT")
    assert agreements_of(actor=MANAGER, project=made.project).get() == made
    assert not agreements_of(actor=QIAN, project=made.project).exists()
    assert {(row.station_id, row.headcount) for row in AgreementStation.objects.filter(agreement=made)} == {
        (YACHA_STATION, 3),
        (QIFANG_STATION, 3),
    }


@pytest.mark.refuses("contracts.draft_agreement")
@pytest.mark.parametrize("nobody", others("county"), ids=named)
def test_only_the_county_drafts(nobody: Actor, world: World) -> None:
    of = project()
    with pytest.raises(NotAllowed):
        draft(of, actor=nobody)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"amount_fen": 430_000 * YUAN},
            "各站相加是 440,000.00 元，协议金额是 430,000.00 元，差 10,000.00 元",
        ),
        ({"stations": ()}, "请写明为哪些社工站"),
        ({"stations": (TWO[0], TWO[0])}, "写了两次"),
        ({"stations": (StationLine(SHILU_STATION, 3, 440_000 * YUAN),)}, "只能为本县的社工站"),
        ({"provider_id": BAISHA_BUREAU}, "不能是同一个单位"),
        ({"last_on": date(2027, 7, 1)}, "服务年度（2026-07-01 至 2027-06-30）以内，一年一签"),
        ({"cycle_first_on": date(2026, 8, 1)}, "在整个周期以内"),
        ({"last_on": date(2026, 5, 1)}, "最后一天要晚于第一天"),
        ({"services": ["没有的"]}, "服务清单里没有"),
    ],
)
def test_what_makes_no_agreement_is_said(world: World, given: dict[str, Any], sentence: str) -> None:
    of = project()
    with pytest.raises(Refused, match=sentence):
        draft(of, **given)
    assert not Agreement.objects.exists()


@pytest.mark.refuses("contracts.change_draft")
def test_a_draft_is_written_anew_until_it_is_signed(world: World) -> None:
    made = draft()
    given: dict[str, Any] = {
        "agreement_id": made.pk,
        "provider_id": AGENCY,
        "stations": (StationLine(YACHA_STATION, 4, 300_000 * YUAN),),
        "amount_fen": 300_000 * YUAN,
        "first_on": FIRST,
        "last_on": LAST,
        "cycle_first_on": FIRST,
        "cycle_last_on": LAST,
    }
    with pytest.raises(NotAllowed):
        change_draft(actor=MANAGER, **given)
    with pytest.raises(Agreement.DoesNotExist):
        change_draft(actor=QIAN, **given)
    change_draft(actor=ZHAO, **given)
    assert AgreementStation.objects.get(agreement=made).headcount == 4
    sign_agreement(actor=ZHAO, agreement_id=made.pk, number="示例1", signed_on=SIGNED, on=TODAY)
    with pytest.raises(Refused, match="服务协议现在是“履行中”，不能这样办"):
        change_draft(actor=ZHAO, **given)


# --- the region's paper ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R103")
@pytest.mark.requirement("R104")
def test_the_clauses_hunan_asks_for_are_named_when_they_are_missing() -> None:
    rule = rule_for("contract.clauses", region_code=HUNAN, on=TODAY)
    written = dict.fromkeys(["服务内容", "目标任务", "服务要求", "各方权利义务", "绩效评估"], "写明了")
    assert clauses_missing(rule, written) == ["违约责任", "不可抗力变更或解除"]
    written |= {"违约责任": "追回", "不可抗力变更或解除": "因政策调整"}
    assert clauses_missing(rule, written) == []
    assert clauses_missing(rule, written | {"服务内容": "  "}) == ["服务内容"]
    assert clauses_missing(None, {}) == []


@pytest.mark.requirement("R105")
def test_a_cycle_takes_no_more_than_the_regions_three_years() -> None:
    rule = rule_for("contract.cycle", region_code=HUNAN, on=TODAY)
    year = Period(FIRST, LAST)
    within = Period(FIRST, date(2029, 6, 30))
    assert years_problem(year=year, cycle=within, project=year, rule=rule) is None
    wrong = years_problem(year=year, cycle=Period(FIRST, date(2029, 7, 1)), project=year, rule=rule)
    assert wrong is not None
    assert wrong[0] == "周期最长 3 年，应到 2029-06-30 为止。"
    assert "六（三）" in wrong[1]
    assert years_problem(year=year, cycle=Period(FIRST, date(2036, 6, 30)), project=year, rule=None) is None


@pytest.mark.requirement("R290")
def test_stations_make_up_the_agreement_to_the_fen() -> None:
    one = Part(YACHA_STATION, "牙叉", 3, 1)
    assert parts_problem([one], amount_fen=1) is None
    assert "差 0.01 元" in (parts_problem([one], amount_fen=2) or "")
    assert "不能是负数" in (parts_problem([Part(YACHA_STATION, "牙叉", -1, 1)], amount_fen=1) or "")


# --- signed ----------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R071")
@pytest.mark.refuses("contracts.sign_agreement")
def test_signing_wants_a_number_a_day_and_payments_that_add_up(world: World) -> None:
    made = draft()
    with pytest.raises(NotAllowed):
        sign_agreement(actor=MANAGER, agreement_id=made.pk, number="1", signed_on=SIGNED, on=TODAY)
    with pytest.raises(Agreement.DoesNotExist):
        sign_agreement(actor=QIAN, agreement_id=made.pk, number="1", signed_on=SIGNED, on=TODAY)
    with pytest.raises(Refused, match="请填写协议编号"):
        sign_agreement(actor=ZHAO, agreement_id=made.pk, number=" ", signed_on=SIGNED, on=TODAY)
    with pytest.raises(Refused, match="不能晚于今天"):
        sign_agreement(actor=ZHAO, agreement_id=made.pk, number="1", signed_on=date(2026, 12, 1), on=TODAY)
    with pytest.raises(Refused, match="各期相加是"):
        plan_instalments(actor=ZHAO, agreement_id=made.pk, lines=[PaymentLine("第一期", 1)])
    plan_instalments(actor=ZHAO, agreement_id=made.pk, lines=[PaymentLine("第一期", made.amount_fen)])
    change_draft(
        actor=ZHAO, agreement_id=made.pk, provider_id=AGENCY, stations=TWO[:1], amount_fen=220_000 * YUAN,
        first_on=FIRST, last_on=LAST, cycle_first_on=FIRST, cycle_last_on=LAST,
    )  # fmt: skip
    with pytest.raises(Refused, match="各期付款相加是 440,000"):
        sign_agreement(actor=ZHAO, agreement_id=made.pk, number="1", signed_on=SIGNED, on=TODAY)
    plan_instalments(actor=ZHAO, agreement_id=made.pk, lines=[PaymentLine("第一期", 220_000 * YUAN)])
    done = sign_agreement(actor=ZHAO, agreement_id=made.pk, number="1", signed_on=SIGNED, on=TODAY)
    assert (done.state, done.signed_on) == ("SIGNED", SIGNED)
    assert held_by(YACHA_STATION) == (AGENCY, None), "who operates it already keeps it"
    with pytest.raises(Refused, match="不能这样办"):
        sign_agreement(actor=ZHAO, agreement_id=made.pk, number="1", signed_on=SIGNED, on=TODAY)


def test_a_station_has_one_agreement_at_a_time(world: World) -> None:
    of = project()
    signed(of)
    with pytest.raises(Refused, match="牙叉镇社工站在 2026-07-01 至 2027-06-30 已有协议“示例2026-1”"):
        signed(of, number="示例2026-2")
    with pytest.raises(Refused, match="已有编号为“示例2026-1”"):
        draft(of, number="示例2026-1")


def test_an_agency_the_paper_keeps_out_is_not_signed_with(world: World) -> None:
    made = draft()
    keep_agency(
        actor=ZHAO, region_code=BAISHA, organisation_id=AGENCY, values={"serves_professionally": False}, on=TODAY
    )  # fmt: skip
    with pytest.raises(Refused, match="现在不能承接"):
        sign_agreement(actor=ZHAO, agreement_id=made.pk, number="示例1", signed_on=SIGNED, on=TODAY)
    keep_agency(
        actor=ZHAO, region_code=BAISHA, organisation_id=AGENCY, values={"serves_professionally": True}, on=TODAY
    )  # fmt: skip
    sign_agreement(actor=ZHAO, agreement_id=made.pk, number="示例1", signed_on=SIGNED, on=TODAY)


def test_the_neighbouring_countys_number_is_its_own(world: World) -> None:
    made = signed()
    assert not agreements_of(actor=QIAN, project=made.project).exists()
    assert Agreement.objects.visible_to(QIAN, "contracts.view").count() == 0
    year = open_project(
        actor=QIAN, region_code=CHANGJIANG, name="邻县年度", buyer_id=CHANGJIANG_BUREAU, first_on=FIRST, last_on=LAST
    )  # fmt: skip
    lines = [StationLine(SHILU_STATION, 3, 220_000 * YUAN)]
    elsewhere = draft(year, actor=QIAN, stations=lines, amount_fen=220_000 * YUAN)
    assert elsewhere.provider_id == made.provider_id
    hers = Agreement.objects.visible_to(MANAGER, "contracts.view").values_list("pk", flat=True)
    assert elsewhere.pk not in hers, "her agency's, but of a county where she was granted nothing"
    assert made.pk in hers


@pytest.mark.refuses("contracts.complete_handover")
def test_with_another_agency_the_custody_moves_and_the_old_access_ends(world: World) -> None:
    made = signed(
        provider_id=OTHER_AGENCY, stations=TWO[:1], amount_fen=220_000 * YUAN,
        first_on=date(2026, 12, 1), number="示例新1",
    )  # fmt: skip
    assert held_by(YACHA_STATION) == (OTHER_AGENCY, None)
    before = Custody.objects.get(station_id=YACHA_STATION, organisation_id=AGENCY)
    assert before.to_on == date(2026, 11, 30), "the former sees the files until the day before"
    one = Handover.objects.get(agreement=made)
    assert (one.former_id, one.taker_id, one.on) == (AGENCY, OTHER_AGENCY, date(2026, 12, 1))
    assert one.counted["clients.files"] == 0
    assert Handover.objects.visible_to(MANAGER, "contracts.view").get() == one, "the former sees its list"
    with pytest.raises(NotAllowed):
        complete_handover(actor=MANAGER, handover_id=one.pk, completed_on=TODAY, on=TODAY)
    with pytest.raises(Handover.DoesNotExist):
        complete_handover(actor=QIAN, handover_id=one.pk, completed_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="不能晚于今天"):
        complete_handover(actor=ZHAO, handover_id=one.pk, completed_on=date(2026, 12, 2), on=TODAY)
    complete_handover(actor=ZHAO, handover_id=one.pk, completed_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="已于"):
        complete_handover(actor=ZHAO, handover_id=one.pk, completed_on=TODAY, on=TODAY)


def test_who_left_before_the_next_agreement_was_signed_hands_over_too(world: World) -> None:
    old = signed()
    terminate_agreement(
        actor=ZHAO, agreement_id=old.pk, ended_on=date(2026, 11, 10), because="协商", on=TODAY
    )
    made = signed(
        old.project, provider_id=OTHER_AGENCY, stations=TWO[:1], amount_fen=220_000 * YUAN,
        first_on=date(2026, 12, 1), number="示例新2",
    )  # fmt: skip
    one = Handover.objects.get(agreement=made)
    assert (one.former_id, one.taker_id, one.on) == (AGENCY, OTHER_AGENCY, date(2026, 12, 1))


def test_who_comes_back_hands_over_nothing_to_itself(world: World) -> None:
    old = signed()
    terminate_agreement(
        actor=ZHAO, agreement_id=old.pk, ended_on=date(2026, 11, 10), because="协商", on=TODAY
    )
    made = signed(
        old.project, stations=TWO[:1], amount_fen=220_000 * YUAN, first_on=date(2026, 12, 1), number="示例新3"
    )
    assert not Handover.objects.filter(agreement=made).exists()


# --- changed and ended -----------------------------------------------------------------------------------------------------


@pytest.mark.refuses("contracts.vary_agreement")
@pytest.mark.requirement("R104")
def test_a_variation_keeps_what_stood_before(world: World) -> None:
    made = signed()
    rows = list(made.instalments.order_by("number"))
    more = (TWO[0], StationLine(QIFANG_STATION, 2, 200_000 * YUAN))
    given: dict[str, Any] = {
        "agreement_id": made.pk, "kind": "VARIATION", "from_on": date(2026, 12, 1), "because": "七坊减一人",
        "on": TODAY,
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        vary_agreement(actor=MANAGER, **given)
    with pytest.raises(Agreement.DoesNotExist):
        vary_agreement(actor=QIAN, **given)
    for wrong, sentence in (
        ({}, "没有改动任何内容"),
        ({"because": " "}, "请写明为什么变更"),
        ({"amount_fen": 420_000 * YUAN}, "各站相加是"),
        ({"stations": more, "amount_fen": 420_000 * YUAN}, "各期付款相加是"),
        ({"stations": more[:1], "amount_fen": 220_000 * YUAN}, "七坊镇社工站没有写金额"),
        ({"from_on": date(2027, 7, 1), "clauses": {"服务内容": "探访"}}, "协议期限以内"),
    ):
        with pytest.raises(Refused, match=sentence):
            vary_agreement(actor=ZHAO, **(given | wrong))
    version = vary_agreement(
        actor=ZHAO, **given, stations=more, amount_fen=420_000 * YUAN, payments={rows[2].pk: 68_000 * YUAN}
    )
    assert (version.number, version.before["amount_fen"], version.after["amount_fen"]) == (
        1, 440_000 * YUAN, 420_000 * YUAN,
    )  # fmt: skip
    assert version.before["stations"] == {str(QIFANG_STATION): [3, 220_000 * YUAN]}
    made.refresh_from_db()
    assert made.amount_fen == sum(row.amount_fen for row in made.instalments.all()) == 420_000 * YUAN
    vary_agreement(
        actor=ZHAO, **(given | {"kind": "FORCE_MAJEURE", "because": "政策调整"}), clauses={"服务内容": "探访"}
    )
    assert [each.number for each in AgreementVersion.objects.filter(agreement=made)] == [1, 2]


@pytest.mark.requirement("R104")
def test_a_variation_lets_stations_join_and_leave_with_their_files(world: World) -> None:
    of = project()
    made = signed(of, stations=TWO[:1], amount_fen=220_000 * YUAN)
    begins = date(2026, 12, 1)
    given: dict[str, Any] = {
        "actor": ZHAO, "agreement_id": made.pk, "kind": "VARIATION", "from_on": begins, "because": "增加七坊镇", "on": TODAY,
    }  # fmt: skip
    both = (TWO[0], StationLine(QIFANG_STATION, 2, 100_000 * YUAN))
    in_the_way = signed(
        of, number="示例七坊", provider_id=OTHER_AGENCY, stations=TWO[1:], amount_fen=220_000 * YUAN
    )
    with pytest.raises(Refused, match=r"七坊镇社工站在 .* 已有协议“示例七坊”"):
        vary_agreement(**given, stations=both, amount_fen=320_000 * YUAN)
    assert QIFANG_STATION not in {one.pk for one in stations_without_agreement(agreement=made)}
    terminate_agreement(
        actor=ZHAO, agreement_id=in_the_way.pk, ended_on=date(2026, 11, 30), because="政策调整", on=TODAY
    )
    assert QIFANG_STATION in {one.pk for one in stations_without_agreement(agreement=made)}
    version = vary_agreement(**given, stations=both, amount_fen=320_000 * YUAN)
    assert version.lines[-1] == "增加 1 个站"
    assert held_by(QIFANG_STATION) == (AGENCY, None)
    line = AgreementStation.objects.get(agreement=made, station=QIFANG_STATION)
    assert (line.days.first, line.days.last) == (begins, LAST)
    out: dict[str, Any] = {**given, "because": "七坊镇撤站", "leaving": [QIFANG_STATION]}
    with pytest.raises(Refused, match="退出要晚于这一天"):
        vary_agreement(**out)
    less = (TWO[0], StationLine(QIFANG_STATION, 2, 50_000 * YUAN))
    vary_agreement(**(out | {"from_on": date(2027, 2, 1)}), stations=less, amount_fen=270_000 * YUAN)
    assert held_by(QIFANG_STATION) == (AGENCY, date(2027, 1, 31))
    with pytest.raises(Refused, match="已于 2027年01月31日 退出"):
        vary_agreement(**(out | {"from_on": date(2027, 3, 1)}))
    with pytest.raises(Refused, match="请办理终止"):
        vary_agreement(**(out | {"from_on": date(2027, 3, 1), "leaving": [YACHA_STATION]}))


@pytest.mark.refuses("contracts.terminate_agreement")
@pytest.mark.requirement("R104")
def test_a_terminated_agreement_says_why_and_gives_the_stations_back(world: World) -> None:
    made = signed()
    with pytest.raises(NotAllowed):
        terminate_agreement(actor=MANAGER, agreement_id=made.pk, ended_on=TODAY, because="政策调整", on=TODAY)
    with pytest.raises(Agreement.DoesNotExist):
        terminate_agreement(actor=QIAN, agreement_id=made.pk, ended_on=TODAY, because="政策调整", on=TODAY)
    for day, because, sentence in (
        (TODAY, " ", "请写明为什么终止"),
        (LAST, "政策调整", "请办理期满"),
        (date(2026, 6, 30), "政策调整", "不能早于"),
    ):
        with pytest.raises(Refused, match=sentence):
            terminate_agreement(actor=ZHAO, agreement_id=made.pk, ended_on=day, because=because, on=TODAY)
    terminate_agreement(
        actor=ZHAO, agreement_id=made.pk, ended_on=date(2026, 11, 19), because="政策调整", on=TODAY
    )
    assert held_by(YACHA_STATION) == (AGENCY, date(2026, 11, 19))
    assert Station.objects.get(pk=YACHA_STATION).operator is None
    signed(made.project, number="示例后1", first_on=date(2026, 11, 20))
    assert held_by(YACHA_STATION) == (AGENCY, None), "from the next day another agreement may be signed"


@pytest.mark.refuses("contracts.end_agreement")
def test_at_its_end_the_agency_leaves_unless_it_goes_on(world: World) -> None:
    year = project("上一年度", first_on=date(2025, 7, 1), last_on=date(2026, 6, 30))
    made = signed(
        year, first_on=date(2025, 7, 1), last_on=date(2026, 6, 30), cycle_first_on=date(2025, 7, 1), number="示例2025-1"
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        end_agreement(actor=MANAGER, agreement_id=made.pk, on=TODAY)
    with pytest.raises(Agreement.DoesNotExist):
        end_agreement(actor=QIAN, agreement_id=made.pk, on=TODAY)
    with pytest.raises(Refused, match="才期满"):
        end_agreement(actor=ZHAO, agreement_id=made.pk, on=date(2026, 6, 29))
    signed(
        project(), stations=TWO[:1], amount_fen=220_000 * YUAN, number="示例2026-1",
    )  # fmt: skip
    end_agreement(actor=ZHAO, agreement_id=made.pk, on=TODAY)
    assert held_by(YACHA_STATION) == (AGENCY, None), "its next year is signed"
    assert held_by(QIFANG_STATION) == (AGENCY, date(2026, 6, 30))
    with pytest.raises(Refused, match="已期满"):
        end_agreement(actor=ZHAO, agreement_id=made.pk, on=TODAY)


@pytest.mark.refuses("stations.release_station")
def test_a_station_is_released_by_its_own_county_once(world: World) -> None:
    with pytest.raises(NotAllowed):
        release_station(actor=MANAGER, station_id=YACHA_STATION, to_on=TODAY, on=TODAY)
    with pytest.raises(Station.DoesNotExist):
        release_station(actor=QIAN, station_id=YACHA_STATION, to_on=TODAY, on=TODAY)
    release_station(actor=ZHAO, station_id=YACHA_STATION, to_on=TODAY, on=TODAY)
    assert Station.objects.get(pk=YACHA_STATION).operator_id == AGENCY, "until the day is over"
    with pytest.raises(Refused, match="没有承接单位"):
        release_station(actor=ZHAO, station_id=YACHA_STATION, to_on=TODAY, on=TODAY)


def test_the_page_is_told_everything_about_an_agreement(world: World) -> None:
    made = signed(clauses={"服务内容": "探访和个案"})
    told = seen(actor=ZHAO, agreement=made, on=TODAY)
    assert (told.headcount, told.missing, told.clauses) == (6, [], [("服务内容", "探访和个案", False)])
    assert (told.filing, told.decision, told.next_year) == (None, None, None)


def test_the_states_are_those_of_the_table() -> None:
    assert set(PROCESS.labels) == set(Agreement.State.values)
    assert {str(label) for label in Agreement.State.labels} == set(PROCESS.labels.values())


# --- two at once ------------------------------------------------------------------------------------------------------------


def _both(work: Callable[[Agreement], object], made: Sequence[Agreement]) -> list[str]:
    """Each agreement's work in a thread of its own, begun together; the refusals."""
    gate, refused = Barrier(len(made)), []

    def run(one: Agreement) -> None:
        gate.wait(timeout=10)
        try:
            work(one)
        except Refused as no:
            refused.append(str(no))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(one,)) for one in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return refused


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_agreements_for_one_station_signed_at_once_one_is_signed(world: World) -> None:
    """In two projects, so that no lock on a project makes them follow one another: the station's does."""
    first, second = draft(project("甲项目")), draft(project("乙项目"))
    refused = _both(
        lambda one: sign_agreement(
            actor=ZHAO, agreement_id=one.pk, number=f"示例{one.project.name}", signed_on=SIGNED, on=TODAY
        ),
        (first, second),
    )
    assert len(refused) == 1
    assert "同一个站同一天只能有一份协议" in refused[0]
    assert Agreement.objects.filter(state="SIGNED").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_a_variation_and_a_signing_for_one_station_at_once_one_holds(world: World) -> None:
    running = signed(project("甲项目"), stations=TWO[:1], amount_fen=220_000 * YUAN)
    other = draft(project("乙项目"), stations=TWO[1:], amount_fen=220_000 * YUAN)

    def work(one: Agreement) -> object:
        if one.pk == other.pk:
            return sign_agreement(
                actor=ZHAO, agreement_id=one.pk, number="示例乙", signed_on=SIGNED, on=TODAY
            )
        return vary_agreement(
            actor=ZHAO, agreement_id=one.pk, kind="VARIATION", from_on=date(2026, 12, 1), because="增加七坊镇", on=TODAY,
            stations=TWO, amount_fen=440_000 * YUAN,
        )  # fmt: skip

    refused = _both(work, (running, other))
    assert len(refused) == 1
    assert "七坊镇社工站" in refused[0]
    assert (
        AgreementStation.objects.filter(station_id=QIFANG_STATION).exclude(agreement__state="DRAFT").count()
        == 1
    )
