"""Tables of the oversight, by noun."""

from yizhan.oversight.models.complaints import Complaint, ComplaintStep, Hearing
from yizhan.oversight.models.contests import Contest, ContestEntry
from yizhan.oversight.models.findings import Finding, FindingStep
from yizhan.oversight.models.inspections import Admonition, EvidenceFile, Inspection, InspectionItem
from yizhan.oversight.models.looks import Look, LookFile, LookVisit
from yizhan.oversight.models.rounds import (
    Correction,
    Objection,
    Round,
    RoundParty,
    RoundStation,
    RoundStep,
    Sheet,
)
from yizhan.oversight.models.satisfaction import Ask, Survey, SurveyAnswer
from yizhan.oversight.models.warnings import RiskWarning, WarningLook, WarningStep

__all__ = [
    "Admonition",
    "Ask",
    "Complaint",
    "ComplaintStep",
    "Contest",
    "ContestEntry",
    "Correction",
    "EvidenceFile",
    "Finding",
    "FindingStep",
    "Hearing",
    "Inspection",
    "InspectionItem",
    "Look",
    "LookFile",
    "LookVisit",
    "Objection",
    "RiskWarning",
    "Round",
    "RoundParty",
    "RoundStation",
    "RoundStep",
    "Sheet",
    "Survey",
    "SurveyAnswer",
    "WarningLook",
    "WarningStep",
]
