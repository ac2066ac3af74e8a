"""白沙黎族自治县乡镇社会工作服务站项目工作方案, as the product answers from it."""

from datetime import date
from pathlib import Path

import pytest

from yizhan.kernel.period import Period
from yizhan.policy.book import catalogue_for, read_shelf, rule_for
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.measures import Listing
from yizhan.policy.schema.money import Price
from yizhan.policy.schema.people import Duty, Eligibility
from yizhan.policy.schema.scoring import Weights
from yizhan.policy.schema.times import Frequency

SHELF = read_shelf([Path(__file__).parents[2] / "policies"])
YACHA = "469025100"
ON = date(2024, 6, 1)


def held(rule_id: str) -> AnyRule:
    return rule_for(rule_id, region_code=YACHA, on=ON, packs=SHELF)


@pytest.mark.requirement("R294", "R295", "R298")
def test_a_station_costs_220000_and_the_province_pays_half_of_the_first_year() -> None:
    price = held("funding.station-year")
    assert isinstance(price, Price)
    assert (price.part("人力服务费用"), price.part("运营费用")) == (16_200_000, 5_800_000)
    assert price.shares("新建当年") == {"省级财政": 50, "县级财政": 50}
    assert price.shares("2024年") == {"县级财政": 100}
    assert price.refusal(21_000_000) == "还差10,000元（四）"


@pytest.mark.requirement("R297")
def test_the_countys_table_adds_up() -> None:
    price = held("funding.county-total")
    assert isinstance(price, Price)
    assert price.table_total is not None
    assert len(price.table) == 11
    assert price.table_total.heads == 33
    assert price.table_total.total == 242_000_000


@pytest.mark.requirement("R296")
def test_labour_is_seventy_percent_only_when_the_standard_is_raised() -> None:
    share = held("funding.labour-share")
    assert share.verdict(65, circumstances=["经费基础标准提高"]).state == "unmet"
    assert share.verdict(65, circumstances=[]).state == "open"


@pytest.mark.requirement("R307", "R308", "R309")
def test_a_station_has_three_workers_who_meet_the_conditions() -> None:
    assert held("staffing.resident-workers").refusal(2) == "还差1人（六（三））"
    rule = held("staffing.worker-eligibility")
    assert isinstance(rule, Eligibility)
    assert rule.refusal({"年龄": 46, "学历": "本科", "受聘于承接主体": True, "持证": True}) is not None
    assert rule.preferred_next == ("本地户籍", "省内高校毕业", "省内实训基地实习")


@pytest.mark.requirement("R324")
def test_the_monthly_report_is_due_on_the_25th() -> None:
    report = held("report.monthly")
    assert isinstance(report, Frequency)
    assert report.due_day(Period.month(2024, 2)) == date(2024, 2, 25)


@pytest.mark.requirement("R315", "R316", "R317")
def test_evaluation_has_two_rounds_and_three_parties() -> None:
    weights = held("evaluation.weights")
    assert isinstance(weights, Weights)
    assert weights.required() == "第三方机构60%、县民政局30%、乡镇10%"
    assert weights.rounds == ("中期", "末期")
    assert held("evaluation.rounds").refusal(1) == "还差1次（七（二））"


@pytest.mark.requirement("R293")
def test_every_duty_has_a_lead_and_the_shared_ones_their_assistants() -> None:
    duties = [held(f"duty.{who}") for who in ("county", "township", "contractor")]
    for duty in duties:
        assert isinstance(duty, Duty)
        assert duty.duty_of
        assert duty.assisted_by


@pytest.mark.requirement("R300")
def test_the_catalogue_has_thirty_items_in_five_fields() -> None:
    catalogue = catalogue_for(region_code=YACHA, on=ON, packs=SHELF)
    assert [len(domain.items) for domain in catalogue.domains] == [7, 6, 4, 9, 4]
    grading = catalogue.service("养老-2")
    assert grading is not None
    assert "确立风险等级" in grading.guidance


@pytest.mark.requirement("R328", "R329", "R330", "R331", "R332", "R333", "R334", "R335", "R336", "R337", "R338", "R339", "R340", "R341", "R342", "R343", "R344", "R345", "R346", "R347", "R348", "R349", "R350", "R351", "R352", "R353", "R354", "R355", "R356", "R357")  # fmt: skip
def test_every_item_of_the_annex_has_its_code_its_guidance_and_its_clause() -> None:
    services = catalogue_for(region_code=YACHA, on=ON, packs=SHELF).services
    assert [service.requirements for service in services] == [(f"R{number}",) for number in range(328, 358)]
    for service in services:
        assert len(service.guidance) > 20
        assert service.clause.startswith("附件1（")
    assert [service.code for service in services][::10] == ["救助-1", "养老-4", "治理-4"]


@pytest.mark.requirement("R319")
def test_the_leading_group_is_listed_by_office_and_not_by_person() -> None:
    group = held("organisation.leading-group")
    assert isinstance(group, Listing)
    assert {name: len(posts) for name, posts in group.groups.items()} == {"组长": 1, "副组长": 2, "成员": 25}
    office = held("organisation.leading-office")
    assert isinstance(office, Duty)
    assert "办公室主任由副局长兼任" in office.tasks


@pytest.mark.requirement("R285", "R287", "R288", "R290", "R326", "R327")
def test_who_leads_who_assists_and_what_they_see_to_is_told_with_its_clause() -> None:
    told = {
        "contract.parties": (("县民政",), "二"),
        "duty.county": (("县民政",), "三（一）"),
        "duty.township": (("乡镇",), "三（二）"),
        "duty.contractor": (("承接主体",), "三（三）"),
        "funding.special-use": (("县民政", "承接主体"), "十（二）"),
        "coordination.county-township": (("县民政",), "十（三）"),
    }
    for rule_id, (leads, clause) in told.items():
        duty = held(rule_id)
        assert isinstance(duty, Duty)
        assert (duty.duty_of, duty.clause) == (leads, clause)
        assert duty.tasks


def test_words_without_a_number_stay_pending() -> None:
    for rule_id in ("services.list-filing", "complaint.handling", "staffing.placement", "safety.inspection"):
        assert held(rule_id).pending
        assert held(rule_id).verdict(None).state == "open"


def test_every_requirement_of_the_document_is_met_by_a_rule_or_an_item() -> None:
    pack = next(pack for pack in SHELF if pack.id == "469025-baisha/2023-station-plan")
    assert pack.catalogue is not None
    told = {number for rule in pack.rules for number in rule.requirements}
    told |= {number for service in pack.catalogue.services for number in service.requirements}
    assert {f"R{number}" for number in range(284, 358)} <= told
