"""Tables of the oversight, by noun."""

from yizhan.oversight.models.complaints import Complaint, ComplaintStep, Hearing
from yizhan.oversight.models.contests import Contest, ContestEntry
from yizhan.oversight.models.findings import Finding, FindingStep
from yizhan.oversight.models.inspections import Admonition, EvidenceFile, Inspection, InspectionItem
from yizhan.oversight.models.looks import Look, LookFile, LookPiece, LookVisit
from yizhan.oversight.models.mandates import Mandate, MandateFile, MandatePart, MandateStep
from yizhan.oversight.models.pairings import Pairing
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
from yizhan.oversight.models.task_forces import TaskForce, TaskForceMeeting, TaskForceMember
from yizhan.oversight.models.teams import RoundExpert
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
    "LookPiece",
    "LookVisit",
    "Mandate",
    "MandateFile",
    "MandatePart",
    "MandateStep",
    "Objection",
    "Pairing",
    "RiskWarning",
    "Round",
    "RoundExpert",
    "RoundParty",
    "RoundStation",
    "RoundStep",
    "Sheet",
    "Survey",
    "SurveyAnswer",
    "TaskForce",
    "TaskForceMeeting",
    "TaskForceMember",
    "WarningLook",
    "WarningStep",
]
