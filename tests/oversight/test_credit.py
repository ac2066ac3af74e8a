"""A bar takes effect on its day and leaves by itself; the page of credit says for each agency what it does."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.contracts.test_procurements import (
    COUNTY,
    DUE,
    LATER,
    NOTICED,
    ONE,
    ONES_MANAGER,
    PRICE,
    SHI,
    TWO,
    bid,
    noticed,
)
from tests.contracts.test_procurements import project as _project
from tests.people import QIAN
from yizhan.contracts.actions import keep_agency
from yizhan.contracts.models import Bid, Project
from yizhan.contracts.queries.agencies import bars_against
from yizhan.kernel.errors import Refused
from yizhan.oversight.queries.credit import agency_credits, over, sanctions, standing_now, what_it_does
from yizhan.workforce.actions import decide_sanction, lift_sanction, tell_sanction
from yizhan.workforce.models import Sanction

project = _project
TOLD, HEARD, DECIDED, LAST = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 11), date(2028, 3, 11)


def barred(rule_id: str = "penalty.agency-bar", organisation: Any = ONE) -> Sanction:
    told = tell_sanction(
        actor=SHI, organisation_id=organisation, rule_id=rule_id, cause="两次黄牌都在有效期内", told_on=TOLD,
        hear_until_on=HEARD, on=HEARD,
    )  # fmt: skip
    return decide_sanction(actor=SHI, sanction_id=told.pk, agreed=True, opinion="事实清楚", on=DECIDED)


@pytest.mark.requirement("R243")
def test_a_barred_agency_is_refused_at_bidding_from_its_day_until_its_day_is_over(project: Project) -> None:
    one = noticed(project)
    barred()
    with pytest.raises(Refused, match=r"两年内不得承接社工站项目（到 2028-03-11 止），不能投标") as no:
        bid(one, ONE, PRICE)
    assert no.value.code == "contracts.bidder-barred"
    assert no.value.clause.endswith("第十二条")
    assert bid(one, TWO, PRICE).unfit_because == ""
    assert bid(one, ONE, PRICE, received_on=HEARD).bidder_id == ONE
    assert Bid.objects.count() == 2
    assert len(bars_against(organisation_id=ONE, on=LAST)) == 1
    assert bars_against(organisation_id=ONE, on=date(2028, 3, 12)) == []


def test_each_agency_stands_with_what_holds_against_it_and_what_that_does(project: Project) -> None:
    for agency in (ONE, TWO):
        keep_agency(
            actor=SHI, region_code=COUNTY, organisation_id=agency, values={"registration_no": "1"}, on=NOTICED
        )
    card, bar = barred("penalty.yellow-card", TWO), barred()
    first, second = agency_credits(actor=SHI, on=DUE)
    assert (first.organisation.pk, first.barred, first.word) == (ONE, True, "不得承接，到 2028-03-11 止")
    assert (second.word, second.tone) == ("有效黄牌1张，还可以承接", "warn")
    assert replace(second, yellow_cards=0, recoveries=1).word == "有收回资金的决定，还可以承接"
    assert [one.organisation.pk for one in agency_credits(actor=ONES_MANAGER, on=DUE)] == [ONE]
    assert agency_credits(actor=QIAN, on=DUE) == []
    rows = sanctions(actor=SHI)
    assert {row.pk for row in standing_now(rows, DUE)} == {card.pk, bar.pk}
    assert "签服务协议都会被拒" in what_it_does(bar, DUE)
    assert "还可以承接" in what_it_does(card, DUE)
    after = date(2028, 3, 12)
    assert not standing_now(rows, after).exists()
    assert {row.pk for row in over(rows, after)} == {card.pk, bar.pk}
    assert "不再影响" in what_it_does(bar, after)
    lift_sanction(actor=SHI, sanction_id=bar.pk, because="上级撤销了决定", on=LATER)
    assert agency_credits(actor=SHI, on=LATER)[0].yellow_cards == 1
