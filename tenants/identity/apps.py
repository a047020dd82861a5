"""The Django app that stands in both kinds of schema: operators in the public one, users in each utility's."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "tenants.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
