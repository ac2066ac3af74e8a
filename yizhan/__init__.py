"""一站: the platform on which township social work stations do their daily work."""
