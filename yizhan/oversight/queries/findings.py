"""Findings in sight, what waits for whom, and how many are left until none is (逐一清零)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Admonition, Complaint, EvidenceFile, Finding, FindingStep, Inspection
from yizhan.oversight.models.overseen import OverseenQuerySet
from yizhan.oversight.rules.findings import (
    CLEAR,
    HAND_IN,
    SOURCES,
    STILL_OPEN,
    VIEW,
    checking_problem,
    rectifying_problem,
)
from yizhan.privacy.files import open_file
from yizhan.privacy.often import asked_often

VIEW_INSPECTIONS = "oversight.view_inspections"
TO_MEND = ("TOLD", "MENDING")
RECTIFIED = (FindingStep.Kind.PLANNED, FindingStep.Kind.HANDED)


def findings(*, actor: Actor) -> OverseenQuerySet[Finding]:
    return Finding.objects.visible_to(actor, VIEW).select_related("station", "organisation")


def one_finding(*, actor: Actor, finding_id: UUID) -> Finding:
    """Finding.DoesNotExist when it is out of reach."""
    return findings(actor=actor).get(pk=finding_id)


def steps_of(finding: Finding) -> list[FindingStep]:
    """The caller has found the finding through `visible_to`."""
    return list(FindingStep.objects.filter(finding=finding).order_by("number"))


def files_of(*, row: Finding | Inspection | Admonition) -> list[EvidenceFile]:
    """What was put beside a row that the caller has found through `visible_to`."""
    rows = EvidenceFile.objects.filter(withdrawn_on=None)
    if isinstance(row, Finding):
        return list(rows.filter(finding=row).order_by("id"))
    rows = rows.filter(inspection=row) if isinstance(row, Inspection) else rows.filter(admonition=row)
    return list(rows.order_by("id"))


def read_evidence(*, actor: Actor, file_id: UUID) -> tuple[EvidenceFile, bytes]:
    """A file and what is in it; EvidenceFile.DoesNotExist when it, or the row it is beside, is out of reach."""
    verb = VIEW if actor.may(VIEW) else VIEW_INSPECTIONS
    file = EvidenceFile.objects.visible_to(actor, verb).get(pk=file_id, withdrawn_on=None)
    if (
        file.inspection_id is not None
        and not Inspection.objects.visible_to(actor, VIEW_INSPECTIONS).filter(pk=file.inspection_id).exists()
    ):
        raise EvidenceFile.DoesNotExist
    with file.file.open("rb") as stored:
        return file, open_file(stored.read(), place=file.place)


def to_mend(*, actor: Actor, most: int = 5) -> list[Finding]:
    """What this person's side has to put right, the earliest due first."""
    return _to_mend(actor=actor, most=most)


@asked_often
def _to_mend(*, actor: Actor, most: int) -> "QuerySet[Finding, Finding]":
    rows = Finding.objects.visible_to(actor, HAND_IN).filter(state__in=TO_MEND)
    if any(grant.stations is None for grant in actor.grants_for(HAND_IN)):
        rows = rows.filter(owner=Finding.Owner.TOWNSHIP)
    else:
        rows = rows.exclude(owner=Finding.Owner.TOWNSHIP)
    return rows.select_related("station", "organisation").order_by("mend_by_on", "id")[:most]


def to_check(*, actor: Actor, most: int = 5) -> list[Finding]:
    """What was handed in and waits for this person: what she opened, and at the county all the county's."""
    return _to_check(actor=actor, most=most)


@asked_often
def _to_check(*, actor: Actor, most: int) -> "QuerySet[Finding, Finding]":
    rows = Finding.objects.visible_to(actor, CLEAR).filter(state="HANDED")
    if "county" not in {grant.role for grant in actor.grants_for(CLEAR)}:
        rows = rows.filter(opened_by=actor.id)
    return rows.select_related("station", "organisation").order_by("mended_on", "id")[:most]


@dataclass(frozen=True)
class Left:
    """How many of one station, one visit or all are open, late, cleared.

    key      id of the station, the agency or the visit; None for all others
    checking of the open ones those handed in, which wait to be checked
    late     of the open ones those past their day and not handed in
    """

    name: str
    key: UUID | None
    open: int
    checking: int
    late: int
    cleared: int

    @property
    def total(self) -> int:
        return self.open + self.cleared

    @property
    def share(self) -> int:
        """Per cent cleared, rounded down: 100 only when none is left."""
        return self.cleared * 100 // self.total if self.total else 0


def _counts(on: date) -> dict[str, Count]:
    still = Q(state__in=STILL_OPEN)
    return {
        "open": Count("pk", filter=still),
        "checking": Count("pk", filter=Q(state="HANDED")),
        "late": Count("pk", filter=Q(state__in=TO_MEND, mend_by_on__lt=on)),
        "cleared": Count("pk", filter=Q(state="CLEARED")),
    }


def left(*, actor: Actor, on: date) -> Left:
    """All in sight, in one line."""
    return Left(name="", key=None, **Finding.objects.visible_to(actor, VIEW).aggregate(**_counts(on)))


def left_by_station(*, actor: Actor, on: date) -> list[Left]:
    """One line a station, and one an agency as a whole; those with most open first."""
    rows: Any = (
        Finding.objects.visible_to(actor, VIEW)
        .order_by()
        .values("station_id", "station__short_name", "organisation_id", "organisation__name")
        .annotate(**_counts(on))
    )
    found: dict[UUID | None, Left] = {}
    for row in rows:
        key = row["station_id"] or row["organisation_id"]
        line = Left(
            row["station__short_name"] or row["organisation__name"] or "",
            key,
            row["open"],
            row["checking"],
            row["late"],
            row["cleared"],
        )
        found[key] = _sum(found[key], line) if key in found else line
    return _sorted(found.values())


def left_by_source(*, actor: Actor, on: date) -> list[Left]:
    """One line a visit in sight, one for each other source."""
    found_rows: Any = (
        Finding.objects.visible_to(actor, VIEW)
        .order_by()
        .values("source", "source_id")
        .annotate(**_counts(on))
    )
    rows: list[dict[str, Any]] = list(found_rows)
    ids = [row["source_id"] for row in rows if row["source"] == "INSPECTION"]
    visits = {
        visit.pk: visit
        for visit in Inspection.objects.visible_to(actor, VIEW_INSPECTIONS)
        .filter(pk__in=ids)
        .select_related("station", "organisation")
    }
    found: dict[object, Left] = {}
    for row in rows:
        visit = visits.get(row["source_id"]) if row["source"] == "INSPECTION" else None
        name = f"{visit.whom} {visit.done_on} {visit.get_kind_display()}" if visit else SOURCES[row["source"]]
        line = Left(
            name, visit.pk if visit else None, row["open"], row["checking"], row["late"], row["cleared"]
        )
        key = visit.pk if visit else row["source"]
        found[key] = _sum(found[key], line) if key in found else line
    return _sorted(found.values())


def _sum(one: Left, other: Left) -> Left:
    return Left(
        one.name,
        one.key,
        one.open + other.open,
        one.checking + other.checking,
        one.late + other.late,
        one.cleared + other.cleared,
    )


def _sorted(lines: Iterable[Left]) -> list[Left]:
    return sorted(lines, key=lambda line: (-line.late, -line.open, line.name))


def came_from(*, actor: Actor, finding: Finding) -> tuple[str, str]:
    """What it comes from in words, and the address of that row where this reader may open it, else ""."""
    if finding.source_id is None:
        return SOURCES[finding.source], ""
    if finding.source == "INSPECTION":
        visit = Inspection.objects.visible_to(actor, VIEW_INSPECTIONS).filter(pk=finding.source_id).first()
        if visit is not None:
            return f"{visit.get_kind_display()} {visit.number}", f"/oversight/inspections/{visit.pk}/"
    if finding.source == "ADMONITION":
        letter = Admonition.objects.visible_to(actor, VIEW_INSPECTIONS).filter(pk=finding.source_id).first()
        if letter is not None:
            return f"{letter.get_kind_display()} {letter.number}", f"/oversight/admonitions/{letter.pk}/"
    if finding.source == "COMPLAINT":
        complaint = Complaint.objects.visible_to(actor, "oversight.open_complaint").filter(
            pk=finding.source_id
        )
        if (found := complaint.first()) is not None:
            return f"投诉 {found.number}", f"/oversight/complaints/{found.pk}/"
    return SOURCES[finding.source], ""


def opened_from(*, actor: Actor, source_ids: Sequence[UUID]) -> QuerySet[Finding]:
    """The findings that came from these visits, letters, complaints or warnings, in the order they were opened."""
    return findings(actor=actor).filter(source_id__in=source_ids).order_by("number")


def mend_refusal(*, actor: Actor, finding: Finding) -> str | None:
    """Why this person may not report on putting it right; None when she may."""
    grants = actor.grants_for(HAND_IN)
    return rectifying_problem(
        owner=finding.owner,
        by_employer=any(grant.stations is not None for grant in grants),
        by_territory=any(grant.stations is None for grant in grants),
        label=finding.get_owner_display(),
    )


def check_refusal(*, actor: Actor, finding: Finding) -> str | None:
    """Why this person may not check it: she, or her own office, put it right. None when she may."""
    hands = list(
        FindingStep.objects.filter(finding=finding, kind__in=RECTIFIED).values_list("by", "by_organisation")
    )
    return checking_problem(
        actor=actor.id,
        organisation=actor.organisation_id,
        rectified_by={by for by, _organisation in hands},
        organisations={organisation for _by, organisation in hands},
    )
