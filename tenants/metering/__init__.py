"""Meters and readings: the billing system's mirrored, those that people send owned; use, forecasts, leaks. Writes no bill."""
