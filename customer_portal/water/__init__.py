"""Meters, readings and their chart."""
