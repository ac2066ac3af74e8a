"""Tables of what is done for people, by noun."""

from yizhan.services.models.alarm_photos import AlarmPhoto
from yizhan.services.models.alarms import Alarm, AlarmEntry, AlarmSuspect
from yizhan.services.models.archive import ArchiveItem
from yizhan.services.models.cases import (
    Case,
    CaseConference,
    CaseContact,
    CaseGoal,
    CaseMove,
    CaseSheet,
    CaseTask,
    CaseTurn,
)
from yizhan.services.models.consultations import Consultation
from yizhan.services.models.paper_forms import PaperForm
from yizhan.services.models.photos import ServicePhoto
from yizhan.services.models.programmes import Programme, ProgrammeReport, ProgrammeStep, Session
from yizhan.services.models.programmes_people import Attendance, Participant, ProgrammeOpinion
from yizhan.services.models.publicity import PublicityItem
from yizhan.services.models.records import (
    ServiceChange,
    ServiceClient,
    ServiceColleague,
    ServiceItem,
    ServiceRecord,
)
from yizhan.services.models.referrals import Referral
from yizhan.services.models.supervisions import (
    AgreedAction,
    Supervisee,
    Supervision,
    SupervisionSubject,
)
from yizhan.services.models.tasks import ClosedDays, TaskRefusal
from yizhan.services.models.trainings import Training, TrainingAttendance
from yizhan.services.models.volunteers import ServiceVolunteer, VolunteerProof

__all__ = [
    "AgreedAction",
    "Alarm",
    "AlarmEntry",
    "AlarmPhoto",
    "AlarmSuspect",
    "ArchiveItem",
    "Attendance",
    "Case",
    "CaseConference",
    "CaseContact",
    "CaseGoal",
    "CaseMove",
    "CaseSheet",
    "CaseTask",
    "CaseTurn",
    "ClosedDays",
    "Consultation",
    "PaperForm",
    "Participant",
    "Programme",
    "ProgrammeOpinion",
    "ProgrammeReport",
    "ProgrammeStep",
    "PublicityItem",
    "Referral",
    "ServiceChange",
    "ServiceClient",
    "ServiceColleague",
    "ServiceItem",
    "ServicePhoto",
    "ServiceRecord",
    "ServiceVolunteer",
    "Session",
    "Supervisee",
    "Supervision",
    "SupervisionSubject",
    "TaskRefusal",
    "Training",
    "TrainingAttendance",
    "VolunteerProof",
]
