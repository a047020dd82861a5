"""The one migration chain of a utility's schema."""
