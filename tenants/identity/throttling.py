"""Counting attempts, atomically and per schema: what may happen only so often in so much time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection


def allowed(key: str, *, limit: int, window: timedelta, at: datetime) -> bool:
    """Count one attempt of `key` and say whether it is still within `limit` per `window` (fixed windows, UTC).

    The count is kept even when the caller's request fails later only if the caller is not in a transaction.
    """
    seconds = int(window.total_seconds())
    start = datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO identity_throttle (key, "window", count) VALUES (%s, %s, 1)'
            ' ON CONFLICT (key, "window") DO UPDATE SET count = identity_throttle.count + 1 RETURNING count',
            [key[:200], start],
        )
        (count,) = cursor.fetchone()
    return bool(count <= limit)
