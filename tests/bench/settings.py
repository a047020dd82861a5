"""The real settings (templates cached, Argon2), against the throw-away server; the log speaks only of trouble."""

from ebok.settings import *  # noqa: F403 -- this file is that file, quieter

LOGGING["root"]["level"] = "ERROR"  # type: ignore[name-defined] # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_BROKER_URL = "memory://"
