"""What of agreed workers the calendar of duties sees by itself: the day on which all of a station were there."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from yizhan.contracts.models import Agreement, AgreementStation, Entry, Fund, WorkReport
from yizhan.contracts.queries.staffing import POSTS
from yizhan.contracts.rules.staffing import Stay, filled_on
from yizhan.contracts.rules.work_reports import DUTY, PARTS
from yizhan.kernel.happened import Happened, happened
from yizhan.kernel.period import Period
from yizhan.workforce.models import Worker


@happened("落实购买经费", "schedule.funding-ready")
def money_in_place(*, region: str, span: Period) -> Iterable[Happened]:
    """The day on which what arrived for a project first covered what its sources promised; two questions."""
    promised: dict[UUID, int] = defaultdict(int)
    codes: dict[UUID, tuple[str, str, date]] = {}
    rows = Fund.objects.filter(
        project__region_code__startswith=region, project__last_on__gte=span.first, withdrawn_on=None
    )
    for project, code, name, first_on, fen in rows.values_list(
        "project_id", "project__region_code", "project__name", "project__first_on", "planned_fen"
    ):
        promised[project] += fen
        codes[project] = (code, name, first_on)
    came: dict[UUID, int] = defaultdict(int)
    entries = Entry.objects.filter(project__in=promised, kind=Entry.Kind.ALLOCATED, moved_on__lte=span.last)
    for entry in entries.only("project_id", "moved_on", "amount_fen", "reverses_id").order_by(
        "moved_on", "id"
    ):
        project = entry.project_id
        before = came[project]
        came[project] += entry.signed_fen
        if before < promised[project] <= came[project] and entry.moved_on in span:
            code, name, first_on = codes[project]
            yield Happened(
                region_code=code,
                on=entry.moved_on,
                what=name,
                period_first=first_on,
                kind="project",
                id=project,
            )


@happened("驻站社工安排到乡镇（街道）", "驻站社工安排到位", "足额配备驻站社工")
def workers_placed(*, region: str, span: Period) -> Iterable[Happened]:
    """The first day since the signing on which a station had all its agreed workers; two questions."""
    lines = list(
        AgreementStation.objects.filter(
            agreement__region_code__startswith=region,
            agreement__signed_on__lte=span.last,
            agreement__last_on__gte=span.first,
        )
        .exclude(agreement__state=Agreement.State.DRAFT)
        .select_related("agreement")
    )
    stays: dict[UUID, list[Stay]] = defaultdict(list)
    for station, first, last in Worker.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=span.first),
        station__in={line.station_id for line in lines},
        post__in=POSTS,
    ).values_list("station_id", "started_on", "ended_on"):
        stays[station].append((first, last))
    for line in lines:
        assert line.agreement.signed_on is not None
        begun = max(line.agreement.signed_on, line.from_on or line.agreement.signed_on)
        day = filled_on(
            stays[line.station_id],
            wanted=line.headcount,
            signed_on=begun,
            on=span.last,
        )
        if day is not None and span.first <= day <= span.last:
            yield Happened(
                region_code=line.region_code,
                on=day,
                station_id=line.station_id,
                subject_id=line.pk,
                what=line.agreement.number,
            )


@happened(DUTY)
def work_reports(*, region: str, span: Period) -> Iterable[Happened]:
    """A mid-term or final report was handed in, for every station of its agreement; two questions."""
    reports = list(
        WorkReport.objects.filter(
            agreement__region_code__startswith=region[:6], first_sent_on__range=(span.first, span.last)
        ).select_related("agreement__project")
    )
    lines: dict[UUID, list[AgreementStation]] = defaultdict(list)
    for line in AgreementStation.objects.filter(
        agreement__in={report.agreement_id for report in reports}, region_code__startswith=region
    ):
        lines[line.agreement_id].append(line)
    for report in reports:
        assert report.first_sent_on is not None
        for line in lines[report.agreement_id]:
            yield Happened(
                region_code=line.region_code,
                on=report.first_sent_on,
                station_id=line.station_id,
                period_first=report.agreement.project.first_on,
                part=PARTS[report.kind],
                returned=report.state == WorkReport.State.RETURNED,
                received_on=report.accepted_on,
                kind="work_report",
                id=report.pk,
            )
