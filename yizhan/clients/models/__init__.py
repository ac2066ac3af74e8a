"""Tables of the people served, by noun."""

from yizhan.clients.models.assessments import Assessment
from yizhan.clients.models.client import Client, ClientDetails, ClientMove, ClientQuerySet, Household
from yizhan.clients.models.duplicates import DuplicateDecision
from yizhan.clients.models.imports import ImportBatch, ImportRow, ImportSheet
from yizhan.clients.models.needs import Need
from yizhan.clients.models.standing import ClientClass, Consent, Grading, Guardianship

__all__ = [
    "Assessment",
    "Client",
    "ClientClass",
    "ClientDetails",
    "ClientMove",
    "ClientQuerySet",
    "Consent",
    "DuplicateDecision",
    "Grading",
    "Guardianship",
    "Household",
    "ImportBatch",
    "ImportRow",
    "ImportSheet",
    "Need",
]
