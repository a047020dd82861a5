"""Tests of the look: theme, components, layouts, charts, figures, and the page that shows every component."""
