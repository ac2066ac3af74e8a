"""Everything that writes a report or a kept figure."""

from yizhan.reports.actions.areas import (
    accept_area_report,
    change_area_figure,
    open_area_report,
    refresh_area_report,
    return_area_report,
    sign_area_report,
    write_area_chapters,
)
from yizhan.reports.actions.duties import (
    Filled,
    excuse_duty,
    fill_duties,
    note_duty_done,
    receive_duty,
    return_duty,
)
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
from yizhan.reports.actions.urges import urge

__all__ = [
    "Filled",
    "accept_area_report",
    "accept_report",
    "adopt_template",
    "change_area_figure",
    "change_figure",
    "endorse_report",
    "excuse_duty",
    "fill_duties",
    "note_duty_done",
    "open_area_report",
    "open_report",
    "receive_duty",
    "refresh_area_report",
    "refresh_report",
    "refresh_rollups",
    "return_area_report",
    "return_duty",
    "return_report",
    "settle_rollups",
    "sign_area_report",
    "sign_report",
    "upload_template",
    "urge",
    "use_standard_form",
    "write_area_chapters",
    "write_narrative",
]
