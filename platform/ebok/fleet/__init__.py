"""Create, migrate, suspend, export and delete tenants: the only room that logs in as the database owner."""
