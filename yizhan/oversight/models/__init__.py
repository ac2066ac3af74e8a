"""Tables of the oversight, by noun."""

from yizhan.oversight.models.complaints import Complaint, ComplaintStep, Hearing

__all__ = ["Complaint", "ComplaintStep", "Hearing"]
