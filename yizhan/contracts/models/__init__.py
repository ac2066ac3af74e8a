"""Tables of the purchase of service, by noun."""

from yizhan.contracts.models.agencies import AgencyDisclosure, AgencyProfile
from yizhan.contracts.models.agreements import Agreement, AgreementStation
from yizhan.contracts.models.applications import Application
from yizhan.contracts.models.budgets import Budget, BudgetLine
from yizhan.contracts.models.entries import Entry, LedgerIsOnlyAddedTo
from yizhan.contracts.models.expenses import BankLine, BankStatement, Expense
from yizhan.contracts.models.filings import UpwardFiling
from yizhan.contracts.models.funds import Fund
from yizhan.contracts.models.indicators import Indicator, IndicatorNote, IndicatorShare
from yizhan.contracts.models.instalments import Deduction, Instalment, InstalmentCondition
from yizhan.contracts.models.papers import ContractPaper
from yizhan.contracts.models.plans import AnnualPlan
from yizhan.contracts.models.procurements import Bid, JudgeSheet, Objection, Procurement
from yizhan.contracts.models.projects import Project
from yizhan.contracts.models.recruitments import Recruitment, RecruitmentHire
from yizhan.contracts.models.renewals import RenewalDecision
from yizhan.contracts.models.statements import MoneyStatement
from yizhan.contracts.models.subsidies import Subsidy
from yizhan.contracts.models.variations import AgreementVersion, Handover
from yizhan.contracts.models.work_reports import WorkReport

__all__ = [
    "AgencyDisclosure",
    "AgencyProfile",
    "Agreement",
    "AgreementStation",
    "AgreementVersion",
    "AnnualPlan",
    "Application",
    "BankLine",
    "BankStatement",
    "Bid",
    "Budget",
    "BudgetLine",
    "ContractPaper",
    "Deduction",
    "Entry",
    "Expense",
    "Fund",
    "Handover",
    "Indicator",
    "IndicatorNote",
    "IndicatorShare",
    "Instalment",
    "InstalmentCondition",
    "JudgeSheet",
    "LedgerIsOnlyAddedTo",
    "MoneyStatement",
    "Objection",
    "Procurement",
    "Project",
    "Recruitment",
    "RecruitmentHire",
    "RenewalDecision",
    "Subsidy",
    "UpwardFiling",
    "WorkReport",
]
