"""The Django app of the machines' door, and the place where work behind is wired at start-up."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"
