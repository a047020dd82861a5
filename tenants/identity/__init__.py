"""Who is at the door: users, roles, sessions' tie to the tenant, the audit log. Lives in both kinds of schema."""
