"""Approved and frozen figures for the public (公开): the only thing the public window may read.

Receives from the rooms above and reads none of them; cells too small to be anonymous are suppressed.

Words
    snapshot  figures as approved on a day, never recomputed
"""
