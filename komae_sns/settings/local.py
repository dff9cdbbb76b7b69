"""What `up`, `test` and every command on a checkout use."""

from komae_sns.settings.base import *  # noqa: F403 - settings build on each other
from komae_sns.settings.base import VAR_DIR, env

SECRET_KEY = env("SECRET_KEY", default="local-only-" + "x" * 60)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'komae.sqlite3'}"),
}
REDIS_URL = env("REDIS_URL", default="")
