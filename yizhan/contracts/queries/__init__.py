"""Reads of the purchase of service: each begins `visible_to(actor, verb)`."""
