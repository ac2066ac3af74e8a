"""Subsidies are reckoned by each region's paper, decided by a person, and booked; a sanction may ask money back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.clients.conftest import only_these_packs
from tests.contracts.ledger import DAY, WAN, Ground, agreed_project
from tests.people import AGENCY, AUDITOR, BAISHA, FINANCE, MANAGER, QIAN, ZHAO, person
from tests.world import TODAY, World, sign_in_as
from yizhan.contracts.actions import (
    PaymentLine,
    decide_renewal,
    decide_subsidy,
    deduct,
    note_fund,
    plan_instalments,
    propose_subsidy,
    receive_subsidy,
)
from yizhan.contracts.actions import (
    book as book_money,
)
from yizhan.contracts.models import Entry, Instalment, Subsidy
from yizhan.contracts.queries.subsidies import subsidies_waiting
from yizhan.contracts.rules.subsidies import (
    Books,
    Reckoned,
    Result,
    deciding_problem,
    reckoned,
    subsidy_rules,
)
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.happened import LOOKS
from yizhan.kernel.period import Period
from yizhan.policy import book
from yizhan.policy.book import rule_for
from yizhan.workforce.actions import decide_sanction, tell_sanction

DEMO = Path(__file__).parents[2] / "demo" / "packs"
GOOD, BAD = Result("合格", True), Result("不合格", False)
ON = date(2026, 11, 20)


def given(rule_id: str, region: str, *, spent: int = 0, founded: int = 0, results: Any = (GOOD,)) -> Reckoned:
    return reckoned(rule_for(rule_id, region_code=region, on=ON), Books(spent, founded, results))


# --- rules ---------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R256")
def test_haining_gives_forty_percent_of_what_was_really_spent_up_to_three_hundred_thousand() -> None:
    for spent, fen in ((50 * WAN, 20 * WAN), (75 * WAN, 30 * WAN), (75 * WAN + 100, 30 * WAN), (333, 133)):
        found = given("funding.subsidy", "330481", spent=spent)
        assert (found.fen, found.problem) == (fen, None)
    for results, says in (((), "还没有登记"), ((GOOD, None), "还没有登记"), ((GOOD, BAD), "不给绩效补助")):
        assert says in str(given("funding.subsidy", "330481", spent=WAN, results=results).problem)
    assert "没有支出" in str(given("funding.subsidy", "330481").problem)


@pytest.mark.requirement("R188")
@pytest.mark.requirement("R381")
def test_a_pilot_has_its_sum_and_every_station_founded_its_twenty_thousand() -> None:
    pilot = given("funding.pilot-subsidy", "510104", results=())
    assert (pilot.fen, pilot.problem) == (20 * WAN, None), "a pilot needs no evaluation"
    assert given("funding.setup", "530102", founded=3).fen == 6 * WAN
    assert given("funding.setup", "530102").problem == "本年度没有新建的社工站。"
    rule = rule_for("funding.setup", region_code="530102", on=ON)
    decide: dict[str, Any] = {
        "granted": True,
        "reckoned_fen": 6 * WAN,
        "document": "昆民〔2021〕1号",
        "because": "多给",
    }
    assert deciding_problem(rule, fen=7 * WAN, **decide) is None, "the paper names a floor"
    assert "不少于" in str(deciding_problem(rule, fen=5 * WAN, **decide))


@pytest.mark.requirement("R397")
@pytest.mark.requirement("R059")
def test_where_the_paper_names_no_sum_the_office_names_it() -> None:
    for rule_id, region in (("funding.city-subsidy", "530102"), ("funding.provincial-subsidy", "430102")):
        found = given(rule_id, region, spent=WAN)
        assert (found.fen, found.problem) == (None, None)
        assert "文件没有写补助多少" in found.how
        assert "还没有登记" in str(given(rule_id, region, results=(None,)).problem)
    assert not subsidy_rules(region_code="110101", on=ON), "nobody has ruled there"


# --- rooms ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def demo_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The made-up papers of 白沙 on purchase and on staff."""
    names = ("469025-baisha/2026-purchase-rules", "469025-baisha/2025-staff-rules")
    papers = [pack for pack in book.read_shelf([DEMO]) if pack.id in names]
    only_these_packs(monkeypatch, (*book.shelf(), *papers))
    yield
    book._held.cache_clear()


@pytest.fixture
def ground(world: World, demo_rules: None) -> Ground:
    made = agreed_project()
    book_money(
        actor=FINANCE, project_id=made.project.pk, agreement_id=made.agreement.pk, kind="SPENT", amount_fen=8 * WAN,
        heading="人力服务费用", what="工资", on=DAY,
    )  # fmt: skip
    return made


def evaluated(ground: Ground, *, passed: bool = True) -> None:
    for agreement in (ground.agreement, ground.other):
        decide_renewal(
            actor=ZHAO, agreement_id=agreement.pk, allowed=passed, on=DAY, result="合格" if passed else "不合格",
            passed=passed, because="示例", file_name="a.pdf", content=b"%PDF-1.7\n",
        )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.requirement("R256")
@pytest.mark.refuses("contracts.propose_subsidy")
@pytest.mark.refuses("contracts.decide_subsidy")
@pytest.mark.refuses("contracts.receive_subsidy")
def test_a_subsidy_is_put_forward_decided_and_booked(ground: Ground) -> None:
    ask: dict[str, Any] = {"project_id": ground.project.pk, "rule_id": "funding.subsidy", "on": DAY}
    with pytest.raises(NotAllowed):
        propose_subsidy(actor=MANAGER, **ask)
    with pytest.raises(type(ground.project).DoesNotExist):
        propose_subsidy(actor=QIAN, **ask)
    with pytest.raises(Refused, match="还没有登记全部协议的年度评估结果"):
        propose_subsidy(actor=ZHAO, **ask)
    with pytest.raises(Refused, match="本地区尚无此项规定"):
        propose_subsidy(actor=ZHAO, **(ask | {"rule_id": "funding.pilot-subsidy"}))
    evaluated(ground)
    one = propose_subsidy(actor=ZHAO, **ask)
    assert (one.basis_fen, one.reckoned_fen, one.results) == (8 * WAN, 80_000_0, "合格")
    with pytest.raises(Refused, match="已经报过"):
        propose_subsidy(actor=ZHAO, **ask)
    decide: dict[str, Any] = {
        "subsidy_id": one.pk, "granted": True, "fen": 80_000_0, "document": "示例财〔2026〕1号", "on": DAY,
    }  # fmt: skip
    for actor in (MANAGER, AUDITOR):
        with pytest.raises(NotAllowed):
            decide_subsidy(actor=actor, **decide)
    for wrong, says in (
        ({"fen": 80_000_1}, "最多 8,000.00 元"),
        ({"fen": 70_000_0}, "请写明为什么"),
        ({"document": " "}, "文号"),
        ({"fen": None}, "批准的金额"),
        ({"granted": False}, "为什么不予补助"),
    ):
        with pytest.raises(Refused, match=says):
            decide_subsidy(actor=ZHAO, **(decide | wrong))
    decide_subsidy(actor=ZHAO, **decide)
    with pytest.raises(NotAllowed):
        receive_subsidy(actor=MANAGER, subsidy_id=one.pk, moved_on=DAY, on=DAY)
    with pytest.raises(Refused, match="不能早于批准"):
        receive_subsidy(actor=ZHAO, subsidy_id=one.pk, moved_on=date(2026, 11, 1), on=DAY)
    done = receive_subsidy(actor=ZHAO, subsidy_id=one.pk, moved_on=DAY, on=TODAY)
    assert done.entry_id
    entry = Entry.objects.get(pk=done.entry_id)
    assert (entry.kind, entry.amount_fen, entry.source) == ("ALLOCATED", 80_000_0, "绩效补助")
    with pytest.raises(Refused):
        receive_subsidy(actor=ZHAO, subsidy_id=one.pk, moved_on=DAY, on=TODAY)


@pytest.mark.django_db
def test_a_bad_year_has_no_subsidy_and_a_refused_one_may_be_put_forward_again(ground: Ground) -> None:
    ask: dict[str, Any] = {
        "actor": ZHAO,
        "project_id": ground.project.pk,
        "rule_id": "funding.subsidy",
        "on": DAY,
    }
    evaluated(ground, passed=False)
    with pytest.raises(Refused, match="不给绩效补助"):
        propose_subsidy(**ask)
    evaluated(ground)
    one = propose_subsidy(**ask)
    decide_subsidy(actor=ZHAO, subsidy_id=one.pk, granted=False, because="预算不足", on=DAY)
    assert propose_subsidy(**ask).pk != one.pk
    assert {row.state for row in Subsidy.objects.visible_to(ZHAO, "contracts.view_money")} == {
        "REFUSED",
        "PROPOSED",
    }


@pytest.mark.django_db
def test_the_county_follows_its_subsidy_on_the_page(ground: Ground, world: World, client: Client) -> None:
    url = reverse("contract-subsidies", args=[ground.project.pk])
    county = sign_in_as(client, world.account_of("county"))
    assert "还没有登记全部协议的年度评估结果" in county.get(url).content.decode()
    evaluated(ground)
    assert "8,000.00" in county.get(url).content.decode()
    propose = reverse("contract-subsidy-propose", args=[ground.project.pk])
    assert county.post(propose, {"rule": "funding.subsidy"}).status_code == 302
    one = Subsidy.objects.get()
    assert "决定绩效补助" in county.get("/").content.decode()
    assert not subsidies_waiting(actor=person(77, "市里", "city", BAISHA[:4])), (
        "its paper leaves it to the county"
    )
    box = one.pk.hex
    decide = reverse("contract-subsidy-decide", args=[one.pk])
    facts = {f"{box}-granted": "yes", f"{box}-fen": "8000", f"{box}-document": ""}
    refused = county.post(decide, facts)
    assert (refused.status_code, "文号" in refused.content.decode()) == (422, True)
    assert county.post(decide, facts | {f"{box}-document": "示例1号"}).status_code == 302
    assert "登记绩效补助到账" in county.get("/").content.decode()
    receive = reverse("contract-subsidy-receive", args=[one.pk])
    assert county.post(receive, {f"{box}-moved_on": one.proposed_on.isoformat()}).status_code in (302, 422)
    assert county.post(receive, {f"{box}-moved_on": TODAY.isoformat()}).status_code in (302, 409, 422)


@pytest.mark.django_db
def test_the_agency_books_what_its_account_earned_and_takes_a_slip_back(
    ground: Ground, world: World, client: Client
) -> None:
    agency = sign_in_as(client, world.account("agency_finance", organisation=AGENCY, region=BAISHA))
    url = reverse("contract-interest", args=[ground.project.pk, ground.agreement.pk])
    assert "还没有记过利息" in agency.get(url).content.decode()
    facts = {"amount": "12.34", "moved_on": "2026-09-21", "what": "第三季度结息"}
    assert agency.post(url, facts).status_code == 302
    row = Entry.objects.get(kind="INTEREST")
    assert "12.34" in agency.get(url).content.decode()
    back = reverse("contract-interest-reverse", args=[row.pk])
    assert agency.post(back, {"because": "记重了"}).status_code == 302
    assert Entry.objects.filter(kind="INTEREST").fen() == 0
    county = sign_in_as(client, world.account_of("county"))
    assert "由承接机构登记" in county.get(url).content.decode()
    assert county.post(url, facts).status_code == 422


# --- money in place ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.requirement("R396")
def test_the_money_is_in_place_on_the_day_it_covers_what_was_promised(ground: Ground) -> None:
    note_fund(
        actor=ZHAO,
        project_id=ground.project.pk,
        source="县级财政预算",
        payer="县级财政",
        planned_fen=44 * WAN,
        on=DAY,
    )
    for day, fen in ((date(2026, 7, 1), 40 * WAN), (date(2026, 8, 3), 4 * WAN), (date(2026, 9, 1), WAN)):
        book_money(
            actor=ZHAO, project_id=ground.project.pk, kind="ALLOCATED", amount_fen=fen, moved_on=day, on=DAY,
            source="县级财政预算", what="到账",
        )  # fmt: skip
    look = LOOKS["schedule.funding-ready"]
    found = list(look(region="", span=Period(date(2026, 1, 1), TODAY)))
    assert [(fact.region_code, fact.on, fact.id) for fact in found] == [
        (BAISHA, date(2026, 8, 3), ground.project.pk)
    ]
    assert not list(look(region="", span=Period(date(2026, 8, 4), TODAY)))


# --- money asked back ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.requirement("R404")
def test_a_sanction_that_asks_money_back_is_carried_out_by_a_recovery(
    ground: Ground, world: World, client: Client
) -> None:
    book_money(
        actor=ZHAO, project_id=ground.project.pk, agreement_id=ground.agreement.pk, kind="RECEIVED",
        amount_fen=10 * WAN, what="第一期", on=DAY,
    )  # fmt: skip
    told = tell_sanction(
        actor=ZHAO, rule_id="penalty.recovery", organisation_id=AGENCY, cause="换人一个月没有备案，催了没有改",
        told_on=date(2026, 11, 2), hear_until_on=date(2026, 11, 9), on=TODAY,
    )  # fmt: skip
    ask: dict[str, Any] = {
        "actor": ZHAO, "agreement_id": ground.agreement.pk, "kind": "RECOVERY", "amount_fen": WAN,
        "because": "换人不备案", "clause": "", "on": TODAY, "sanction_id": told.pk,
    }  # fmt: skip
    with pytest.raises(Refused, match="没有对这家机构生效"):
        deduct(**ask)
    decide_sanction(actor=ZHAO, sanction_id=told.pk, agreed=True, opinion="事实清楚", on=TODAY)
    with pytest.raises(Refused, match="没有对这家机构生效"):
        deduct(**(ask | {"agreement_id": ground.other.pk}))
    county = sign_in_as(client, world.account_of("county"))
    new = reverse("deduction-new", args=[ground.agreement.pk])
    page = county.get(reverse("sanction", args=[told.pk])).content.decode()
    assert "还没有扣减或追回" in page
    assert f"{new}?sanction={told.pk}" in page
    assert "收回部分购买资金" in county.get(new).content.decode()
    assert (
        "收回部分购买资金"
        not in county.get(reverse("deduction-new", args=[ground.other.pk])).content.decode()
    )
    plan_instalments(
        actor=ZHAO, agreement_id=ground.agreement.pk, lines=[PaymentLine("第一期", 22 * WAN, None, [])]
    )
    first = Instalment.objects.get()
    done = deduct(**(ask | {"kind": "DEDUCTION", "instalment_id": first.pk}))
    assert (done.sanction_id, done.clause) == (told.pk, told.source)
    assert "10,000.00" in county.get(reverse("sanction", args=[told.pk])).content.decode()
    assert (
        "所据处理" in county.get(reverse("agreement-payments", args=[ground.agreement.pk])).content.decode()
    )
