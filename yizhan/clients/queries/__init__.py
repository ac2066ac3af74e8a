"""Reads of the people served."""
