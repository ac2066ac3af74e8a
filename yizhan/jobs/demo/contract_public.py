"""What of the demo county's purchase goes between agency, county and public: the mid-term report, money asked back, open data."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from yizhan.contracts.actions import (
    accept_work_report,
    deduct,
    publish_open_data,
    publish_statement,
    return_work_report,
    send_work_report,
    write_work_report,
)
from yizhan.contracts.models import Agreement, InstalmentCondition, MoneyStatement
from yizhan.jobs.demo.county import County
from yizhan.kernel.actor import Actor
from yizhan.kernel.calendar import add_workdays
from yizhan.kernel.ids import uuid7
from yizhan.kernel.money import fen
from yizhan.policy.book import NoRule, rule_for
from yizhan.workforce.actions import decide_sanction, tell_sanction

CHAPTERS = {
    "did": "【示例】各站按月走访重点对象，开办小组和社区活动，与卫生院、学校建立转介。",
    "problems": "【示例】偏远村路远，雨季走访次数偏少。",
    "plans": "【示例】调整走访线路，下半年补足。",
}
RECOVERY = "penalty.recovery"


def half_way_report(
    agreement: Agreement, condition: InstalmentCondition, office: Actor, provider: Actor, today: date
) -> None:
    """The agency's mid-term report: handed in, sent back once, handed in again, accepted."""

    def ago(days: int) -> date:
        return max(today - timedelta(days=days), agreement.first_on)

    report = write_work_report(
        actor=provider,
        agreement_id=agreement.pk,
        kind="MID",
        chapters=CHAPTERS,
        condition_id=condition.pk,
        on=ago(12),
    )
    send_work_report(actor=provider, report_id=report.pk, on=ago(12))
    return_work_report(
        actor=office, report_id=report.pk, because="【示例】问题部分请写明整改时间。", on=ago(9)
    )
    write_work_report(
        actor=provider,
        agreement_id=agreement.pk,
        kind="MID",
        chapters={**CHAPTERS, "problems": CHAPTERS["problems"] + "十二月底前补足。"},
        condition_id=condition.pk,
        upto=report.upto,
        on=ago(7),
    )
    send_work_report(actor=provider, report_id=report.pk, on=ago(7))
    accept_work_report(actor=office, report_id=report.pk, on=ago(5))


def ask_money_back(county: County, *, today: date) -> None:
    """The agency told of a change of staff too late and did not mend it: part of the money is asked back."""
    one = (
        Agreement.objects.filter(region_code=county.place.code, state="SIGNED").order_by("-first_on").first()
    )
    told = today - timedelta(days=30)
    if one is None or one.first_on > told:
        return
    try:
        rule_for(RECOVERY, region_code=county.place.code, on=told)
    except NoRule:
        return
    office = county.actor(today)
    heard = add_workdays(told, 5)
    row = tell_sanction(
        actor=office,
        rule_id=RECOVERY,
        organisation_id=one.provider_id,
        cause="【示例】一个站换人一个月没有备案，催了没有改。",
        told_on=told,
        hear_until_on=heard,
        on=today,
    )
    decide_sanction(
        actor=office,
        sanction_id=row.pk,
        agreed=True,
        opinion="【示例】事实清楚。",
        on=add_workdays(heard, 3),
    )
    deduct(
        actor=office,
        agreement_id=one.pk,
        kind="RECOVERY",
        amount_fen=fen("5000"),
        because="【示例】换人不按时备案",
        clause="",
        sanction_id=row.pk,
        on=today - timedelta(days=10),
    )


def tell_the_public(county: County, *, today: date) -> None:
    """Last year's financial report and the county's contracting data, the latter told anew once."""
    code = county.place.code
    if not Agreement.objects.filter(region_code=code, signed_on__isnull=False).exists():
        return
    yearly = MoneyStatement.objects.filter(region_code=code, kind="YEAR", returned_on=None)
    for one in yearly.order_by("sent_on"):
        publish_statement(actor=county.actor(today), statement_id=one.pk, on=today - timedelta(days=20))
    for on in (today - timedelta(days=60), today):
        office, new = county.actor(on), uuid7()
        publish_open_data(
            actor=office,
            region_code=code,
            snapshot_id=new,
            uri=f"{settings.ADDRESS}{reverse('open-data', args=[new])}",
            prefix=settings.OCDS_PREFIX,
            at=datetime.combine(on, time(9), ZoneInfo(settings.TIME_ZONE)),
            on=on,
        )
