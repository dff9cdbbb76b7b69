"""Where things of the public register are: on the portal, in a static copy, and for ever.

All three have the same layout, so that a permanent address works on either server.
"""

from dataclasses import dataclass

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


def warning(key: str) -> str:
    return f"warnings/{key}/"


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

    def to_choice(self, kind: str, value: str) -> str:
        return f"{self.to(LIST)}?{kind}={value}"


@dataclass(frozen=True)
class Copy:
    """One page of a static copy: every address is relative to its folder."""

    is_copy = True
    depth: int
    base: str = ""

    def to(self, path: str) -> str:
        folder = path if path and not path.endswith("/") else f"{path}index.html"
        return f"{self._up}{folder}"

    def to_file(self, path: str) -> str:
        return f"{self._up}{path}"

    def to_choice(self, kind: str, value: str) -> str:
        return self.to(f"{kind}/{value}/")

    @property
    def _up(self) -> str:
        return "../" * self.depth
