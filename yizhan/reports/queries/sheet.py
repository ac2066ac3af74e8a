"""The monthly report: its sheet, its figures, the form it is printed on, and what changed after it was signed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from yizhan.clients import metrics as _of_clients  # noqa: F401  # registers the figures the sheet names
from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.sheets import ReportSheet
from yizhan.policy.schema.times import Frequency
from yizhan.privacy.scope import ScopedQuerySet
from yizhan.reports.models import Report, ReportLine, SheetTemplate, StationMonth
from yizhan.reports.rules.reports import (
    CORRECTION_RULE,
    MONTHLY_RULE,
    NOT_FIGURES,
    REVIEWER_NAMES,
    REVIEWERS,
    ROLLED,
    SHEET_RULE,
    Line,
    Sheet,
    after_signing_sentence,
    plain,
    read_sheet,
    sheet_hash,
    sheet_of,
)
from yizhan.services import metrics as _of_services  # noqa: F401
from yizhan.services.models import ServiceChange, ServiceRecord
from yizhan.workforce import metrics as _of_workforce  # noqa: F401

VIEW = "reports.view"
TOTALS = "reports.view_totals"


# --- the sheet --------------------------------------------------------------------------------------------------------


@cache
def _standard() -> Sheet:
    return read_sheet((Path(__file__).parents[1] / "data" / "monthly.yaml").read_text("utf-8"))


def monthly_sheet(*, region_code: str, on: date) -> Sheet:
    """What a monthly report consists of: the region's own sheet, else the product's standard one (docs/adr/0051)."""
    try:
        rule = rule_for(SHEET_RULE, region_code=region_code, on=on)
    except NoRule:
        return _standard()
    if not isinstance(rule, ReportSheet) or rule.pending:
        return _standard()
    return sheet_of(rule, counts={name for name, one in METRICS.items() if one.unit not in NOT_FIGURES})


def reviewers(*, region_code: str, period: Period) -> list[str]:
    """Roles that give their opinion between the head's signature and the county, in the order of the region's paper."""
    try:
        rule = rule_for(MONTHLY_RULE, region_code=region_code, on=period.last)
    except NoRule:
        return []
    if not isinstance(rule, Frequency) or rule.pending:
        return []
    return [REVIEWERS[word] for word in rule.reviewed_by]


def computed(
    lines: Iterable[Line | ReportLine], *, station_id: UUID, period: Period
) -> dict[str, Decimal | None]:
    """What the program counts for each line, by code; lines filled in by hand are left out. One query a line."""
    found: dict[str, Decimal | None] = {}
    for line in lines:
        if line.metric:
            value = METRICS[line.metric].of(station_id, period)
            found[line.code] = None if value is None else Decimal(value).quantize(Decimal("0.01"))
    return found


@dataclass(frozen=True)
class Due:
    """By when a report is due, and where that is written; day None: nobody has ruled."""

    day: date | None
    rule: str = ""
    clause: str = ""
    chip: str = ""


def report_due(*, region_code: str, period: Period) -> Due:
    """The last day for the monthly report of a period, by the paper in force at its end."""
    try:
        rule = rule_for(MONTHLY_RULE, region_code=region_code, on=period.last)
    except NoRule:
        return Due(None)
    if not isinstance(rule, Frequency) or rule.pending or rule.per != "月":
        return Due(None, rule.ref, rule.source, rule.chip)
    return Due(rule.due_day(period), rule.ref, rule.source, rule.chip)


# --- one report -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SheetLine:
    """One row of the page: this month's figure, last month's, and what was changed."""

    line: ReportLine
    last_month: str
    text: str
    computed: str


@dataclass(frozen=True)
class Section:
    name: str
    rows: list[SheetLine]


@dataclass(frozen=True)
class ReportPage:
    """A report with everything its page shows.

    intact  the frozen copy still gives the hash that was signed; True while nothing is frozen
    """

    report: Report
    sections: list[Section]
    changed: int
    counted: int
    intact: bool


def reports(*, actor: Actor, verb: str = VIEW) -> QuerySet[Report]:
    """Reports in sight, newest first."""
    return (
        Report.objects.visible_to(actor, verb)
        .select_related("station")
        .defer("frozen", "narrative")
        .order_by("-period_first_on", "station__region_code")
    )


def report_for(*, actor: Actor, report_id: UUID, verb: str = VIEW) -> Report:
    """Report.DoesNotExist: out of sight."""
    return Report.objects.visible_to(actor, verb).select_related("station").get(pk=report_id)


def report_page(*, report: Report) -> ReportPage:
    """The sheet beside last month's. The caller has found the report through `visible_to`."""
    lines = list(report.lines.all())
    before = _last_month(report, lines)
    sections: dict[str, list[SheetLine]] = {}
    for line in lines:
        sections.setdefault(line.section, []).append(
            SheetLine(line, plain(before.get(line.code)), plain(line.value), plain(line.computed))
        )
    return ReportPage(
        report=report,
        sections=[Section(name, rows) for name, rows in sections.items()],
        changed=sum(line.is_changed for line in lines),
        counted=sum(not line.by_hand for line in lines),
        intact=is_intact(report),
    )


def is_intact(report: Report) -> bool:
    """Whether the frozen copy still is what was signed."""
    return report.frozen is None or sheet_hash(report.frozen) == report.frozen_hash


def _last_month(report: Report, lines: Sequence[ReportLine]) -> dict[str, Decimal | None]:
    """The whole of last month as it is counted now; what only people know, from last month's report."""
    first = report.period.previous_month().first
    not_kept = [line for line in lines if line.metric and line.metric not in ROLLED]
    counted = computed(not_kept, station_id=report.station_id, period=report.period.previous_month())
    kept = dict(
        StationMonth.objects.filter(station_id=report.station_id, month=first).values_list("metric", "value")
    )
    by_hand = ReportLine.objects.filter(
        report__station_id=report.station_id, report__period_first_on=first, metric=""
    ).values_list("code", "value")
    return {**counted, **kept, **dict(by_hand)}


def stale_lines(*, report: Report) -> int:
    """How many figures the records would give differently by now, over the same days."""
    lines = list(report.lines.all())
    now = computed(lines, station_id=report.station_id, period=report.counted)
    return sum(line.metric != "" and now[line.code] != line.computed for line in lines)


# --- after signing ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AfterSigning:
    """A day whose figures stand in a signed report: what somebody must know who changes a record of it."""

    report: Report
    says: str
    rule: str = ""
    clause: str = ""


def after_signing(*, station_id: UUID, day: date) -> AfterSigning | None:
    """None while no signed report counts that day. The caller has found the record through `visible_to`."""
    report = (
        Report.objects.filter(
            station_id=station_id,
            period_first_on__lte=day,
            counted_to_on__gte=day,
            state__in=(Report.State.REVIEW, Report.State.SIGNED, Report.State.ACCEPTED),
        )
        .defer("frozen", "narrative")
        .first()
    )
    if report is None or report.signed_on is None:
        return None
    told = source = name = chip = ""
    try:
        rule = rule_for(CORRECTION_RULE, region_code=report.region_code, on=day)
    except NoRule:
        pass
    else:
        told, source, name, chip = rule.says, rule.source, rule.id, rule.chip
    says = after_signing_sentence(
        month=report.period.label,
        signed=f"{report.signed_on:%m-%d}",
        accepted=report.state == Report.State.ACCEPTED,
        with_whom=REVIEWER_NAMES.get(report.awaiting, "县民政局"),
        told=told,
        source=source,
    )
    return AfterSigning(report, says, name, chip)


def changed_after_signing(*, report: Report) -> ScopedQuerySet[ServiceRecord]:
    """Records of the counted days that were corrected, voided or added after the head signed, the latest first.

    What was added and voided again, both after signing, changed nothing and is left out.
    """
    since = report.signed_at
    if since is None or report.is_open:
        return ServiceRecord.objects.none()
    days = (report.period_first_on, report.counted_to_on)
    mended = ServiceChange.objects.filter(station_id=report.station_id, recorded_at__gte=since)
    moved = list(mended.filter(former_done_on__range=days).values_list("service_id", flat=True))
    later = (
        Q(recorded_at__gte=since)
        | Q(voided_at__isnull=False, changed_at__gte=since)
        | Q(pk__in=mended.values("service_id"))
    )
    return (
        ServiceRecord.objects.filter(station_id=report.station_id)
        .filter(Q(pk__in=moved) | (Q(done_on__range=days) & later))
        .exclude(recorded_at__gte=since, voided_at__isnull=False)
        .order_by("-changed_at", "-id")
    )


# --- the county's own form --------------------------------------------------------------------------------------------


def form_in_use(*, region_code: str, month: date) -> SheetTemplate | None:
    """The Word form a report of that month is printed on: the narrowest office's, the newest; None: the standard one."""
    codes = [region_code[:digits] for digits in (2, 4, 6, 9, 12) if len(region_code) >= digits]
    found = (
        SheetTemplate.objects.filter(region_code__in=codes, from_month__lte=month)
        .order_by("-from_month", "-version")
        .defer("content")
    )
    newest = max(found, key=lambda one: len(one.region_code), default=None)
    return None if newest is None or newest.is_standard else newest


def forms(*, actor: Actor, verb: str = "reports.upload_template") -> QuerySet[SheetTemplate]:
    """Every version the office uploaded, the newest first, without the bytes."""
    return SheetTemplate.objects.visible_to(actor, verb).defer("content").order_by("region_code", "-version")


def form_for(*, actor: Actor, template_id: UUID, verb: str = "reports.upload_template") -> SheetTemplate:
    """SheetTemplate.DoesNotExist: out of sight."""
    return SheetTemplate.objects.visible_to(actor, verb).get(pk=template_id)


def frozen_sheet(report: Report, *, signed_by: str, on: date) -> dict[str, Any]:
    """What is signed: every figure as shown, the words, who filled in and who signed."""
    return {
        "station": report.station.title,
        "region_code": report.region_code,
        "sheet": report.sheet_name,
        "period": [report.period_first_on.isoformat(), report.period_last_on.isoformat()],
        "counted_to": report.counted_to_on.isoformat(),
        "clause": report.clause,
        "lines": [
            {
                "code": line.code,
                "section": line.section,
                "label": line.label,
                "unit": line.unit,
                "computed": None if line.computed is None else str(line.computed),
                "value": None if line.value is None else str(line.value),
                "reason": line.reason,
                "source": line.source,
            }
            for line in report.lines.all()
        ],
        "narrative": report.narrative,
        "filled_by": report.filled_by_label,
        "signed_by": signed_by,
        "signed_on": on.isoformat(),
    }


def reports_to_accept(*, actor: Actor) -> QuerySet[Report]:
    """What waits for the county, the earliest sent first."""
    return (
        Report.objects.visible_to(actor, "reports.accept_report")
        .filter(state=Report.State.SIGNED)
        .select_related("station")
        .defer("frozen", "narrative")
        .order_by("signed_on", "id")
    )


def reports_to_review(*, actor: Actor) -> QuerySet[Report]:
    """What waits for this person's opinion on its way to the county, the earliest sent first."""
    verb = "reports.endorse_report"
    return (
        Report.objects.visible_to(actor, verb)
        .filter(state=Report.State.REVIEW, awaiting__in=[grant.role for grant in actor.grants_for(verb)])
        .select_related("station")
        .defer("frozen", "narrative")
        .order_by("signed_on", "id")
    )
