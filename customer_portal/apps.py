"""The Django app of the customers' door: templates, static files and template tags, no tables."""

from django.apps import AppConfig


class CustomerPortalConfig(AppConfig):
    name = "customer_portal"
