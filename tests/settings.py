"""The platform's settings with what makes tests fast: cheap password hashes, no manifest of static files."""

from ebok.settings import *  # noqa: F403 -- this file is that file with four changes

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
CELERY_BROKER_URL = "memory://"
