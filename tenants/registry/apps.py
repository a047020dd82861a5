"""The Django app of the public schema's registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "tenants.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"
