"""One-machine mode: embedded PostgreSQL, the local outbox page, the process supervisor behind `ebok run`."""
