"""Work that must not be lost: rows written with the business change, claimed with a lease, done once.

Owns OutboxEntry and enqueue(); knows no kind of work by name, rooms register their handlers."""
