"""Wiring. Every variable that is read here stands in `.env.example` with its meaning."""

import sqlite3
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from core import env
from core.secrets import installation_key

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("CEXING_DATA_DIR") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

# --- who may talk to us -------------------------------------------------------------------------
SECRET_KEY = env.secret("CEXING_SECRET_KEY") or installation_key(DATA_DIR / "secret-key")
DEBUG = False
ALLOWED_HOSTS = env.words("CEXING_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = env.flag("CEXING_HTTPS", default=False)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "cexing-session"
CSRF_COOKIE_NAME = "cexing-csrf"
LANGUAGE_COOKIE_NAME = "cexing-language"
SESSION_IDLE_SECONDS = 60 * env.number("CEXING_IDLE_MINUTES", 30, least=1, most=1440)
SESSION_COOKIE_AGE = 60 * env.number("CEXING_SESSION_MINUTES", 600, least=1, most=10_080)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# Evidence: one file, how many with one update or request, and all of one unit's together.
FILE_MEGABYTES = env.number("CEXING_FILE_MB", 20, least=1, most=50)
FILES_EACH = env.number("CEXING_FILES_EACH", 10, least=1, most=100)
FILES_UNIT_MEGABYTES = env.number("CEXING_FILES_UNIT_MB", 2048, least=1, most=1_048_576)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A whole request with its files; whatever is larger is refused unread.
LARGEST_UPLOAD = (max(20, FILE_MEGABYTES) + 1) * 1024 * 1024
# How many reverse proxies add to X-Forwarded-For; 0 means the header is not believed.
TRUSTED_PROXIES = env.number("CEXING_TRUSTED_PROXIES", 0, least=0, most=5)

# --- what it is made of -------------------------------------------------------------------------
INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "desks",
    "reports",
    "indicators",
    "progress",
    "recommendations",
    "accounts",
    "core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_tables2",
]
MIDDLEWARE = [
    "core.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.OwnPasswordMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.UploadLimitMiddleware",
    "core.middleware.CleanInputMiddleware",
    "core.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "desks.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "core.templatetags.fixed",
                "core.templatetags.words",
                "progress.templatetags.lights",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "rows"],
        "OPTIONS": {"environment": "core.rows.environment", "autoescape": True},
    },
]
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# --- where it is kept ---------------------------------------------------------------------------
DATABASE_URL = env.secret("CEXING_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'cexing.sqlite3'}"
DATABASE = dict(dj_database_url.parse(DATABASE_URL))
EMBEDDED = str(DATABASE["ENGINE"]).endswith("sqlite3")
if EMBEDDED:
    # Rollback journal, not WAL: SQLite before 3.51.3 can corrupt a WAL database on reset.
    DATABASE["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL;"
            " PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
        ),
    }
else:
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["CONN_HEALTH_CHECKS"] = True
DATABASES: dict[str, Any] = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SQLITE_VERSION = sqlite3.sqlite_version

REDIS_URL = env.secret("CEXING_REDIS_URL")
CACHES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}
}

# --- who signs in -------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.OfficeAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
# Per address and per account name; a name that was refused rests for five minutes.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# --- words and days -----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- pages and files ----------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "files"

# --- work by the clock --------------------------------------------------------------------------
QUEUE_DIR = DATA_DIR / "queue"

# --- what leaves by e-mail -----------------------------------------------------------------------
# Without a host nothing does: notices stay in the inbox.
EMAIL_HOST = env.text("CEXING_MAIL_HOST")
EMAIL_PORT = env.number("CEXING_MAIL_PORT", 25, least=1, most=65_535)
MAIL_SECURITY = env.choice("CEXING_MAIL_SECURITY", "none", ("none", "starttls", "tls"))
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SECURITY == "starttls", MAIL_SECURITY == "tls"
EMAIL_HOST_USER = env.text("CEXING_MAIL_USER")
EMAIL_HOST_PASSWORD = env.secret("CEXING_MAIL_PASSWORD")
DEFAULT_FROM_EMAIL = MAIL_FROM = env.mailbox("CEXING_MAIL_FROM", needed_by="CEXING_MAIL_HOST")
# Well within the lease of the work that sends.
EMAIL_TIMEOUT = 15
MAIL_HOURS = env.hours("CEXING_MAIL_HOURS", "08:30-17:30")
SITE_URL = env.origin("CEXING_SITE_URL", needed_by="CEXING_MAIL_HOST")
# In bytes, as the mail carries them; files that do not fit are linked. 0: no file leaves.
MAIL_ATTACH_MOST = env.number("CEXING_MAIL_ATTACH_MOST", 10_000_000, least=0, most=100_000_000)

# --- how reports look ----------------------------------------------------------------------------
FONT_DIR = env.folder("CEXING_FONT_DIR")
REPORT_FONTS = env.pairs(
    "CEXING_REPORT_FONTS", keys=("fangsong", "kai", "hei", "biaosong", "song", "latin")
)

# --- what it says of itself ---------------------------------------------------------------------
LOG_LEVEL = env.text("CEXING_LOG_LEVEL", "INFO").upper()
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "core.logs.formatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"django.server": {"handlers": ["console"], "propagate": False}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
