"""Tests of the metering room."""
