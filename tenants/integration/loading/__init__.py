"""Checked rows into the mirror: COPY to temporary tables, checks across rows, then set-based merges."""
