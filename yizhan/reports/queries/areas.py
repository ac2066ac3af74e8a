"""The report of a county or a city: its figures out of those of its stations, its annex, its frozen copy."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.regions.queries import regions_on
from yizhan.reports.models import AreaLine, AreaReport, Duty, Report, ReportLine, StationMonth
from yizhan.reports.queries.board import percent
from yizhan.reports.queries.sheet import monthly_sheet
from yizhan.reports.rules.areas import (
    Below,
    months_of,
    of_the_period,
    opening_problem,
    period_label,
    signing_problem,
)
from yizhan.reports.rules.duties import CITY, COUNTY
from yizhan.reports.rules.reports import MONTHLY_RULE, ROLLED, Line, plain
from yizhan.stations.models import Station

VIEW = "reports.view_area_report"
RATE = "services.visit_rate"
SENT = (Report.State.REVIEW, Report.State.SIGNED, Report.State.ACCEPTED)


def reportable(*, duty: Duty, on: date) -> bool:
    """Whether the product can fill in what this duty asks for."""
    return opening_problem(is_report=is_area_report(duty), period=duty.period, on=on) is None


def is_area_report(duty: Duty) -> bool:
    return duty.owed_by in (COUNTY, CITY) and duty.rule_id.startswith("report.") and duty.is_open


def report_of_duty(*, duty: Duty) -> AreaReport | None:
    """The caller has found the duty through `visible_to`."""
    return AreaReport.objects.filter(duty=duty).defer("frozen", "chapters").first()


def area_reports(*, actor: Actor, verb: str = VIEW) -> QuerySet[AreaReport]:
    """Reports of the areas in sight; an office above sees what was sent to it, never a draft."""
    own = Q(pk__in=())
    for grant in actor.grants_for(verb):
        own |= Q(region_code=grant.region)
    rows = AreaReport.objects.visible_to(actor, verb).filter(own | ~Q(first_signed_on=None))
    return rows.select_related("duty").defer("frozen", "chapters").order_by("-period_first_on", "region_code")


def area_report(*, actor: Actor, report_id: UUID, verb: str = VIEW) -> AreaReport:
    """AreaReport.DoesNotExist: out of sight, or a draft of another office."""
    found = area_reports(actor=actor, verb=verb).get(pk=report_id)
    return AreaReport.objects.select_related("duty").get(pk=found.pk)


def lines_of(*, region_code: str, period: Period) -> list[Line]:
    """The lines of the region's monthly sheet, worded for a longer period."""
    several = len(months_of(period) or ()) > 1
    found = []
    for line in monthly_sheet(region_code=region_code, on=period.last).lines:
        one = METRICS.get(line.metric)
        people = several and one is not None and not one.stock and one.unit in ("人", "户")
        found.append(
            Line(
                code=line.code,
                label=of_the_period(line.label, summed_people=people)[:60],
                section=line.section,
                metric=line.metric,
                unit=line.unit or (one.unit if one else "项"),
                source=line.source,
            )
        )
    return found


def area_figures(
    *, lines: list[Line], region_code: str, period: Period, on: date
) -> dict[str, Decimal | None]:
    """What the program counts for each line with a metric: flows over the months, stocks of the last month, shares anew by
    their parts."""
    kept = _kept(region_code, period)
    stations = list(
        Station.objects.filter(region_code__startswith=region_code)
        .exclude(opened_on=None)
        .values_list("pk", flat=True)
    )
    so_far = Period(period.first, max(period.first, min(period.last, on)))
    found: dict[str, Decimal | None] = {}
    for line in lines:
        if not line.metric:
            continue
        one = METRICS[line.metric]
        if line.metric == RATE:
            found[line.code] = percent(
                int(kept.get("services.visit_met", 0)), int(kept.get("services.visit_due", 0))
            )
        elif line.metric in ROLLED:
            found[line.code] = kept.get(line.metric, Decimal(0)) if kept else None
        else:
            found[line.code] = one.over(stations=stations, period=so_far)
    return {code: None if value is None else value.quantize(Decimal("0.01")) for code, value in found.items()}


def _kept(region_code: str, period: Period) -> dict[str, Decimal]:
    """Kept figures of the area: flows summed over the months, stocks as of the last month that has any."""
    rows = (
        StationMonth.objects.filter(
            region_code__startswith=region_code, month__range=(period.first, period.last)
        )
        .order_by("month")
        .values("metric", "month")
        .annotate(sum=Sum("value"))
    )
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        one = METRICS.get(row["metric"])
        found[row["metric"]] = (
            row["sum"] if one is not None and one.stock else found[row["metric"]] + row["sum"]
        )
    return found


def stations_behind(*, region_code: str, period: Period, on: date) -> int:
    """Stations some month of which is not in the kept figures yet: what is added up of them would be too little."""
    last = min(period.last, on)
    kept = set(
        StationMonth.objects.filter(region_code__startswith=region_code, month__range=(period.first, last))
        .order_by()
        .values_list("station_id", "month")
        .distinct()
    )
    opened = (
        Station.objects.filter(region_code__startswith=region_code)
        .exclude(opened_on=None)
        .values_list("pk", "opened_on")
    )
    months = [month for month in months_of(period) or () if month <= last]
    return sum(
        any(day.replace(day=1) <= month and (pk, month) not in kept for month in months)
        for pk, day in opened
        if day is not None
    )


def filled_in_below(*, lines: list[Line], region_code: str, period: Period) -> dict[str, tuple[Decimal, str]]:
    """For lines nobody counts: what the stations filled into their signed reports, summed, and out of how many."""
    codes = [line.code for line in lines if not line.metric]
    rows = (
        ReportLine.objects.filter(
            report__region_code__startswith=region_code,
            report__period_first_on__range=(period.first, period.last),
            report__state__in=SENT,
            code__in=codes,
            value__isnull=False,
        )
        .order_by()
        .values("code")
        .annotate(sum=Sum("value"), reports=Count("report", distinct=True))
    )
    return {row["code"]: (row["sum"], f"各站月报相加（{row['reports']}份）") for row in rows}


def below(*, region_code: str, period: Period, on: date) -> list[dict[str, Any]]:
    """The counties of a city, or the stations of a county, side by side."""
    by_station = len(region_code) >= 6
    figures: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    wanted = (
        "services.services", "services.visits", "services.visit_due", "services.visit_met", "services.casework_opened",
    )  # fmt: skip
    rows = (
        StationMonth.objects.filter(
            region_code__startswith=region_code,
            month__range=(period.first, period.last),
            metric__in=wanted,
        )
        .order_by()
        .values_list("station_id", "region_code", "metric")
        .annotate(sum=Sum("value"))
    )
    for station, code, metric, value in rows:
        figures[str(station) if by_station else code[:6]][metric] += value
    late: dict[str, int] = defaultdict(int)
    for station, code, number in (
        Duty.objects.filter(
            region_code__startswith=region_code,
            rule_id=MONTHLY_RULE,
            due_on__range=(period.first, min(period.last, on)),
        )
        .filter(Q(late_days__gt=0) | Q(state__in=("OPEN", "LATE", "RETURNED"), due_on__lt=on))
        .order_by()
        .values_list("station_id", "region_code")
        .annotate(number=Count("id"))
    ):
        late[str(station) if by_station else code[:6]] += number
    names = (
        {
            str(pk): name
            for pk, name in Station.objects.filter(region_code__startswith=region_code)
            .order_by("region_code")
            .values_list("pk", "short_name")
        }
        if by_station
        else {code: region.name for code, region in regions_on(codes=sorted(figures), on=on).items()}
    )
    return [
        asdict(
            Below(
                name=names[place],
                served=int(those["services.services"]),
                visits=int(those["services.visits"]),
                rate=plain(percent(int(those["services.visit_met"]), int(those["services.visit_due"]))),
                cases=int(those["services.casework_opened"]),
                late_reports=late[place],
            )
        )
        for place in names
        if (those := figures.get(place)) is not None
    ]


def stale_lines(*, report: AreaReport, on: date) -> int:
    """How many figures those below would give differently by now."""
    rows = list(report.lines.exclude(metric=""))
    lines = [Line(row.code, row.label, row.section, row.metric, row.unit) for row in rows]
    now = area_figures(
        lines=lines, region_code=report.region_code, period=report.period, on=min(on, report.counted_to_on)
    )
    return sum(now[row.code] != row.computed for row in rows)


def signing_refusal(*, report: AreaReport, lines: Iterable[AreaLine], stale: int) -> str | None:
    """Why the report cannot be signed as it stands: the sentence of the grey button and of the refusal alike."""
    return signing_problem(
        behind=stations_behind(region_code=report.region_code, period=report.period, on=report.counted_to_on),
        stale=stale,
        empty=[each["title"] for each in report.chapters if not each["text"]],
        missing_sources=[line.label for line in lines if line.lacks_source],
    )


def frozen_area(report: AreaReport, *, signed_by: str, on: date | None) -> dict[str, Any]:
    """What is signed: every figure as shown, every chapter, the annex, who signed."""
    return {
        "title": report.title,
        "region_code": report.region_code,
        "period": [report.period_first_on.isoformat(), report.period_last_on.isoformat()],
        "counted_to": report.counted_to_on.isoformat(),
        "clause": report.duty.clause,
        "lines": [
            {
                "code": line.code, "section": line.section, "label": line.label, "unit": line.unit,
                "computed": None if line.computed is None else str(line.computed),
                "value": None if line.value is None else str(line.value),
                "reason": line.reason, "source": line.source,
            }
            for line in report.lines.all()
        ],
        "chapters": report.chapters,
        "below": report.below,
        "filled_by": report.filled_by_label,
        "signed_by": signed_by,
        "signed_on": on.isoformat() if on else "",
    }  # fmt: skip


def area_facts(sheet: dict[str, Any], *, digest: str, label: str = "") -> dict[str, Any]:
    """What fills the Word form."""
    sections: dict[str, list[dict[str, str]]] = {}
    for row in sheet["lines"]:
        value = None if row["value"] is None else Decimal(row["value"])
        computed = None if row["computed"] is None else Decimal(row["computed"])
        told = f"系统数{plain(computed)}；{row['reason']}" if row["reason"] else row["source"]
        sections.setdefault(row["section"], []).append(
            {"名称": row["label"], "数": plain(value), "单位": row["unit"], "说明": told}
        )
    period = Period(*(date.fromisoformat(day) for day in sheet["period"]))
    return {
        "标题": sheet["title"],
        "期间": label or period_label(period),
        "截至": sheet["counted_to"],
        "依据": sheet["clause"] or "—",
        "章节": [{"题目": each["title"], "文字": each["text"] or "—"} for each in sheet["chapters"]],
        "栏目": [{"名称": name, "项目": rows} for name, rows in sections.items()],
        "下级": [{**each, "名称": each["name"]} for each in sheet["below"]],
        "填报人": sheet["filled_by"],
        "签发人": sheet["signed_by"] or "（未签发）",
        "签发日期": sheet["signed_on"] or "—",
        "校验值": digest or "（草稿，未签发）",
    }


def areas_to_answer(*, actor: Actor, verb: str = "reports.accept_area_report") -> QuerySet[AreaReport]:
    """Signed and sent to this person's office."""
    asked = Q(pk__in=())
    for grant in actor.grants_for(verb):
        if grant.role in ("city", "province"):
            asked |= Q(duty__receiver=grant.role, region_code__startswith=grant.region)
    return (
        AreaReport.objects.visible_to(actor, verb)
        .filter(asked, state=AreaReport.State.SIGNED)
        .select_related("duty")
        .defer("frozen", "chapters")
        .order_by("signed_on", "id")
    )
