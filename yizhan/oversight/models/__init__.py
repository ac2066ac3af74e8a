"""Tables of the oversight, by noun."""

from yizhan.oversight.models.complaints import Complaint, ComplaintStep, Hearing
from yizhan.oversight.models.findings import Finding, FindingStep
from yizhan.oversight.models.inspections import Admonition, EvidenceFile, Inspection, InspectionItem

__all__ = [
    "Admonition",
    "Complaint",
    "ComplaintStep",
    "EvidenceFile",
    "Finding",
    "FindingStep",
    "Hearing",
    "Inspection",
    "InspectionItem",
]
