"""Reports and what they are made of, by noun; kept figures; and what the papers ask of whom by when."""

from yizhan.reports.models.annual import AnnualCell, AnnualEntry, AnnualTables
from yizhan.reports.models.areas import AreaLine, AreaReport
from yizhan.reports.models.duties import Duty, DutyDone
from yizhan.reports.models.figures import CountyMonth, StationMonth, Watermark
from yizhan.reports.models.forms import SheetTemplate
from yizhan.reports.models.reports import Report, ReportLine, ReportStep, Urge

__all__ = [
    "AnnualCell",
    "AnnualEntry",
    "AnnualTables",
    "AreaLine",
    "AreaReport",
    "CountyMonth",
    "Duty",
    "DutyDone",
    "Report",
    "ReportLine",
    "ReportStep",
    "SheetTemplate",
    "StationMonth",
    "Urge",
    "Watermark",
]
