"""After the year's evaluation the county decides; next year's project and draft are made from this one, or not."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.contracts.deals import PDF, signed
from tests.contracts.test_indicators import LINES
from tests.contracts.years import project
from tests.people import MANAGER, QIAN, ZHAO
from tests.world import TODAY, World
from yizhan.contracts.actions import decide_renewal, renew_agreement, set_indicators
from yizhan.contracts.models import Agreement, AgreementStation, ContractPaper, IndicatorShare, Project
from yizhan.contracts.rules.renewals import (
    Ground,
    decision_problem,
    ground,
    renewal_problem,
    result_of,
    year_after,
)
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.period import Period

HUNAN, BAISHA_COUNTY, EXAMPLE = "430102", "469025", "99"
NONE = Ground(None, None)


@pytest.mark.requirement("R105")
@pytest.mark.requirement("R183")
def test_in_hunan_a_failed_evaluation_forbids_renewal_with_the_clause() -> None:
    of = ground(region_code=HUNAN, on=TODAY)
    told: dict[str, Any] = {"of": of, "result": "不合格", "because": "换人太频繁"}
    wrong = decision_problem(passed=False, allowed=True, **told)
    assert wrong is not None
    assert "不能续签：年度评估不合格的，不予续签、按政府采购程序重新确定承接机构" in wrong[0]
    assert "六（三）" in wrong[1]
    assert decision_problem(passed=False, allowed=False, **told) is None
    assert decision_problem(passed=True, allowed=True, **(told | {"because": ""})) is None


@pytest.mark.requirement("R318")
def test_in_baisha_the_result_is_weighed_and_the_county_decides_with_a_reason() -> None:
    of = ground(region_code=BAISHA_COUNTY, on=TODAY)
    assert of.rule is not None
    assert not of.blocks
    told: dict[str, Any] = {"of": of, "passed": False, "allowed": True, "result": "不合格"}
    assert "请写明理由" in (decision_problem(**told, because="") or ("", ""))[0]
    assert decision_problem(**told, because="限期整改，已改好") is None
    assert (
        "为什么不续签"
        in (decision_problem(of=of, passed=True, allowed=False, result="合格", because="") or ("",))[0]
    )
    assert (
        "评估的结果"
        in (decision_problem(of=NONE, passed=True, allowed=True, result=" ", because="") or ("",))[0]
    )


def test_points_become_a_result_where_the_paper_has_bands() -> None:
    bands = ground(region_code=EXAMPLE, on=TODAY).bands
    assert result_of(bands, Decimal(80)) == ("良好", True)
    assert result_of(bands, Decimal("59.9")) == ("不合格", False)
    assert result_of(bands, None) is None
    assert result_of(None, Decimal(80)) is None
    assert ground(region_code="11", on=TODAY) == NONE


def test_why_next_year_cannot_be_made_is_said() -> None:
    year = Period(date(2026, 7, 1), date(2027, 6, 30))
    after = year_after(year)
    assert after == Period(date(2027, 7, 1), date(2028, 6, 30))
    told: dict[str, Any] = {
        "decided": True, "clause_says": "", "renewed": False, "cycle_last_on": date(2029, 6, 30), "next_year": after,
        "before": year,
    }  # fmt: skip
    assert renewal_problem(**told) is None
    for wrong, sentence in (
        ({"renewed": True}, "已经续过一年"),
        ({"terminated": True}, "已经终止，不能续签"),
        ({"decided": None}, "还没有续签决定"),
        ({"decided": False}, "已决定不续签"),
        ({"cycle_last_on": date(2027, 6, 30)}, "超出周期"),
        ({"next_year": year}, "之后开始"),
    ):
        assert sentence in (renewal_problem(**(told | wrong)) or "")


@pytest.mark.django_db
@pytest.mark.refuses("contracts.decide_renewal")
@pytest.mark.refuses("contracts.renew_agreement")
@pytest.mark.requirement("R105")
def test_the_next_year_follows_with_the_same_stations_clauses_and_indicators(world: World) -> None:
    year = project("2025—2026年度项目", first_on=date(2025, 7, 1), last_on=date(2026, 6, 30))
    made = signed(
        year, number="示例2025-1", first_on=date(2025, 7, 1), last_on=date(2026, 6, 30),
        cycle_first_on=date(2025, 7, 1), cycle_last_on=date(2028, 6, 30), clauses={"服务内容": "探访"},
    )  # fmt: skip
    set_indicators(actor=ZHAO, agreement_id=made.pk, lines=LINES)
    told: dict[str, Any] = {
        "agreement_id": made.pk,
        "on": TODAY,
        "allowed": True,
        "result": "合格",
        "passed": True,
    }
    with pytest.raises(NotAllowed):
        decide_renewal(actor=MANAGER, **told)
    with pytest.raises(Agreement.DoesNotExist):
        decide_renewal(actor=QIAN, **told)
    with pytest.raises(Refused, match="合格还是不合格"):
        decide_renewal(actor=ZHAO, **(told | {"passed": None}))
    with pytest.raises(Refused, match="还没有续签决定"):
        renew_agreement(actor=ZHAO, agreement_id=made.pk, name="下一年")
    no = decide_renewal(actor=ZHAO, **(told | {"allowed": False, "because": "改由政府自办"}))
    assert (no.allowed, no.clause) == (False, ground(region_code=BAISHA_COUNTY, on=TODAY).rule.source)  # type: ignore[union-attr]
    with pytest.raises(Refused, match="已决定不续签。改由政府自办"):
        renew_agreement(actor=ZHAO, agreement_id=made.pk, name="下一年")
    yes = decide_renewal(actor=ZHAO, **told, file_name="年度评估.pdf", content=PDF)
    assert ContractPaper.objects.get().subject_id == yes.pk
    with pytest.raises(NotAllowed):
        renew_agreement(actor=MANAGER, agreement_id=made.pk, name="下一年")
    with pytest.raises(Agreement.DoesNotExist):
        renew_agreement(actor=QIAN, agreement_id=made.pk, name="下一年")
    renewed = renew_agreement(actor=ZHAO, agreement_id=made.pk, name="2026—2027年度项目")
    following = Project.objects.get(follows=year)
    assert (renewed.project_id, renewed.follows_id, renewed.state) == (following.pk, made.pk, "DRAFT")
    assert (renewed.first_on, renewed.last_on, renewed.clauses) == (
        date(2026, 7, 1), date(2027, 6, 30), {"服务内容": "探访"},
    )  # fmt: skip
    assert AgreementStation.objects.filter(agreement=renewed).count() == 2
    assert IndicatorShare.objects.filter(indicator__agreement=renewed).count() == 6
    with pytest.raises(Refused, match="已经续过一年"):
        renew_agreement(actor=ZHAO, agreement_id=made.pk, name="再续")
    with pytest.raises(Refused, match="已经续签"):
        decide_renewal(actor=ZHAO, **told)
    with pytest.raises(Refused, match="还没有签订"):
        decide_renewal(actor=ZHAO, **(told | {"agreement_id": renewed.pk}))
