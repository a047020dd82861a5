"""Machines' door: /api/v1/, one module per resource, one authentication, one error shape (problem+json)."""
