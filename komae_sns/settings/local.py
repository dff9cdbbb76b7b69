"""What `up`, `test` and every command on a checkout use: nothing has to be set."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from komae_sns.embedded import lasting_folder, valkey_socket
from komae_sns.settings.base import *  # noqa: F403 - settings build on each other
from komae_sns.settings.base import STORAGES, VAR_DIR, env
from komae_sns.settings.databases import tuned


def _kept_secret(file: Path) -> str:
    """Made on first use; of several processes that start together, one makes it for all."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(fresh, file)
        fresh.unlink()
    return file.read_text().strip()


FOR_TRIAL = True
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or _kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
DATABASES = {
    "default": tuned(env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'komae.sqlite3'}")),
}
# Without a server of one's own: the one that `up` starts for this checkout.
EMBEDDED_REDIS = not env("REDIS_URL", default="")
REDIS_URL = env("REDIS_URL", default="") or f"unix://{valkey_socket(lasting_folder(VAR_DIR))}"

# Compressing takes five seconds of every start, and saves nothing on the way to this machine.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"

if env("EMAIL_URL", default=""):
    globals().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
