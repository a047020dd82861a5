"""Meters and readings, mirrored from the billing system."""
