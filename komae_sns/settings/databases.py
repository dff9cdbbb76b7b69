"""How the portal uses a database, whichever one the address names."""

from pathlib import Path
from typing import Any

KEEP_OPEN_SECONDS = 600  # a new connection per request makes the empty page three times slower

SQLITE = {
    "transaction_mode": "IMMEDIATE",  # writers queue up instead of failing half-way
    "timeout": 20,  # seconds in that queue
    "init_command": "PRAGMA journal_mode=WAL;",
}
POSTGRESQL = {
    "connect_timeout": 5,  # seconds
    # A page joins a dozen names to one row. To try every order of the joins takes PostgreSQL ten
    # times longer than to read the row, and Django names them in a good order already.
    "options": "-c join_collapse_limit=4",
}


def tuned(database: dict[str, Any]) -> dict[str, Any]:
    """What django-environ read from an address, with our options; those in the address win."""
    is_sqlite = database["ENGINE"].endswith("sqlite3")
    options = SQLITE if is_sqlite else POSTGRESQL
    database = {
        "CONN_MAX_AGE": KEEP_OPEN_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        **database,
        "OPTIONS": options | database.get("OPTIONS", {}),
    }
    if is_sqlite:
        file = Path(database["NAME"])
        file.parent.mkdir(parents=True, exist_ok=True)
        # A file also in tests: in memory there is neither WAL nor a second writer.
        database["TEST"] = {"NAME": str(file.with_name(f"test-{file.name}"))}
    return database
