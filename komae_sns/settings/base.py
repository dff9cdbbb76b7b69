"""What every installation shares. `local` (up, test) and `production` build on it."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()
ENV_FILE = Path(env("KOMAE_ENV_FILE", default=str(BASE_DIR / ".env")))
if ENV_FILE.is_file():
    env.read_env(ENV_FILE)

VAR_DIR = Path(env("KOMAE_VAR_DIR", default=str(BASE_DIR / "var")))
PAPERS_ROOT = VAR_DIR / "papers"
EVIDENCE_ROOT = VAR_DIR / "evidence"
SEALED_ROOT = VAR_DIR / "sealed"
UPLOADS_ROOT = VAR_DIR / "uploads"
EXPORTS_ROOT = VAR_DIR / "exports"
# The city's virus scanner (clamd): unix:///run/clamav/clamd.ctl or tcp://host:3310; none: blank.
CLAMD_URL = env("CLAMD_URL", default="")
CLAMD_REQUIRED = env.bool("CLAMD_REQUIRED", default=True)  # without its answer nothing is kept
CLAMD_SECONDS = env.float("CLAMD_SECONDS", default=10)
AUDIT_KEY_FILE = Path(env("KOMAE_AUDIT_KEY_FILE", default=str(VAR_DIR / "keys" / "audit.pem")))
AUDIT_CHECKPOINT_FILE = Path(
    env("KOMAE_AUDIT_CHECKPOINT_FILE", default=str(VAR_DIR / "checkpoints" / "audit.jsonl"))
)
CITY_FOLDER = Path(env("KOMAE_CITY_FOLDER", default=str(BASE_DIR / "komae_sns" / "city" / "komae")))

INSTALLED_APPS = [
    "komae_sns.home",
    "approvals",
    "incidents",
    "policies",
    "accounts",
    "komae_sns.documents",
    "komae_sns.notices",
    "komae_sns.staff",
    "komae_sns.audit",
    "komae_sns.staff.apps.MasterDataAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "django_htmx",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Above everything that may answer by itself, so that no answer goes out without its headers.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "komae_sns.home.registry.middleware.WithoutCookies",
    "komae_sns.middleware.RefuseUnstorableText",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "komae_sns.staff.middleware.ActorMiddleware",
    "komae_sns.home.middleware.GuidelineOfTheDay",
    "komae_sns.staff.middleware.LoginRequiredKeepingPost",
    "komae_sns.middleware.ExplainRefusedMethod",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "komae_sns.middleware.TellThatItMovedOn",
]

ROOT_URLCONF = "komae_sns.urls"
WSGI_APPLICATION = "komae_sns.wsgi.application"

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
                "komae_sns.context.portal",
            ],
        },
    },
]
FORM_RENDERER = "komae_sns.forms.FieldRenderer"

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "staff:login"
LOGIN_REDIRECT_URL = "home:my-work"
LOGOUT_REDIRECT_URL = "staff:login"

# Counted per person *and* address, so that a stranger cannot lock the chair out (DESIGN 12).
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "staff/locked_out.html"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["password"]

SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 10 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "komae_sns.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"

# Where people reach the portal: links in mails are made of it.
PORTAL_URL = env("PORTAL_URL", default="http://127.0.0.1:8000/")
# Where citizens reach the public list: QR codes and open data hold it. A copy that
# `export_registry` writes for the city's own web server has the same layout.
REGISTRY_URL = env("REGISTRY_URL", default=f"{PORTAL_URL.rstrip('/')}/registry").rstrip("/") + "/"
REGISTRY_COPY_DIR = env("REGISTRY_COPY_DIR", default="")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="portal@localhost")
EMAIL_USE_LOCALTIME = True
EMAIL_TIMEOUT = 10  # seconds for each answer of the mail server

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
