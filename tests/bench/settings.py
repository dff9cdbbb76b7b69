"""The portal as it runs, with an empty page to compare with and a count of queries."""

from komae_sns.settings.local import *  # noqa: F403 - settings build on each other
from komae_sns.settings.local import MIDDLEWARE, STORAGES

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.counting.CountQueries", *MIDDLEWARE]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
