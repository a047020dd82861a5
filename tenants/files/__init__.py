"""Stored files with their checks, and documents made by the platform (Typst PDFs)."""
