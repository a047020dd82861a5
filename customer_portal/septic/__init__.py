"""The septic ledger: tanks, when each is due, what was emptied, and the statement for an inspector."""
