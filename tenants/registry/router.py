"""Which app's tables belong in which kind of schema. Only the owner's connection ever makes tables."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings

from tenants.registry.names import PUBLIC_SCHEMA
from tenants.registry.postgres.base import connection_to


class SchemaRouter:
    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        if db != "owner":
            return False
        public = connection_to(db).context.schema == PUBLIC_SCHEMA
        names = settings.PUBLIC_SCHEMA_APPS if public else settings.TENANT_SCHEMA_APPS
        return apps.get_app_config(app_label).name in names
