"""注意喚起 for citizens (見本第7条2): what is public, in the words that were let out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from accounts.status import NEVER_OPENED
from incidents.models import Impostor, PublicWarning
from incidents.models.public_warning import PublicWarningQuerySet
from incidents.status import IMPOSTOR_KNOWN, WarningStatus

MOST_IN_FEED = 50


class State(models.TextChoices):
    PUBLISHED = "PUBLISHED", "注意"
    ENDED = "ENDED", "終わりました"
    WITHDRAWN = "WITHDRAWN", "取り下げました"


_OVER = {
    WarningStatus.ENDED: State.ENDED,
    WarningStatus.WITHDRAWN: State.WITHDRAWN,
}


@dataclass(frozen=True)
class FalseAccount:
    """As the warning named it."""

    service: str
    shown: str
    url: str


@dataclass(frozen=True)
class Told:
    """`account_key`: of the account of ours that it is about; blank for none."""

    id: int
    state: State
    title: str
    body: str
    because: str
    named: tuple[FalseAccount, ...]
    account_key: str
    account_name: str
    published_at: datetime
    updated_at: datetime

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def is_corrected(self) -> bool:
        return bool(self.because)


def once_public() -> PublicWarningQuerySet:
    """Newest first; what was never let out is in none of them."""
    found = PublicWarning.objects.once_published().filter(incident__is_drill=False)
    return found.select_related("public_version", "incident__account").order_by(
        "-published_at", "-pk"
    )


def warnings_of(rows: Iterable[PublicWarning]) -> list[Told]:
    rows = list(rows)
    mistaken = _mistaken(rows)
    return [_warning(row, mistaken) for row in rows]


def _mistaken(rows: Sequence[PublicWarning]) -> frozenset[tuple[int, str]]:
    """Somebody's honest account is called false no longer, from the moment it is known."""
    if not any(row.public_version.named for row in rows):
        return frozenset()
    found = Impostor.objects.filter(incident__in={row.incident_id for row in rows})
    found = found.exclude(status__in=sorted(IMPOSTOR_KNOWN))
    return frozenset(found.values_list("incident", "url"))


def standing() -> list[Told]:
    return warnings_of(once_public().filter(pk__in=PublicWarning.objects.published().values("pk")))


def parted(warnings: Sequence[Told]) -> dict[str, list[Told]]:
    """Those that stand, and those that are over."""
    return {
        "warnings": [warning for warning in warnings if warning.is_public],
        "over": [warning for warning in warnings if not warning.is_public],
    }


def lately(warnings: Sequence[Told]) -> list[Told]:
    """What a feed holds: the last ones to change."""
    newest = sorted(warnings, key=lambda warning: (warning.updated_at, warning.id), reverse=True)
    return newest[:MOST_IN_FEED]


def _warning(row: PublicWarning, mistaken: frozenset[tuple[int, str]]) -> Told:
    """A withdrawn one was wrong: that it was there stays, its words do not."""
    state = _OVER.get(WarningStatus(row.status), State.PUBLISHED)
    version, account = row.public_version, row.incident.account
    is_wrong = state == State.WITHDRAWN
    named = [n for n in version.named if (row.incident_id, n["url"]) not in mistaken]
    is_shown = account is not None and account.status not in NEVER_OPENED
    return Told(
        id=row.pk,
        state=state,
        title=version.title,
        body="" if is_wrong else version.body,
        because="" if is_wrong else version.because,
        named=() if is_wrong else tuple(map(_false_account, named)),
        account_key=account.public_key if is_shown else "",
        account_name=account.name if is_shown else "",
        published_at=row.published_at,
        updated_at=row.ended_at or version.published_at,
    )


def _false_account(named: dict[str, Any]) -> FalseAccount:
    return FalseAccount(named["service"], named["shown"], named["url"])


def as_data(warning: Told, page: str) -> dict[str, Any]:
    return {
        "id": warning.id,
        "page": page,
        "state": str(warning.state),
        "label": warning.state.label,
        "title": warning.title,
        "body": warning.body or None,
        "corrected_because": warning.because or None,
        "false_accounts": [
            {"service": one.service, "shown": one.shown, "url": one.url} for one in warning.named
        ],
        "official_account": warning.account_key or None,
        "published_at": warning.published_at.isoformat(timespec="seconds"),
        "updated_at": warning.updated_at.isoformat(timespec="seconds"),
    }
