"""The shipped production settings start safely or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GOOD = {
    "SECRET_KEY": "gT4-vN8_qYz2LpR7xWc0JbK5mHs9DfA3eUi6oZt1-QwErTyUiOpAs",
    "ALLOWED_HOSTS": "sns.example.lg.jp",
    "DATABASE_URL": "postgres://portal@db.example.lg.jp/portal",
    "REDIS_URL": "redis://redis.example.lg.jp/0",
}
OURS = (
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "DJANGO_SETTINGS_MODULE",
    "DEBUG",
    "HTTPS",
    "HSTS_SECONDS",
    "EMAIL_URL",
    "PORTAL_URL",
    *GOOD,
)


def run(*words, settings="komae_sns.settings.production", **variables):
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment |= {"DJANGO_SETTINGS_MODULE": settings, "KOMAE_ENV_FILE": os.devnull, **variables}
    return subprocess.run(
        [sys.executable, *words],
        check=False,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )


def load(**variables):
    return run("-c", "import komae_sns.settings.production", **variables)


def test_the_deployment_check_finds_nothing():
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **GOOD)

    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "https://sns.example.lg.jp/"),
        ({"HTTPS": "False"}, "http://sns.example.lg.jp/"),
        ({"ALLOWED_HOSTS": ".example.lg.jp,other"}, "https://example.lg.jp/"),
        ({"PORTAL_URL": "https://portal.example.lg.jp/"}, "https://portal.example.lg.jp/"),
    ],
)
def test_links_in_mails_lead_to_the_first_allowed_host_or_where_it_is_said(variables, expected):
    asked = "from komae_sns.settings.production import PORTAL_URL; print(PORTAL_URL)"

    assert run("-c", asked, **GOOD | variables).stdout.strip() == expected


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_without_a_needed_setting_it_refuses_to_start_and_names_it(missing):
    for variables in (GOOD | {missing: ""}, {k: v for k, v in GOOD.items() if k != missing}):
        refused = load(**variables)

        assert refused.returncode != 0
        assert f"{missing} がありません" in refused.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "django-insecure-" + GOOD["SECRET_KEY"]),
        ("DEBUG", "true"),
        ("DEBUG", "1"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "sns.example.lg.jp,*"),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(name, value):
    refused = load(**GOOD, **{name: value}) if name not in GOOD else load(**GOOD | {name: value})

    assert refused.returncode != 0
    assert f"ImproperlyConfigured: 設定を直してください: {name}" in refused.stderr


def test_everything_wrong_is_named_at_once():
    refused = load(DEBUG="true")

    assert [name in refused.stderr for name in ("SECRET_KEY", "DEBUG", "ALLOWED", "DATABASE")] == [
        True
    ] * 4


SHOW = "from django.conf import settings as s; print({})"


@pytest.mark.parametrize(("https", "expected"), [("true", "True 3600"), ("false", "False 0")])
def test_one_switch_turns_tls_on_or_off_as_a_whole(https, expected):
    shown = "s.SESSION_COOKIE_SECURE is s.CSRF_COOKIE_SECURE is s.SECURE_SSL_REDIRECT"
    values = f"{shown} and s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS"

    printed = run("-c", SHOW.format(values), **GOOD, HTTPS=https)

    assert printed.stdout.strip() == expected


def test_connections_are_kept_open():
    value = "s.DATABASES['default']['CONN_MAX_AGE'] > 0, s.DATABASES['default']['ENGINE']"

    printed = run("-c", SHOW.format(value), **GOOD)

    assert printed.stdout.strip() == "True django.db.backends.postgresql"


def test_the_local_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    local = {"settings": "komae_sns.settings.local", "KOMAE_VAR_DIR": str(tmp_path)}

    first, second = (run("-c", SHOW.format("s.SECRET_KEY"), **local).stdout for _ in range(2))

    assert first == second
    assert len(first.strip()) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_sqlite_queues_its_writers(tmp_path):
    local = {"settings": "komae_sns.settings.local", "KOMAE_VAR_DIR": str(tmp_path)}
    values = "[s.DATABASES['default']['OPTIONS'][k] for k in ('transaction_mode', 'timeout')]"

    printed = run("-c", SHOW.format(values), **local)

    assert printed.stdout.strip() == "['IMMEDIATE', 20]"


def test_up_is_not_for_production():
    refused = run("manage.py", "up", **GOOD)

    assert refused.returncode == 1
    assert "up は試用のため" in refused.stderr
