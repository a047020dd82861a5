"""Create, migrate, suspend and resume tenants: the only room that logs in as the database's owner."""
