"""The Django app of the outbox: it stands in both kinds of schema, like identity."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "tenants.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
