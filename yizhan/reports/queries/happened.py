"""What of reports, agreements and filings the calendar of duties sees by itself."""

from collections.abc import Iterable
from datetime import date

from yizhan.contracts.models import Agreement, AgreementStation, UpwardFiling
from yizhan.contracts.queries import happened as _of_contracts  # noqa: F401  # registers what it sees
from yizhan.kernel.happened import Happened, happened
from yizhan.kernel.period import Period
from yizhan.oversight.queries import happened as _of_oversight  # noqa: F401  # registers what it sees
from yizhan.reports.models import Report
from yizhan.reports.rules.reports import MONTHLY_RULE
from yizhan.services.models import ServiceRecord
from yizhan.stations.models import SafetyCheck
from yizhan.workforce.queries import happened as _of_workforce  # noqa: F401  # registers what it sees

SIGNED = ("服务协议签订", "签订服务协议")


@happened(MONTHLY_RULE)
def monthly_reports(*, region: str, span: Period) -> Iterable[Happened]:
    """A station's report of a month was signed; one that came back is returned until it is signed again."""
    rows = Report.objects.filter(
        region_code__startswith=region,
        kind=Report.Kind.MONTHLY,
        first_signed_on__isnull=False,
        signed_on__range=(span.first, span.last),
    )
    for row in rows.values(
        "id", "region_code", "station_id", "period_first_on", "first_signed_on", "state", "accepted_on"
    ):
        yield Happened(
            region_code=row["region_code"],
            on=row["first_signed_on"] or span.last,  # the query leaves out those without it
            station_id=row["station_id"],
            period_first=row["period_first_on"],
            returned=row["state"] == Report.State.RETURNED,
            received_on=row["accepted_on"],
            kind="report",
            id=row["id"],
        )


@happened(*SIGNED)
def agreements_signed(*, region: str, span: Period) -> Iterable[Happened]:
    """An agreement was signed: for the office the agreement, for each of its stations its own line of it."""
    signed = Agreement.objects.filter(
        region_code__startswith=region, signed_on__range=(span.first, span.last)
    ).exclude(state=Agreement.State.DRAFT)
    for agreement in signed.only("id", "region_code", "signed_on", "number"):
        if agreement.signed_on is None:
            continue
        yield Happened(
            region_code=agreement.region_code,
            on=agreement.signed_on,
            subject_id=agreement.pk,
            what=agreement.number,
        )
    for line in AgreementStation.objects.filter(agreement__in=signed, from_on=None).select_related(
        "agreement"
    ):
        assert line.agreement.signed_on is not None
        yield Happened(
            region_code=line.region_code,
            on=line.agreement.signed_on,
            station_id=line.station_id,
            subject_id=line.pk,
            what=line.agreement.number,
        )


@happened("contract.yearly-signing")
def years_signed(*, region: str, span: Period) -> Iterable[Happened]:
    """The first agreement of a service year was signed."""
    seen = set()
    rows = Agreement.objects.filter(
        region_code__startswith=region, signed_on__range=(span.first, span.last)
    ).exclude(state=Agreement.State.DRAFT)
    for agreement in rows.select_related("project").order_by("signed_on"):
        assert agreement.signed_on is not None
        if agreement.project_id not in seen:
            seen.add(agreement.project_id)
            yield Happened(
                region_code=agreement.region_code,
                on=agreement.signed_on,
                period_first=agreement.project.first_on,
                kind="project",
                id=agreement.project_id,
            )


@happened("协议副本报市（州）备案", "报市民政局备案")
def agreements_filed(*, region: str, span: Period) -> Iterable[Happened]:
    """The copy of an agreement was sent to the office above."""
    for filing in _filings(UpwardFiling.Kind.AGREEMENT, region, span):
        yield _filed(filing)


@happened("plan.filing")
def plans_filed(*, region: str, span: Period) -> Iterable[Happened]:
    """The plan of a service year was sent to the office above; it is the plan of the year in which that begins."""
    for filing in _filings(UpwardFiling.Kind.PLAN, region, span):
        yield _filed(filing, period_first=date(filing.project.first_on.year, 1, 1))


@happened("filing.recruitment-plan")
def recruitments_filed(*, region: str, span: Period) -> Iterable[Happened]:
    """A plan of recruitment was sent to the office above."""
    for filing in _filings(UpwardFiling.Kind.RECRUITMENT, region, span):
        yield _filed(filing)


def _filings(kind: str, region: str, span: Period) -> Iterable[UpwardFiling]:
    rows = UpwardFiling.objects.filter(
        region_code__startswith=region, subject_kind=kind, sent_on__range=(span.first, span.last)
    ).exclude(state=UpwardFiling.State.TAKEN_BACK)
    # a correction follows the returned one and comes later, so that it is the one that counts
    return rows.select_related("project").order_by("sent_on", "recorded_at")


def _filed(filing: UpwardFiling, period_first: date | None = None) -> Happened:
    return Happened(
        region_code=filing.region_code,
        on=filing.first_sent_on,
        subject_id=filing.subject_id,
        what=filing.title,
        period_first=period_first,
        returned=filing.state == UpwardFiling.State.RETURNED,
        received_on=filing.decided_on if filing.state == UpwardFiling.State.ACCEPTED else None,
        kind="upward_filing",
        id=filing.pk,
    )


@happened("training.supervision")
def supervised(*, region: str, span: Period) -> Iterable[Happened]:
    """A station was supervised: the record of it is the proof."""
    rows = ServiceRecord.objects.filter(
        region_code__startswith=region,
        kind="SUPERVISION",
        voided_at=None,
        done_on__range=(span.first, span.last),
    )
    for pk, code, station, day in rows.values_list("pk", "region_code", "station_id", "done_on"):
        yield Happened(region_code=code, on=day, station_id=station, kind="service", id=pk)


@happened("safety.inspection", "safety.quarterly")
def inspected(*, region: str, span: Period) -> Iterable[Happened]:
    """The township looked at the safety of its station."""
    rows = SafetyCheck.objects.filter(
        region_code__startswith=region, checked_on__range=(span.first, span.last)
    )
    for pk, code, station, day in rows.values_list("pk", "region_code", "station_id", "checked_on"):
        yield Happened(region_code=code[:9], on=day, kind="safety_check", id=pk)
        yield Happened(region_code=code, on=day, station_id=station, kind="safety_check", id=pk)
