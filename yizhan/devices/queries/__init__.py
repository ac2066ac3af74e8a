"""Reads of phones, of what they sent, and of what they may carry."""
