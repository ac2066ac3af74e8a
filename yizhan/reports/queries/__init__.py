"""Reads of reports, of the figures kept per month, and of what is due from whom."""
