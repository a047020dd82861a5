"""The platform itself: what the operator runs (settings, urls, celery, command line, fleet, console).

Top floor: imports every room, is imported by none."""
