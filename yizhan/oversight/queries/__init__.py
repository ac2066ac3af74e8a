"""Reads of the oversight."""

from yizhan.oversight.queries.checkups import CheckRow, Checkup, checkup, checkups, unmet_rules

__all__ = ["CheckRow", "Checkup", "checkup", "checkups", "unmet_rules"]
