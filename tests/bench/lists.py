"""Lists as files, beside the bare library, in one run: seconds, first byte, memory.

    python -m tests.bench.lists [ACCOUNTS]

Real PostgreSQL; CSV against COPY, Excel against xlsxwriter with constant_memory alone.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.city import seeded


def main(accounts: int = 20_000) -> None:
    with seeded(accounts):
        print(f"{'file':28}{'s':>8}{'first s':>9}{'MB':>8}{'+ RSS MB':>10}")
        for name in WAYS:  # each in a process of its own, for its memory
            subprocess.run([sys.executable, "-m", "tests.bench.lists", name], check=True)


def _table() -> object:
    from django.http import QueryDict

    from accounts.listing import REGISTER
    from komae_sns.documents.listings.declared import Table
    from komae_sns.staff.actors import actor_of
    from komae_sns.staff.models import User

    secretariat = actor_of(User.objects.get(username="secretariat"), time_today())
    return Table.of(REGISTER, QueryDict(), secretariat)


def time_today() -> object:
    from django.utils import timezone

    return timezone.localdate()


def _csv(told: Callable[[], None]) -> int:
    from komae_sns.documents.listings.csv_file import lines

    size = 0
    for piece in lines(_table()):
        size += len(piece)
        if size > 3:
            told()
    return size


def _copy(told: Callable[[], None]) -> int:
    from django.db import connection

    names = (
        "a.id, a.name, handle, s.name, url, d.name, d.kana, status, badge, is_city_pr, opened_on,"
        " p.title, u.name, purpose, topics, audience, frequency, tone, needs_post_approval,"
        " registered_email, contractor, contractor_until"
    )
    source = (
        "accounts_officialaccount a JOIN accounts_service s ON s.id = service_id"
        " JOIN staff_department d ON d.id = a.department_id"
        " LEFT JOIN staff_appointment p ON p.id = manager_id"
        " LEFT JOIN staff_user u ON u.id = p.user_id"
    )
    size = 0
    with connection.cursor() as cursor:
        sql = f"COPY (SELECT {names} FROM {source} ORDER BY a.id DESC) TO STDOUT CSV"
        with cursor.copy(sql) as copied:
            for piece in copied:
                size += len(piece)
                told()
    return size


def _excel(told: Callable[[], None]) -> int:
    from komae_sns.documents.listings import xlsx_file

    return _to_file(lambda file: xlsx_file.write(_table(), "公式アカウント", file), told)


def _bare_excel(told: Callable[[], None]) -> int:
    import xlsxwriter

    def write(file: Path) -> None:
        options = {"constant_memory": True, "strings_to_urls": False, "default_date_format": "d"}
        with xlsxwriter.Workbook(str(file), options) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(_table()):
                sheet.write_row(number, 0, row)

    return _to_file(write, told)


def _to_file(write: Callable[[Path], None], told: Callable[[], None]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.xlsx"
        write(file)
        told()
        return file.stat().st_size


WAYS = {"CSV": _csv, "COPY": _copy, "Excel": _excel, "xlsxwriter alone": _bare_excel}


def measure(name: str) -> None:
    import django

    django.setup()
    next(iter(_table()))  # everything is imported
    before, first = _memory(), []
    started = time.perf_counter()
    size = WAYS[name](lambda: first or first.append(time.perf_counter() - started))
    taken = time.perf_counter() - started
    grown = _memory() - before
    print(f"{name:28}{taken:>8.2f}{first[0]:>9.3f}{size / 1e6:>8.1f}{grown:>10.1f}")


def _memory() -> float:
    """The most so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in WAYS:
        measure(sys.argv[1])
    else:
        main(*map(int, sys.argv[1:]))
