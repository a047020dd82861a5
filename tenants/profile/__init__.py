"""The utility as code: its whole configuration as one typed document, with versions.

Owns the schema, loading with line numbers, diff, apply, publish, rollback, export and the presets. Never
reads a utility's name to decide anything.
"""
