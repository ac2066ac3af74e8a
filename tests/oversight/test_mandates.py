"""A duty of the region's paper is given to the units that lead and assist, told of, finished with proof, accepted or sent back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.people import (
    AGENCY,
    BAISHA,
    BAISHA_BUREAU,
    MANAGER,
    PROVINCE,
    PROVINCE_BUREAU,
    QIAN,
    TOWNSHIP,
    WANG,
    YACHA_OFFICE,
    ZHAO,
    named,
    others,
    person,
)
from tests.world import NOW, TODAY, World
from yizhan.access.actions import register_organisation
from yizhan.access.models import Notice
from yizhan.access.roles import founder
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.oversight.actions import (
    accept_part,
    attach_mandate_file,
    change_units,
    finish_part,
    give_mandate,
    move_mandate,
    report_part,
    return_part,
    withdraw_mandate,
    withdraw_mandate_file,
)
from yizhan.oversight.models import Mandate, MandateFile, MandatePart
from yizhan.oversight.queries.mandates import (
    candidates,
    files_of,
    items_told,
    mandates,
    nobody_named,
    one_mandate,
    read_file,
    rule_lines,
    steps_of,
    stood_before,
    tally,
    to_accept,
    to_do,
    units_side_by_side,
)
from yizhan.oversight.rules.mandates import Candidate, Named, day_of, divided, items_of, suggested

pytestmark = pytest.mark.django_db

TREASURY = UUID("01900000-0000-7000-8000-0000000000d1")
LEAGUE = UUID("01900000-0000-7000-8000-0000000000d2")
FINANCE = person(81, "财政局经办人", "department", BAISHA, organisation=TREASURY)
YOUTH = person(82, "团委经办人", "department", BAISHA, organisation=LEAGUE)
DUE = TODAY + timedelta(days=30)
PAPER = b"%PDF-1.4\n%%EOF\n"
TOWNS = [Named("LEAD", "乡镇", YACHA_OFFICE), Named("ASSIST", "村居", LEAGUE)]
Give = Callable[..., Mandate]


@pytest.fixture
def give(world: World) -> Give:
    for key, name in ((TREASURY, "示例县财政局"), (LEAGUE, "示例团县委")):
        register_organisation(
            actor=founder(), kind="DEPARTMENT", name=name, region_code=BAISHA, organisation_id=key
        )

    def make(**given: Any) -> Mandate:
        facts: dict[str, Any] = {
            "actor": ZHAO, "rule_id": "duty.township", "units": TOWNS, "due_on": DUE, "on": TODAY, "at": NOW,
        }  # fmt: skip
        return give_mandate(**(facts | given))

    return make


def part_of(mandate: Mandate, organisation: UUID) -> UUID:
    return MandatePart.objects.get(mandate=mandate, organisation_id=organisation).pk


def told(mandate: Mandate, actor: Actor = TOWNSHIP) -> UUID:
    """The unit says a word about every item of the paper."""
    assert actor.organisation_id is not None
    key = part_of(mandate, actor.organisation_id)
    for item in mandate.items:
        report_part(actor=actor, part_id=key, item=item, text=f"示例：{item}已办", on=TODAY)
    return key


def finished(mandate: Mandate, actor: Actor = TOWNSHIP, **given: Any) -> MandatePart:
    key = told(mandate, actor)
    facts: dict[str, Any] = {"text": "四项都办了", "evidence": "示镇〔2026〕7号", "on": TODAY, "at": NOW}
    return finish_part(actor=actor, part_id=key, **(facts | given))


@pytest.mark.requirement("R293", "R288")
def test_who_leads_and_who_assists_is_read_from_the_paper_and_accepted_one_by_one(
    give: Give, world: World
) -> None:
    world.account_of("township")
    county_user = world.account_of("county")
    mandate = give()
    assert (mandate.lead_words, mandate.assist_words) == (["乡镇"], ["村居"])
    assert mandate.clause.endswith("三（二）")
    assert len(mandate.items) == 4
    assert Notice.objects.filter(url=f"/oversight/mandates/{mandate.pk}/").count() == 1
    assert [row.mandate_id for row in to_do(actor=TOWNSHIP)] == [mandate.pk]

    part = part_of(mandate, YACHA_OFFICE)
    with pytest.raises(Refused, match="还没有写办理情况"):
        finish_part(actor=TOWNSHIP, part_id=part, text="好了", evidence="有文", on=TODAY, at=NOW)
    told(mandate)
    with pytest.raises(Refused, match="依据"):
        finish_part(actor=TOWNSHIP, part_id=part, text="好了", evidence=" ", on=TODAY, at=NOW)
    finished(mandate)
    assert Notice.objects.filter(user=county_user).exists()
    assert [row.pk for row in to_accept(actor=ZHAO, on=TODAY)[0]] == [part]
    assert to_do(actor=TOWNSHIP) == []

    return_part(actor=ZHAO, part_id=part, because="场所还没有挂牌", on=TODAY, at=NOW)
    again = finished(mandate)
    assert (again.state, again.returned) == ("HANDED", 1)
    accept_part(actor=ZHAO, part_id=part, on=TODAY, at=NOW)
    mandate.refresh_from_db()
    assert (mandate.state, mandate.done_on) == ("DONE", TODAY)
    steps = steps_of(mandate)
    assert [step.kind for step in steps if not step.item] == [
        "GIVEN", "FINISHED", "RETURNED", "FINISHED", "ACCEPTED",
    ]  # fmt: skip
    assert all(item.told for item in items_told(mandate, steps))
    with pytest.raises(Refused, match="只供查阅"):
        report_part(actor=YOUTH, part_id=part_of(mandate, LEAGUE), text="补一句", on=TODAY)
    return_part(actor=ZHAO, part_id=part, because="点错了", on=TODAY, at=NOW)
    mandate.refresh_from_db()
    assert (mandate.state, mandate.done_on) == ("OPEN", None)


def test_what_assistants_told_counts_and_the_giving_office_settles_its_own(give: Give) -> None:
    units = [Named("LEAD", "县民政", BAISHA_BUREAU), Named("ASSIST", "县财政", TREASURY)]
    mandate = give(rule_id="duty.county", units=units)
    assert nobody_named(mandate) == ["乡镇", "各有关单位"]
    for item in mandate.items:
        report_part(actor=FINANCE, part_id=part_of(mandate, TREASURY), item=item, text="配合了", on=TODAY)
    own = part_of(mandate, BAISHA_BUREAU)
    done = finish_part(actor=ZHAO, part_id=own, text="都办了", evidence="年度总结", on=TODAY, at=NOW)
    assert done.state == "ACCEPTED"
    mandate.refresh_from_db()
    assert mandate.state == "DONE"
    late = part_of(mandate, TREASURY)
    with pytest.raises(Refused, match="只供查阅"):
        finish_part(actor=FINANCE, part_id=late, text="补报", evidence="文", on=TODAY, at=NOW)
    with pytest.raises(Refused, match="退回牵头单位"):
        return_part(actor=ZHAO, part_id=late, because="再补", on=TODAY, at=NOW)
    with pytest.raises(Refused, match="不用确认"):
        return_part(actor=ZHAO, part_id=own, because="再看看", on=TODAY, at=NOW)


def test_units_stand_side_by_side_with_what_they_owe(give: Give, world: World) -> None:
    world.account_of("township")
    late = give(due_on=TODAY)
    finished(give(rule_id="safety.township"))
    tomorrow = TODAY + timedelta(days=1)
    lines = {line.organisation.name: line for line in units_side_by_side(actor=ZHAO, year=2026, on=tomorrow)}
    town = lines["示例牙叉镇人民政府"]
    assert (town.leads, town.late, town.handed, town.has_account) == (2, 1, 1, True)
    assert town.late_rows == [late]
    assert lines["示例团县委"].has_account is False
    handed, overdue = to_accept(actor=ZHAO, on=tomorrow)
    assert (len(handed), {row.organisation.name for row in overdue}) == (
        1, {"示例牙叉镇人民政府", "示例团县委"},
    )  # fmt: skip
    count = tally(actor=ZHAO, region_code=BAISHA, year=2026, on=tomorrow)
    assert (count.given, count.late, count.waiting, count.done) == (2, 1, 1, 0)


def test_a_unit_sees_what_it_has_a_part_in_and_the_neighbour_nothing(give: Give) -> None:
    mandate = give()
    other = give(rule_id="duty.contractor", units=[Named("LEAD", "承接主体", AGENCY)])
    assert set(mandates(actor=ZHAO)) == {mandate, other}
    assert list(mandates(actor=TOWNSHIP)) == [mandate]
    assert list(mandates(actor=YOUTH)) == [mandate]
    assert list(mandates(actor=MANAGER)) == [other]
    for nobody in (FINANCE, QIAN, WANG):
        assert list(mandates(actor=nobody)) == []
    with pytest.raises(Mandate.DoesNotExist):
        one_mandate(actor=FINANCE, mandate_id=mandate.pk)
    with pytest.raises(MandatePart.DoesNotExist):
        report_part(actor=FINANCE, part_id=part_of(mandate, LEAGUE), text="不是我的", on=TODAY)
    with pytest.raises(Refused, match="别的单位报"):
        report_part(actor=YOUTH, part_id=part_of(mandate, YACHA_OFFICE), text="替镇里报", on=TODAY)
    with pytest.raises(Refused, match="由交办的单位管"):
        withdraw_mandate(actor=PROVINCE, mandate_id=mandate.pk, because="省里看过", on=TODAY, at=NOW)


@pytest.mark.refuses("oversight.give_mandate")
@pytest.mark.parametrize("nobody", others("county", "city", "province"), ids=named)
def test_others_give_out_no_duties(nobody: Actor) -> None:
    with pytest.raises(NotAllowed):
        give_mandate(actor=nobody, rule_id="duty.township", units=TOWNS, due_on=DUE, on=TODAY, at=NOW)


def test_a_duty_is_given_once_a_year_to_units_of_the_region_with_a_day(give: Give) -> None:
    mandate = give()
    assert give(mandate_id=mandate.pk).pk == mandate.pk
    for given, why in (
        ({}, "交办过了"),
        ({"rule_id": "no.such"}, "尚无此项规定"),
        ({"rule_id": "safety.township", "units": []}, "牵头单位"),
        (
            {"rule_id": "safety.township", "units": [*TOWNS, Named("ASSIST", "村居", YACHA_OFFICE)]},
            "既牵头又协助",
        ),
        ({"rule_id": "safety.township", "due_on": None}, "请写完成期限"),
        ({"rule_id": "safety.township", "due_on": TODAY - timedelta(days=1)}, "不能早于今天"),
        ({"rule_id": "safety.township", "units": [Named("LEAD", "乡镇", PROVINCE_BUREAU)]}, "本辖区"),
        ({"rule_id": "safety.township", "units": [Named("LEAD", "财政", YACHA_OFFICE)]}, "本辖区"),
    ):
        with pytest.raises(Refused, match=why):
            give(**given)
    withdraw_mandate(actor=ZHAO, mandate_id=mandate.pk, because="单位选错了", on=TODAY, at=NOW)
    assert to_do(actor=TOWNSHIP) == []
    assert give().pk != mandate.pk


@pytest.mark.refuses("oversight.change_units", "oversight.move_mandate", "oversight.withdraw_mandate")
def test_units_and_the_day_are_changed_by_whoever_gave_it(give: Give) -> None:
    mandate = give()
    key: dict[str, Any] = {"mandate_id": mandate.pk, "on": TODAY, "at": NOW}
    later = DUE + timedelta(days=9)
    for step in (
        lambda actor: change_units(actor=actor, units=TOWNS, **key),
        lambda actor: move_mandate(actor=actor, until_on=later, because="汛期", **key),
        lambda actor: withdraw_mandate(actor=actor, because="错了", **key),
    ):
        for nobody in others("county", "city", "province"):
            with pytest.raises(NotAllowed):
                step(nobody)
    with pytest.raises(Refused, match="为什么改期限"):
        move_mandate(actor=ZHAO, until_on=later, because=" ", **key)
    moved = move_mandate(actor=ZHAO, until_on=later, because="汛期", **key)
    assert (moved.due_on, moved.moved, moved.due_by_paper) == (later, 1, False)
    change_units(actor=ZHAO, units=[TOWNS[0], Named("ASSIST", "村居", TREASURY)], **key)
    assert {row.organisation_id for row in MandatePart.objects.filter(mandate=mandate)} == {
        YACHA_OFFICE, TREASURY,
    }  # fmt: skip
    told(mandate)
    with pytest.raises(Refused, match="不能撤下"):
        change_units(actor=ZHAO, units=[Named("LEAD", "乡镇", LEAGUE)], **key)
    assert stood_before(actor=ZHAO, region_code=BAISHA)["村居"] == {TREASURY}
    change_units(actor=ZHAO, units=[TOWNS[0], Named("LEAD", "乡镇", LEAGUE)], **key)
    accept_part(actor=ZHAO, part_id=finished(mandate).pk, on=TODAY, at=NOW)
    change_units(actor=ZHAO, units=[TOWNS[0]], **key)
    mandate.refresh_from_db()
    assert mandate.state == "DONE"  # the one lead that is left was accepted


@pytest.mark.refuses(
    "oversight.report_part", "oversight.finish_part", "oversight.accept_part", "oversight.return_part"
)
def test_units_report_and_the_office_accepts(give: Give) -> None:
    key = part_of(give(), YACHA_OFFICE)
    of_units = ("township", "department", "agency_manager", "evaluator", "county", "city", "province")
    for nobody in others(*of_units):
        with pytest.raises(NotAllowed):
            report_part(actor=nobody, part_id=key, text="办了", on=TODAY)
        with pytest.raises(NotAllowed):
            finish_part(actor=nobody, part_id=key, text="办了", evidence="文", on=TODAY, at=NOW)
    for nobody in others("county", "city", "province"):
        with pytest.raises(NotAllowed):
            accept_part(actor=nobody, part_id=key, on=TODAY, at=NOW)
        with pytest.raises(NotAllowed):
            return_part(actor=nobody, part_id=key, because="没办", on=TODAY, at=NOW)
    with pytest.raises(Refused, match="待办"):
        accept_part(actor=ZHAO, part_id=key, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="没有这一项"):
        report_part(actor=TOWNSHIP, part_id=key, item="别的事", text="办了", on=TODAY)


@pytest.mark.refuses("oversight.attach_mandate_file", "oversight.withdraw_mandate_file")
def test_proof_lies_enciphered_beside_the_part_until_it_is_handed_in(give: Give) -> None:
    mandate = give()
    key = part_of(mandate, YACHA_OFFICE)

    def put(actor: Actor = TOWNSHIP, **given: Any) -> MandateFile:
        facts: dict[str, Any] = {
            "title": "场所移交单", "file_name": "room.pdf", "content": PAPER, "on": TODAY, "part_id": key,
        }  # fmt: skip
        return attach_mandate_file(actor=actor, **(facts | given))

    with pytest.raises(NotAllowed):
        put(WANG)
    with pytest.raises(Refused, match="自己传"):
        put(YOUTH)
    file = put()
    with file.file.open("rb") as stored:
        assert b"PDF" not in stored.read()
    assert read_file(actor=ZHAO, file_id=file.pk)[1] == PAPER
    assert read_file(actor=YOUTH, file_id=file.pk)[1] == PAPER
    for nobody in (QIAN, FINANCE):
        with pytest.raises(MandateFile.DoesNotExist):
            read_file(actor=nobody, file_id=file.pk)
    with pytest.raises(Refused, match="传过了"):
        put()
    with pytest.raises(NotAllowed):
        withdraw_mandate_file(actor=WANG, file_id=file.pk, on=TODAY)
    with pytest.raises(Refused, match="由本人撤下"):
        withdraw_mandate_file(actor=YOUTH, file_id=file.pk, on=TODAY)
    withdraw_mandate_file(actor=TOWNSHIP, file_id=file.pk, on=TODAY)
    assert files_of(mandate) == []
    put()
    assert finished(mandate, evidence="").state == "HANDED"
    with pytest.raises(Refused, match="只供查阅"):
        put(content=PAPER + b" ")


def test_an_organisation_without_an_account_is_known_as_such(give: Give, world: World) -> None:
    world.account("department", organisation=TREASURY, region=BAISHA)
    found = {each.organisation_id: each for each in candidates(actor=ZHAO, region_code=BAISHA)}
    assert (found[TREASURY].has_account, found[LEAGUE].has_account) == (True, False)
    assert {AGENCY, BAISHA_BUREAU, YACHA_OFFICE} <= set(found)
    lines = rule_lines(actor=ZHAO, region_code=BAISHA, year=2026, on=TODAY)
    assert "duty.township" in {line.rule.id for line in lines}


# --- without a database

MINE = UUID(int=1)
UNITS = [
    Candidate(MINE, "COUNTY", "示例县民政局", True),
    Candidate(UUID(int=2), "TOWNSHIP", "示例镇人民政府", True),
    Candidate(UUID(int=3), "DEPARTMENT", "示例县财政局", True),
    Candidate(UUID(int=4), "DEPARTMENT", "示例县妇联", False),
]


@pytest.mark.parametrize(
    ("word", "number"),
    [("县财政", 3), ("妇联", 4), ("乡镇", 2), ("县民政", 1), ("各级民政", 1), ("残联", None)],
)
def test_who_probably_stands_for_a_word_of_the_paper(word: str, number: int | None) -> None:
    found = suggested(word, candidates=UNITS, own=MINE, before={})
    assert found == ([UUID(int=number)] if number else [])
    last = suggested(word, candidates=UNITS, own=MINE, before={word: {UUID(int=4)}})
    assert last == [UUID(int=4)]


@pytest.mark.requirement(
    "R043", "R044", "R045", "R046", "R047", "R048", "R049", "R050", "R051", "R052", "R053", "R054", "R055", "R056"
)  # fmt: skip
def test_every_department_of_huangshan_has_its_duty_to_be_given_by_city_and_district() -> None:
    for region in ("3410", "341002"):
        found = {held.rule.id: held.rule for held in divided(region_code=region, on=date(2023, 1, 5))}
        departments = [key for key in found if key.startswith("duty.department-")]
        assert len(departments) == 15
        assert all(items_of(found[key]) and found[key].duty_of for key in departments)


@pytest.mark.requirement("R208")
def test_the_yearly_five_of_xizang_are_five_things_to_tell_of() -> None:
    rule = next(held.rule for held in divided(region_code="54", on=TODAY) if held.rule.id == "plan.yearly")
    assert items_of(rule) == ["一个文件", "一次推进会", "一次研讨会", "一次社工培训", "一批项目"]
    assert day_of(rule) is None
