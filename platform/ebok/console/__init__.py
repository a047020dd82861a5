"""Operators' pages (platform host only). A door: parses, calls one verb, renders."""
