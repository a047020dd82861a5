"""Cases: the catalogue, filing step by step, one case, tracking by PIN, and the page for the other party of a handover."""
