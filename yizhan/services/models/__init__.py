"""Tables of what is done for people, by noun."""

from yizhan.services.models.cases import (
    Case,
    CaseConference,
    CaseContact,
    CaseGoal,
    CaseSheet,
    CaseTask,
    CaseTurn,
)
from yizhan.services.models.programmes import Programme, ProgrammeReport, ProgrammeStep, Session
from yizhan.services.models.programmes_people import Attendance, Participant, ProgrammeOpinion
from yizhan.services.models.records import (
    ServiceChange,
    ServiceClient,
    ServiceColleague,
    ServiceItem,
    ServiceRecord,
)
from yizhan.services.models.tasks import ClosedDays, TaskRefusal

__all__ = [
    "Attendance",
    "Case",
    "CaseConference",
    "CaseContact",
    "CaseGoal",
    "CaseSheet",
    "CaseTask",
    "CaseTurn",
    "ClosedDays",
    "Participant",
    "Programme",
    "ProgrammeOpinion",
    "ProgrammeReport",
    "ProgrammeStep",
    "ServiceChange",
    "ServiceClient",
    "ServiceColleague",
    "ServiceItem",
    "ServiceRecord",
    "Session",
    "TaskRefusal",
]
