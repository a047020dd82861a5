"""How a person becomes a user with access: registrations, proofs, the trust ladder, linking by staff."""
