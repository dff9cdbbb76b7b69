"""Every test, on real servers: `tests/servers.py` starts them."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from komae_sns.processes import bound_to

# A file of tests stays on one worker; two workers, as many as the smallest machine has cores.
# In their own order: else the one test that visits every page would start last, and alone.
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
ON_SQLITE = ("-m", "integrity and not slow")
RULE = "─" * 72


class Command(BaseCommand):
    help = (
        "PostgreSQL ですべての試験を、次に SQLite で整合の試験(-m integrity)を行います。"
        "引数は pytest にそのまま渡し、そのときは一度だけ行います"
        "(例: test tests/staff、test -m slow)。"
    )

    def run_from_argv(self, argv: list[str]) -> None:
        """Not parsed here: the words after `test` are pytest's."""
        sys.exit(run(argv[2:]))

    def handle(self, *args: str, **options: object) -> None:
        if code := run(list(args)):
            raise CommandError("試験に落ちました。", returncode=code)


def run(arguments: list[str]) -> int:
    if not importlib.util.find_spec("pytest"):
        raise CommandError("試験の道具がありません。`python3 manage.py test` で入ります。")
    if arguments:
        return _pytest(arguments)
    on_postgres = _pytest(SIDE_BY_SIDE)
    print(f"\n{RULE}\nSQLite: {ON_SQLITE[1]}\n{RULE}", flush=True)
    on_sqlite = _pytest((*SIDE_BY_SIDE, *ON_SQLITE), {"KOMAE_TEST_DATABASE": "sqlite"})
    return on_postgres or on_sqlite


def _pytest(arguments: Sequence[str], more: Mapping[str, str] | None = None) -> int:
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        check=False,
        cwd=settings.BASE_DIR,
        env=os.environ | (more or {}),
        preexec_fn=bound_to(os.getpid()),
    )
    return finished.returncode
