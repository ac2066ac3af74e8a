"""Everything that writes a report or a kept figure."""

import yizhan.reports.queries.archived  # noqa: F401  # adds the monthly reports to the archive of a station
from yizhan.reports.actions.annual import (
    accept_annual_tables,
    add_annual_entry,
    change_annual_entry,
    drop_annual_entry,
    fill_annual_cells,
    open_annual_tables,
    refresh_annual_tables,
    return_annual_tables,
    sign_annual_tables,
)
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
    "accept_annual_tables",
    "accept_area_report",
    "accept_report",
    "add_annual_entry",
    "adopt_template",
    "change_annual_entry",
    "change_area_figure",
    "change_figure",
    "drop_annual_entry",
    "endorse_report",
    "excuse_duty",
    "fill_annual_cells",
    "fill_duties",
    "note_duty_done",
    "open_annual_tables",
    "open_area_report",
    "open_report",
    "receive_duty",
    "refresh_annual_tables",
    "refresh_area_report",
    "refresh_report",
    "refresh_rollups",
    "return_annual_tables",
    "return_area_report",
    "return_duty",
    "return_report",
    "settle_rollups",
    "sign_annual_tables",
    "sign_area_report",
    "sign_report",
    "upload_template",
    "urge",
    "use_standard_form",
    "write_area_chapters",
    "write_narrative",
]
