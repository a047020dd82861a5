"""Wall 5 for what lies beside the database: cache keys and log lines say whose they are."""

from __future__ import annotations

import logging

from tenants.registry import context


def cache_key(key: str, prefix: str, version: int) -> str:
    """Wall 5: every cache key carries the tenant's uuid, whatever the cache."""
    return f"{context.key_prefix()}:{prefix}:{version}:{key}"


class TenantLogFilter(logging.Filter):
    """Every log line says whose it is."""

    def filter(self, record: logging.LogRecord) -> bool:
        place = context.current_or_none()
        record.tenant = place.uuid if place else "-"
        return True
