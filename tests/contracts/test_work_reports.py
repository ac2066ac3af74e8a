"""A mid-term report is completed by the agency, handed in with frozen figures, returned, accepted: then a payment has it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.contracts.deals import signed
from tests.contracts.test_agreement_pages import manager, page
from tests.people import BAISHA, MANAGER, OTHER_AGENCY, QIAN, QIFANG_STATION, YACHA_STATION, ZHAO
from tests.world import TODAY, World, sign_in_as
from yizhan.contracts.actions import (
    accept_work_report,
    return_work_report,
    send_work_report,
    write_work_report,
)
from yizhan.contracts.models import Agreement, InstalmentCondition, WorkReport
from yizhan.contracts.queries.instalments import conditions_met
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.happened import LOOKS
from yizhan.kernel.period import Period
from yizhan.reports.models import Duty
from yizhan.reports.queries.duties_seen import Facts, fact_for

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R082")
@pytest.mark.refuses("contracts.write_work_report", "contracts.send_work_report")
@pytest.mark.refuses("contracts.return_work_report", "contracts.accept_work_report")
@pytest.mark.requirement("R114", "R115")
def test_the_agency_hands_in_its_mid_term_report_and_the_county_returns_and_accepts_it(
    world: World, client: Client
) -> None:
    one = signed()
    waits = InstalmentCondition.objects.get(instalment__agreement=one, kind="REPORT")
    chapters = {"did": "走访了两个镇。", "problems": "山区路远。", "plans": "增加线路。"}
    given: dict[str, Any] = {"agreement_id": one.pk, "kind": "MID", "chapters": chapters, "on": TODAY}
    with pytest.raises(NotAllowed):
        write_work_report(actor=ZHAO, **given)
    with pytest.raises(Agreement.DoesNotExist):
        write_work_report(actor=replace(MANAGER, organisation_id=OTHER_AGENCY), **given)
    other = InstalmentCondition.objects.get(instalment__agreement=one, kind="INVOICE")
    for more, sentence in (
        ({"condition_id": other.pk}, "等报告的付款条件"),
        ({"chapters": {**chapters, "did": "长" * 4001}}, "最多 4000 字"),
    ):
        with pytest.raises(Refused, match=sentence):
            write_work_report(actor=MANAGER, **{**given, **more})
    agency = sign_in_as(client, manager(world))
    home = f"/contracts/agreements/{one.pk}/report/"
    assert f'value="{waits.pk}" selected' in page(agency, home), "the condition it is for is found"
    fields = {"kind": "mid", "until": "2026-10-31", "did": "走访了两个镇。", "condition": str(waits.pk)}
    answer = agency.post(home, {**fields, "do": "send"})
    assert answer.status_code == 422
    assert "还没有写：存在的问题、下一步打算" in answer.content.decode()
    report = WorkReport.objects.get(agreement=one)
    with pytest.raises(NotAllowed):
        send_work_report(actor=ZHAO, report_id=report.pk, on=TODAY)
    for verb in (return_work_report, accept_work_report):
        with pytest.raises(NotAllowed):
            verb(
                actor=MANAGER,
                report_id=report.pk,
                on=TODAY,
                **({"because": "x"} if verb is return_work_report else {}),
            )
    with pytest.raises(Refused, match="现在是“在写”"):
        accept_work_report(actor=ZHAO, report_id=report.pk, on=TODAY)
    agency.post(home, {**fields, **chapters, "do": "send"})
    report.refresh_from_db()
    frozen = report.figures
    assert (report.state, frozen["期间"]) == ("SENT", "2026年7月1日至2026年10月31日")
    with pytest.raises(Refused, match="待县审阅"):
        write_work_report(actor=MANAGER, **given)
    facts = list(LOOKS["report.mid-term-final"](region=BAISHA, span=Period(one.first_on, one.last_on)))
    assert {(fact.station_id, fact.part, fact.period_first) for fact in facts} == {
        (YACHA_STATION, "中期", one.project.first_on), (QIFANG_STATION, "中期", one.project.first_on),
    }  # fmt: skip
    with pytest.raises(Refused, match="请写明为什么退回"):
        return_work_report(actor=ZHAO, report_id=report.pk, because=" ", on=TODAY)
    with pytest.raises(WorkReport.DoesNotExist):
        accept_work_report(actor=QIAN, report_id=report.pk, on=TODAY)
    county = sign_in_as(Client(), world.account_of("county"))
    assert "审阅中期工作报告" in page(county, "/")
    assert "山区路远" in page(county, f"/contracts/work-reports/{report.pk}/")
    county.post(f"/contracts/work-reports/{report.pk}/return", {"because": "问题没有写整改"})
    assert "中期工作报告被退回" in page(agency, "/")
    agency.post(home, {**fields, **chapters, "problems": "山区路远，已改线路。", "do": "send"})
    county.post(f"/contracts/work-reports/{report.pk}/accept")
    report.refresh_from_db()
    waits.refresh_from_db()
    assert (report.state, waits.paper_id, report.figures) == ("ACCEPTED", report.paper_id, frozen)
    assert {str(met.name): met.met for met in conditions_met(waits.instalment, on=TODAY)}["中期报告"]
    assert "已接收" in page(agency, f"/contracts/work-reports/{report.pk}/")
    assert agency.get(f"/contracts/work-reports/{report.pk}/report.docx").status_code == 200
    final = write_work_report(actor=MANAGER, **{**given, "kind": "FINAL"})
    send_work_report(actor=MANAGER, report_id=final.pk, on=TODAY)
    assert accept_work_report(actor=ZHAO, report_id=final.pk, on=TODAY).paper is not None, (
        "on file all the same"
    )


def test_a_final_report_after_the_year_is_the_years_and_late(world: World) -> None:
    one = signed()
    late = date(2027, 8, 3)
    chapters = {"did": "走访了两个镇。", "problems": "山区路远。", "plans": "增加线路。"}
    final = write_work_report(actor=MANAGER, agreement_id=one.pk, kind="FINAL", chapters=chapters, on=late)
    send_work_report(actor=MANAGER, report_id=final.pk, on=late)
    span = Period(date(2027, 1, 1), date(2027, 12, 31))
    owed = Duty(
        station_id=YACHA_STATION, region_code="469025100", rule_id="report.mid-term-final", part="末期",
        period_first_on=one.project.first_on, period_last_on=one.project.last_on,
        opens_on=date(2027, 1, 1), due_on=one.project.last_on,
    )  # fmt: skip
    seen = fact_for(owed, facts=Facts(BAISHA, span), end_words={})
    assert seen is not None
    assert (seen.on, seen.id) == (late, final.pk)
    owed.part = "中期"
    assert fact_for(owed, facts=Facts(BAISHA, span), end_words={}) is None
