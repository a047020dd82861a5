"""Names of schemas and roles: made by us, opaque, never from user input (E2: schema names cannot be hidden)."""

from __future__ import annotations

import re
import secrets

PUBLIC_SCHEMA = "public"
PLATFORM_ROLE = "ebok_platform"
NO_TENANT = "no_tenant"

_SCHEMA = re.compile(r"t_[a-z0-9]{12}")
_OURS = frozenset({PUBLIC_SCHEMA, PLATFORM_ROLE, NO_TENANT})


def new_schema_name() -> str:
    """A fresh opaque name such as `t_k3f09x2mq7ab`; the schema's role bears the same name."""
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
    return "t_" + "".join(secrets.choice(alphabet) for _ in range(12))


def is_schema_name(name: str) -> bool:
    """Whether `name` may stand, quoted, in SQL: one of our fixed names or an opaque one."""
    return name in _OURS or _SCHEMA.fullmatch(name) is not None
