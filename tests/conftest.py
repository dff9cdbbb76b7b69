import gc
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.core.management.commands import flush
from django.db import connections

from komae_sns import bootstrap
from komae_sns.audit import triggers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Playwright keeps an event loop in the thread; the tests' own database calls are plain ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_finish() -> None:
    """What was imported stays: to look through it again and again is a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """A real one; skipped, with the reason printed, where there is none."""
    program = bootstrap.browser()
    if program is None:
        pytest.skip("Chromiumがありません（apt-get install chromium）。")
    from playwright.sync_api import sync_playwright

    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _quick_and_plain(settings):
    """Slow hashes protect real passwords; hashed file names need `collectstatic` first."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _evidence_lies_apart(settings, tmp_path_factory):
    """One folder for the run: what is the same lies there once."""
    settings.EVIDENCE_ROOT = tmp_path_factory.getbasetemp() / "evidence"
    settings.UPLOADS_ROOT = tmp_path_factory.getbasetemp() / "uploads"
    settings.SEALED_ROOT = tmp_path_factory.getbasetemp() / "sealed"


@pytest.fixture(autouse=True)
def _what_a_process_remembers_begins_anew():
    """One index that follows a trail, and the guideline's versions: no test shares them."""
    if module := sys.modules.get("approvals.register"):
        module.register_index.cache_clear()
    if module := sys.modules.get("komae_sns.home.editions.memory"):
        module.forget()
    if module := sys.modules.get("komae_sns.home.registry.handles"):
        module.handle_index.cache_clear()


@pytest.fixture(autouse=True, scope="session")
def _tables_can_be_emptied_between_tests() -> Iterator[None]:
    """The guards refuse what Django does after a transactional test; only here they are lifted."""
    patch = pytest.MonkeyPatch()
    empty = flush.Command.handle

    def empty_without_guards(command: flush.Command, **options: object) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = replica")
            else:
                for name in triggers.installed_names(options["database"]):
                    cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            empty(command, **options)
        finally:
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET session_replication_role = DEFAULT")
            else:
                triggers.install(options["database"])

    patch.setattr(flush.Command, "handle", empty_without_guards)
    yield
    patch.undo()
