"""Where things of the public register are: on the portal, in a static copy, and for ever.

All three have the same layout, so that a permanent address works on either server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from komae_sns.home.registry.entries import Entry, InForce

LIST, CHECK, WARNINGS, DATA = "", "check/", "warnings/", "data/"
JSON, CSV, FEED, WARNINGS_JSON = (
    *("accounts.json", "accounts.csv"),
    *("warnings.atom", "warnings.json"),
)


def account(key: str) -> str:
    return f"accounts/{key}/"


def qr(key: str) -> str:
    return f"accounts/{key}/qr.svg"


def policy(key: str, version: InForce) -> str:
    return f"accounts/{key}/policy-{version.policy}-{version.number}.pdf"


def warning(number: int) -> str:
    return f"warnings/{number}/"


def permanent(path: str = LIST, base: str = "") -> str:
    """The address to print and to hand on: of the copy that citizens reach."""
    return f"{base or settings.REGISTRY_URL}{path}"


def permanent_account(entry: Entry, base: str = "") -> str:
    return permanent(account(entry.key), base)


@dataclass(frozen=True)
class Portal:
    """Pages that the portal itself serves."""

    is_copy = False
    base: str = ""

    def to(self, path: str) -> str:
        return f"{reverse('registry:index')}{path}"

    def to_file(self, path: str) -> str:
        return static(path)

    def to_list(self, chosen: Mapping[str, str], number: int = 1) -> str:
        asked = dict(chosen) | ({"page": number} if number > 1 else {})
        return self.to(LIST) + (f"?{urlencode(asked)}" if asked else "")


def folder_of(chosen: Mapping[str, str]) -> str:
    """Of a list in a copy, which has one choice at most."""
    return "".join(f"{name}/{value}/" for name, value in chosen.items())


def list_file(chosen: Mapping[str, str], number: int = 1) -> str:
    return folder_of(chosen) + (f"page-{number}.html" if number > 1 else "index.html")


@dataclass(frozen=True)
class Copy:
    """One page of a static copy: every address is relative to its folder."""

    is_copy = True
    depth: int
    base: str = ""

    def to(self, path: str) -> str:
        file = path if path and not path.endswith("/") else f"{path}index.html"
        return f"{self._up}{file}"

    def to_file(self, path: str) -> str:
        return f"{self._up}{path}"

    def to_list(self, chosen: Mapping[str, str], number: int = 1) -> str:
        return f"{self._up}{list_file(chosen, number)}"

    @property
    def _up(self) -> str:
        return "../" * self.depth
