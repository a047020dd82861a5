"""The one settings file, driven by the environment (docs/configuration.md lists every variable)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF

from ebok.environment import SettingMissing, flag, variable

ROOT = Path(__file__).resolve().parents[2]


def _database(url: str) -> dict[str, Any]:
    """A DATABASE_URL as Django wants it; `?host=` names the folder of a unix socket."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "tenants.registry.postgres",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }


# --- where and how -------------------------------------------------------------------------------------------
HOME = Path(
    variable("EBOK_HOME", "", "Folder for what one machine keeps; `.local` in the project when empty.")
    or ROOT / ".local"
)
DEBUG = flag("EBOK_DEBUG", "no", "Show technical error pages. Never in production.")
_FOR_TOOLS = "not-secret-for-tools-only"
SECRET_KEY = variable("EBOK_SECRET_KEY", _FOR_TOOLS, "Signs sessions and links.", secret=True)
HTTPS = flag("EBOK_HTTPS", "no", "The world reaches us by https: secure `__Host-` cookies and HSTS.")
if HTTPS and SECRET_KEY == _FOR_TOOLS:
    raise SettingMissing(
        "Set EBOK_SECRET_KEY to a long random text: whoever knows it can make anybody's session."
    )
PLATFORM_HOST = variable("EBOK_PLATFORM_HOST", "platform.localhost", "Host of the operators' console.")
PUBLIC_PORT = variable(
    "EBOK_PUBLIC_PORT", "", "Port in links, when it is not the scheme's own (one machine: 8000)."
)
LOCAL_DELIVERY = flag("EBOK_LOCAL_DELIVERY", "no", "Keep mail and SMS in EBOK_HOME and show them on a page.")
RELEASE = variable("EBOK_RELEASE", "development", "Name of the running release, shown to operators.")

# The tenancy middleware answers only hosts of verified domains, so Django's own list has nothing to add.
ALLOWED_HOSTS = ["*"]
USE_X_FORWARDED_HOST = False
TRUSTED_PROXIES = int(
    variable(
        "EBOK_TRUSTED_PROXIES",
        "0",
        "How many proxies of ours each request passes: so many entries of X-Forwarded-For are believed, from the right.",
    )
)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- database ------------------------------------------------------------------------------------------------
DATABASES = {
    "default": _database(
        variable(
            "DATABASE_URL",
            "postgresql://ebok_login@/ebok",
            "Login without rights; each request switches to its tenant's role.",
            secret=True,
        )
    ),
}
DATABASES["default"]["CONN_MAX_AGE"] = 600
# Parameters are bound by the server and only one statement may be sent: the second half of wall 4.
DATABASES["default"]["OPTIONS"]["server_side_binding"] = True
if owner_url := variable(
    "DATABASE_OWNER_URL",
    "",
    "Owner of all schemas; only for migrations and provisioning, never for web.",
    secret=True,
):
    DATABASES["owner"] = _database(owner_url)
DATABASE_ROUTERS = ["tenants.registry.router.SchemaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- apps ----------------------------------------------------------------------------------------------------
_IN_BOTH = [
    "tenants.identity",
    "tenants.outbox",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth.account",
    "allauth.mfa",
]
PUBLIC_SCHEMA_APPS = ["tenants.registry", "ebok.console", *_IN_BOTH]
TENANT_SCHEMA_APPS = ["tenants", *_IN_BOTH]
INSTALLED_APPS = [
    "tenants.registry",
    "ebok.console",
    "tenants",
    *_IN_BOTH,
    "allauth",
    "customer_portal",
    "api",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "ebok.client_address.ClientAddressMiddleware",
    # What arms an answer stands outside of whatever may answer, so that no answer leaves without it.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "ebok.headers.HeadersMiddleware",
    "ebok.health.HealthMiddleware",
    "ebok.tenancy.TenancyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "api.authentication.KeysNeedNoCookiesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ebok.language.LanguageMiddleware",
    "ebok.plain_text.PlainTextMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ebok.tenancy.SessionTieMiddleware",
    "ebok.impersonation.ImpersonationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "ebok.session_limits.SessionLimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ebok.tenancy.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "ebok.urls_tenant"
WSGI_APPLICATION = "ebok.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ebok.page.page",
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
        },
    }
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- people --------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "tenants.identity.passwords.UtilityWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "ebok.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# With the default a confirmation link holds only a row's number, so a link from A would confirm an address in B.
ACCOUNT_EMAIL_CONFIRMATION_HMAC = False
ACCOUNT_PREVENT_ENUMERATION = True
# An unknown address gets no mail and the same page: the mailbox of a stranger is none of our business.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "ebok.reset_links.ResetTokens"  # noqa: S105 -- a class
# Everybody's session ends by ebok.session_limits: one question less when signing in.
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key,100/d/key",
    "reset_password": "20/h/ip,3/15m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "ebok.accounts.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "eBOK"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = (
    24 * 3600
)  # the most that a profile may allow; ebok.session_limits holds what it does allow
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "ebok.errors.stale_form"
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000

# --- side stores ---------------------------------------------------------------------------------------------
CACHES = {
    "default": {
        # A table in each schema: one utility's keys cannot meet another's, even with a wrong key.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_row",
        "KEY_FUNCTION": "tenants.registry.keys.cache_key",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
EMAIL_BACKEND = "tenants.notifications.mailing.OutboxBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS: list[Path] = []
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- work behind ---------------------------------------------------------------------------------------------
CELERY_BROKER_URL = variable(
    "CELERY_BROKER_URL", "memory://", "pgmq://, redis://, rediss:// or sqs://.", secret=True
)
CELERY_BROKER_DSN = variable(
    "CELERY_BROKER_DSN", "", "For pgmq://: the libpq words of its database.", secret=True
)

# --- words ---------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "polski"), ("en", "English"), ("uk", "українська")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Warsaw"

# --- headers -------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- API -----------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["api.authentication.HasScope"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.ProblemSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "api.problems.handle",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
    "URL_FORMAT_OVERRIDE": None,  # ?format= would be a parameter that no view declares
}
SPECTACULAR_SETTINGS = {
    "TITLE": "eBOK API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "DESCRIPTION": "Send billing packages and read their reports; read invoices and readings of customers.",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "ImportState": "tenants.integration.models.ImportState",
        "InvoiceKind": "tenants.billing.models.InvoiceKind",
        "InvoiceStatus": "tenants.billing.models.InvoiceStatus",
        "MeterKind": "tenants.metering.models.MeterKind",
        "ReadingKind": "tenants.metering.models.ReadingKind",
    },
}

# --- log -----------------------------------------------------------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"tenant": {"()": "tenants.registry.keys.TenantLogFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {tenant} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["tenant"]}},
    "root": {
        "handlers": ["console"],
        "level": variable("EBOK_LOG_LEVEL", "INFO", "Least level that is logged."),
    },
    "loggers": {"django.server": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
