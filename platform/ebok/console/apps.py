"""The Django app of the operators' console: its tables (impersonation) stand in the public schema."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "ebok.console"
    label = "console"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Wire the top floor's choices into the rooms below: who wakes workers, who carries mail."""
        from ebok import wiring  # noqa: PLC0415 -- models are not loaded before ready()

        wiring.connect()
