"""Tables of the purchase of service, by noun."""

from yizhan.contracts.models.agreements import Agreement, AgreementStation
from yizhan.contracts.models.filings import UpwardFiling
from yizhan.contracts.models.papers import ContractPaper
from yizhan.contracts.models.projects import Project

__all__ = ["Agreement", "AgreementStation", "ContractPaper", "Project", "UpwardFiling"]
