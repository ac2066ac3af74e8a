"""Tables of the people who serve, by noun."""

from yizhan.workforce.models.bars import Sanction
from yizhan.workforce.models.certificates import Certificate
from yizhan.workforce.models.commitments import Commitment
from yizhan.workforce.models.employment import Insurance, LabourContract, StaffPaper
from yizhan.workforce.models.exams import Exam
from yizhan.workforce.models.filings import Filing, FilingLine, PostChange
from yizhan.workforce.models.leaves import Resignation
from yizhan.workforce.models.pay import GradeStep, PayRecord
from yizhan.workforce.models.volunteers import Volunteer
from yizhan.workforce.models.workers import EDUCATION_WORDS, POST_WORDS, Post, Worker

__all__ = [
    "EDUCATION_WORDS",
    "POST_WORDS",
    "Certificate",
    "Commitment",
    "Exam",
    "Filing",
    "FilingLine",
    "GradeStep",
    "Insurance",
    "LabourContract",
    "PayRecord",
    "Post",
    "PostChange",
    "Resignation",
    "Sanction",
    "StaffPaper",
    "Volunteer",
    "Worker",
]
