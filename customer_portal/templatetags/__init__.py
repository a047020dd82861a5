"""Template vocabulary of every door's pages: figures for people, and form controls with their ARIA wiring."""
