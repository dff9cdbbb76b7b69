"""The demo city: names in TOML, everything else made by the services (STYLE.md)."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PASSWORD_DEFAULT = "komae-mihon-no-machi"  # shown by `up`; production settings refuse the demo


def data(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


# 職, user name, first page to see.
LOGINS: tuple[tuple[str, str, str], ...] = tuple(
    (login["post"], login["username"], login["page"]) for login in data("city.toml")["logins"]
)
