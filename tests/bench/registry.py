"""The public side: the whole register as data, a page, a question; and a static copy.

    python -m tests.bench.registry [ACCOUNTS] [COPIED]

Real PostgreSQL; each in a process of its own, for its memory. COPY of the same table beside them.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.city import seeded


def main(accounts: int = 100_000, copied: int = 1_000) -> None:
    print(f"{'':28}{'s':>8}{'CPU s':>8}{'first s':>9}{'MB':>8}{'+ RSS MB':>10}")
    _with_accounts(accounts, ("COPY", "JSON", "CSV", "page", "question", "unchanged"))
    _with_accounts(copied, ("static copy",))


def _with_accounts(number: int, names: tuple[str, ...]) -> None:
    with seeded(number):
        _sql("ANALYZE")
        for name in names:
            subprocess.run([sys.executable, "-m", "tests.bench.registry", name], check=True)


def _sql(command: str) -> None:
    script = f"from django.db import connection as c; c.cursor().execute('{command}')"
    subprocess.run([sys.executable, "-m", "django", "shell", "-c", script], check=True)


Told = Callable[[], None]


def _fetched(path: str, told: Told, **headers: str) -> int:
    from django.test import Client

    answer = Client().get(path, headers=headers)
    size = 0
    for piece in answer.streaming_content if answer.streaming else [answer.content]:
        size += len(piece)
        told()
    return size


def _json(told: Told) -> int:
    return _fetched("/registry/accounts.json", told)


def _csv(told: Told) -> int:
    return _fetched("/registry/accounts.csv", told)


def _page(told: Told) -> int:
    return _fetched("/registry/?service=x&page=2", told)


def _question(told: Told) -> int:
    """The index of handles is there; `question` alone is asked."""
    return _fetched("/registry/check/?q=komae_bosai_1", told)


def _unchanged(told: Told) -> int:
    from django.test import Client

    tag = Client().get("/registry/").headers["ETag"]
    return _fetched("/registry/", told, **{"If-None-Match": tag})


def _copy(told: Told) -> int:
    from django.db import connection

    names = "public_key, name, handle, url, status, badge, purpose, topics, area, opened_on"
    size = 0
    with connection.cursor() as cursor:
        sql = f"COPY (SELECT {names} FROM accounts_officialaccount ORDER BY id) TO STDOUT CSV"
        with cursor.copy(sql) as copied:
            for piece in copied:
                size += len(piece)
                told()
    return size


WAYS = {
    "COPY": _copy,
    "JSON": _json,
    "CSV": _csv,
    "page": _page,
    "question": _question,
    "unchanged": _unchanged,
}


def measure(name: str) -> None:
    import django

    django.setup()
    _fetched("/registry/check/?q=komae_bosai_2", lambda: None)  # everything is imported
    if name == "static copy":
        for row in _static_copies():
            print(row)
        return
    before, first = _memory(), []
    started, worked = time.perf_counter(), time.process_time()
    size = WAYS[name](lambda: first or first.append(time.perf_counter() - started))
    taken, worked = time.perf_counter() - started, time.process_time() - worked
    first, grown = first or [taken], _memory() - before
    row = f"{name:28}{taken:>8.2f}{worked:>8.2f}{first[0]:>9.3f}{size / 1e6:>8.1f}{grown:>10.1f}"
    print(row, flush=True)


def _static_copies() -> Iterator[str]:
    """Policies of the demo city are printed beforehand, as they are on the day of their force."""
    from komae_sns.home.registry.copy.pages import Copy
    from komae_sns.home.registry.copy.writing import write

    for _ in Copy("https://example.jp/").files():
        pass
    with tempfile.TemporaryDirectory() as folder:
        for run in ("first run", "second run"):
            started, worked = time.perf_counter(), time.process_time()
            written = write(Path(folder) / "sns", Copy("https://example.jp/").files())
            taken, worked = time.perf_counter() - started, time.process_time() - worked
            said = f"static copy, {run}"
            yield f"{said:28}{taken:>8.2f}{worked:>8.2f}  {len(written.changed)} files written"


def _memory() -> float:
    """The most so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    wanted = sys.argv[1:2]
    if wanted and not wanted[0].isdecimal():
        measure(wanted[0])
    else:
        main(*map(int, sys.argv[1:3]))
