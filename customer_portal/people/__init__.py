"""Who may act: people with access, invitations and their answers, powers of attorney, who saw my data."""
