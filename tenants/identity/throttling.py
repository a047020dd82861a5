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


def spaced(key: str, *, pause: timedelta, at: datetime) -> bool:
    """Note one event of `key` and say whether `pause` has passed since the last one noted; a refused one is not noted.

    Two events in the very same moment may both pass: whoever must not allow that counts them with `allowed` as well.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO identity_throttle (key, "window", count) SELECT %s, %s, 1 WHERE NOT EXISTS'
            ' (SELECT FROM identity_throttle WHERE key = %s AND "window" > %s)'
            " ON CONFLICT DO NOTHING RETURNING count",
            [key[:200], at, key[:200], at - pause],
        )
        return cursor.fetchone() is not None
