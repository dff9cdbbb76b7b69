"""A city to measure: real PostgreSQL with the demo and more accounts, for this process and its own.

DJANGO_SETTINGS_MODULE and DATABASE_URL are set before Django is first read.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from komae_sns import embedded


@contextmanager
def seeded(accounts: int) -> Iterator[None]:
    folder = embedded.private_folder()
    postgres = embedded.start_postgres(folder)
    os.environ |= {
        "DATABASE_URL": postgres.url,
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "KOMAE_VAR_DIR": str(Path(folder) / "var"),
        "KOMAE_ENV_FILE": os.devnull,
        "KOMAE_DEMO_PASSWORD": "bench-password-2026",
    }
    try:
        started = time.perf_counter()
        for command in (["migrate", "-v0"], ["seed_demo", "-v0", "--accounts", str(accounts)]):
            subprocess.run([sys.executable, "-m", "django", *command], check=True)
        seconds = time.perf_counter() - started
        print(f"{accounts:,} accounts seeded in {seconds:.0f} s", flush=True)
        yield
    finally:
        postgres.stop()
