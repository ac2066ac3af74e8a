"""Everything that writes a report or a kept figure."""

from yizhan.reports.actions.duties import note_duty_done, urge
from yizhan.reports.actions.reports import (
    accept_report,
    change_figure,
    endorse_report,
    open_report,
    refresh_report,
    return_report,
    sign_report,
    write_narrative,
)
from yizhan.reports.actions.rollups import refresh_rollups, settle_rollups
from yizhan.reports.actions.sheets import (
    adopt_template,
    upload_template,
    use_standard_form,
)

__all__ = [
    "accept_report",
    "adopt_template",
    "change_figure",
    "endorse_report",
    "note_duty_done",
    "open_report",
    "refresh_report",
    "refresh_rollups",
    "return_report",
    "settle_rollups",
    "sign_report",
    "upload_template",
    "urge",
    "use_standard_form",
    "write_narrative",
]
