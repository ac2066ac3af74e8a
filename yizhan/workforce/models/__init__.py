"""Tables of the people who serve, by noun."""

from yizhan.workforce.models.certificates import Certificate
from yizhan.workforce.models.exams import Exam
from yizhan.workforce.models.filings import Filing, FilingLine, PostChange
from yizhan.workforce.models.volunteers import Volunteer
from yizhan.workforce.models.workers import EDUCATION_WORDS, POST_WORDS, Post, Worker

__all__ = [
    "EDUCATION_WORDS",
    "POST_WORDS",
    "Certificate",
    "Exam",
    "Filing",
    "FilingLine",
    "Post",
    "PostChange",
    "Volunteer",
    "Worker",
]
