"""Statutory reports and dashboards (报表): filled in from records, signed off, frozen; roll-ups per month.

Words
    report  what a station owes for a period; its figures are metrics
    line    one figure of it: computed, and as signed
    frozen  the copy that was submitted, with its hash
    roll-up figures per station and month, always rebuildable from the records
"""
