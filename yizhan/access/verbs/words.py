"""Roles that often hold a verb together, and the shape of a table of verbs."""

HEADS = "station_head deputy_head"
STATION = f"worker {HEADS}"
AGENCY = "agency_manager agency_finance"
FIELD = f"{STATION} supervisor agency_manager"
TOTALS = "city province"
OFFICES = f"township county {TOTALS}"
READERS = "department evaluator auditor"
UNITS = "township department agency_manager evaluator"
"""Those for whom an organisation answers that an office may give a duty to."""
SIGNED_IN = f"{STATION} supervisor {AGENCY} {OFFICES} {READERS} administrator"

Verbs = dict[str, tuple[str, str]]
