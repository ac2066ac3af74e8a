"""Reads of what was done for people, by noun."""
