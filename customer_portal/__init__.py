"""Customers' pages, one package per page group. A door: parses, calls one verb, renders."""
