"""Figures of the oversight, by noun; importing the room's metrics registers them all."""

from yizhan.oversight.metrics import findings, satisfaction, warnings

__all__ = ["findings", "satisfaction", "warnings"]
