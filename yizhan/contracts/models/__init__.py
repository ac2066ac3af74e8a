"""Tables of the purchase of service, by noun."""

from yizhan.contracts.models.agreements import Agreement, AgreementStation
from yizhan.contracts.models.entries import Entry, LedgerIsOnlyAddedTo
from yizhan.contracts.models.filings import UpwardFiling
from yizhan.contracts.models.papers import ContractPaper
from yizhan.contracts.models.projects import Project

__all__ = [
    "Agreement",
    "AgreementStation",
    "ContractPaper",
    "Entry",
    "LedgerIsOnlyAddedTo",
    "Project",
    "UpwardFiling",
]
