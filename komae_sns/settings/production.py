"""A city's own servers. Everything comes from the environment or `.env` (see .env.example).

Refuses to start, naming all that is wrong, rather than run open to attack.
"""

from django.core.exceptions import ImproperlyConfigured

from komae_sns.settings.base import *  # noqa: F403 - settings build on each other
from komae_sns.settings.base import MIDDLEWARE, env
from komae_sns.settings.databases import tuned

SHORTEST_KEY = 50  # characters, as Django's security.W009
FEWEST_CHARACTERS = 5  # different ones


def _wrong() -> list[str]:
    key, hosts = env("SECRET_KEY", default=""), env.list("ALLOWED_HOSTS", default=[])
    checks = {
        "SECRET_KEY がありません": not key,
        f"SECRET_KEY が短すぎるか、推測できます({SHORTEST_KEY}文字以上)": key and _is_weak(key),
        "DEBUG は本番では使えません": env.bool("DEBUG", default=False),
        "ALLOWED_HOSTS がありません": not hosts,
        "ALLOWED_HOSTS に * は使えません": "*" in hosts,
        "DATABASE_URL がありません": not env("DATABASE_URL", default=""),
    }
    return [sentence for sentence, is_wrong in checks.items() if is_wrong]


def _is_weak(key: str) -> bool:
    return (
        len(key) < SHORTEST_KEY
        or len(set(key)) < FEWEST_CHARACTERS
        or key.startswith("django-insecure-")
    )


if wrong := _wrong():
    raise ImproperlyConfigured("設定を直してください: " + "。".join(wrong) + "。")

FOR_TRIAL = False
DEBUG = False
SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATABASES = {"default": tuned(env.db("DATABASE_URL"))}
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")

globals().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))

# The web process is reached through our own proxy only, which writes X-Forwarded-For and -Proto.
MIDDLEWARE.insert(0, "komae_sns.proxies.ClientBehindProxy")

# One switch: False only on a closed network whose browsers reach the portal without TLS.
HTTPS = env.bool("HTTPS", default=True)
PORTAL_URL = env("PORTAL_URL", default="") or (
    f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0].lstrip('.')}/"
)
REGISTRY_URL = env("REGISTRY_URL", default=f"{PORTAL_URL.rstrip('/')}/registry").rstrip("/") + "/"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked by load balancers, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=3600) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
