"""A pytest plugin (`-p tests.servers`): real PostgreSQL and Redis for the whole run.

Started before Django reads its settings. `DATABASE_URL`, `REDIS_URL`, `PG_BIN` and
`REDIS_SERVER_BIN` choose other ones; KOMAE_TEST_DATABASE=sqlite runs on a SQLite file instead.
"""

import os
import shutil
from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from komae_sns import bootstrap, embedded

_servers: list[embedded.Server] = []
_folders: list[Path] = []
_described: list[str] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(args: list[str]) -> Generator[None, None, None]:
    """A wrapper, because pytest-django's own hook wants to be first, and reads the settings."""
    if not {"--collect-only", "--co"} & set(args):
        _provide_folder()
        _provide_database()
        _provide_broker()
    return (yield)


def pytest_report_header() -> list[str]:
    browser = bootstrap.browser() or "ありません(apt-get install chromium)。その試験は飛ばします"
    return [*_described, f"browser: {browser}"]


def pytest_unconfigure() -> None:
    while _servers:
        _servers.pop().stop()
    while _folders:
        shutil.rmtree(_folders.pop(), ignore_errors=True)


def _folder() -> Path:
    _folders.append(embedded.private_folder())
    return _folders[-1]


def _provide_folder() -> None:
    """No test writes among the files of the checkout, or to what its `.env` points to."""
    os.environ["KOMAE_ENV_FILE"] = os.devnull
    var = _folder()
    (var / "static").mkdir()
    os.environ["KOMAE_VAR_DIR"] = str(var)


def _provide_database() -> None:
    if os.environ.get("KOMAE_TEST_DATABASE") == "sqlite":
        file = Path(os.environ["KOMAE_VAR_DIR"]) / "komae.sqlite3"
        os.environ["DATABASE_URL"] = f"sqlite:///{file}"
        _described.append("database: SQLite (file, WAL)")
    elif given := os.environ.get("DATABASE_URL"):
        _described.append(f"database: DATABASE_URL ({urlsplit(given).scheme})")
    else:
        _start("database", "DATABASE_URL", embedded.start_postgres(_folder()))


def _provide_broker() -> None:
    if given := os.environ.get("REDIS_URL"):
        _described.append(f"redis: REDIS_URL ({urlsplit(given).scheme})")
    else:
        _start("redis", "REDIS_URL", embedded.start_valkey(_folder()))


def _start(name: str, variable: str, server: embedded.Server) -> None:
    _servers.append(server)
    os.environ[variable] = server.url
    _described.append(f"{name}: {server.description}")
