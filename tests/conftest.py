import pytest


@pytest.fixture(autouse=True)
def _quick_and_plain(settings):
    """Slow hashes protect real passwords; hashed file names need `collectstatic` first."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
