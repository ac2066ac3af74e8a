"""Reports and what they are made of, by noun; and kept figures."""

from yizhan.reports.models.duties import DutyDone
from yizhan.reports.models.figures import StationMonth, Watermark
from yizhan.reports.models.forms import SheetTemplate
from yizhan.reports.models.reports import Report, ReportLine, ReportStep, Urge

__all__ = [
    "DutyDone",
    "Report",
    "ReportLine",
    "ReportStep",
    "SheetTemplate",
    "StationMonth",
    "Urge",
    "Watermark",
]
