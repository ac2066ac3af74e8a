"""Tables of the oversight, by noun."""

from yizhan.oversight.models.complaints import Complaint, ComplaintStep, Hearing
from yizhan.oversight.models.findings import Finding, FindingStep
from yizhan.oversight.models.inspections import Admonition, EvidenceFile, Inspection, InspectionItem
from yizhan.oversight.models.rounds import (
    Correction,
    Objection,
    Round,
    RoundParty,
    RoundStation,
    RoundStep,
    Sheet,
)

__all__ = [
    "Admonition",
    "Complaint",
    "ComplaintStep",
    "Correction",
    "EvidenceFile",
    "Finding",
    "FindingStep",
    "Hearing",
    "Inspection",
    "InspectionItem",
    "Objection",
    "Round",
    "RoundParty",
    "RoundStation",
    "RoundStep",
    "Sheet",
]
