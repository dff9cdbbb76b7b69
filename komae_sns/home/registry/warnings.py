"""注意喚起 for citizens (見本第7条2): what is public, in the words that were let out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils.timezone import localdate

from accounts.models import OfficialAccount
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
    """`account_key`: of the account of ours that it is about; blank for none.

    `because`: why it was corrected; `ended_because`: why it is over.
    """

    id: int
    state: State
    title: str
    body: str
    because: str
    ended_because: str
    named: tuple[FalseAccount, ...]
    account_key: str
    account_name: str
    published_at: datetime
    corrected_at: datetime | None
    over_at: datetime | None
    updated_at: datetime  # when citizens last read something else, for whatever reason

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def changed_at(self) -> datetime | None:
        """Since its words were let out: somebody is named no longer, or again."""
        said_at = max(filter(None, (self.published_at, self.corrected_at, self.over_at)))
        return self.updated_at if self.updated_at > said_at else None


def once_public() -> PublicWarningQuerySet:
    """Newest first; what was never let out is in none of them."""
    found = PublicWarning.objects.once_published().filter(incident__is_drill=False)
    return found.select_related("public_version", "incident__account").order_by(
        "-published_at", "-pk"
    )


def warnings_of(rows: Iterable[PublicWarning]) -> list[Told]:
    rows = list(rows)
    judged = _Judged.about(rows)
    return [_warning(row, judged) for row in rows]


@dataclass(frozen=True)
class _Judged:
    """What is held today of the accounts that were named, and since when."""

    mistaken: frozenset[tuple[int, str]]
    since: Mapping[tuple[int, str], datetime]

    @classmethod
    def about(cls, rows: Sequence[PublicWarning]) -> Self:
        """Somebody's honest account is called false no longer, from the moment it is known."""
        incidents = {row.incident_id for row in rows if row.public_version.named}
        found = Impostor.objects.filter(incident__in=incidents) if incidents else ()
        return cls(
            frozenset((i.incident_id, i.url) for i in found if i.status not in IMPOSTOR_KNOWN),
            {(i.incident_id, i.url): i.judged_at or i.waiting_since for i in found},
        )

    def still(self, row: PublicWarning) -> list[dict[str, Any]]:
        """Those of the named that are held to be false."""
        named = row.public_version.named
        return [one for one in named if (row.incident_id, one["url"]) not in self.mistaken]

    def moments(self, row: PublicWarning) -> Iterator[datetime]:
        for one in row.public_version.named:
            if since := self.since.get((row.incident_id, one["url"])):
                yield since


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


def _warning(row: PublicWarning, judged: _Judged) -> Told:
    """A withdrawn one was wrong: that it was there stays, its words do not."""
    state = _OVER.get(WarningStatus(row.status), State.PUBLISHED)
    version, account = row.public_version, _account(row)
    is_wrong = state == State.WITHDRAWN
    moments = [version.published_at, row.account_changed_at, row.ended_at]
    if not is_wrong:
        moments += judged.moments(row)
    return Told(
        id=row.pk,
        state=state,
        title=version.title,
        body="" if is_wrong else version.body,
        because="" if is_wrong else version.because,
        ended_because=row.ended_because,
        named=() if is_wrong else tuple(map(_false_account, judged.still(row))),
        account_key=account.public_key if account else "",
        account_name=account.name if account else "",
        published_at=row.published_at,
        corrected_at=version.published_at if version.number > 1 else None,
        over_at=row.ended_at,
        updated_at=max(filter(None, moments)),
    )


def _account(row: PublicWarning) -> OfficialAccount | None:
    """Not one that opened since: what was let out says nothing of it."""
    account = row.incident.account
    if account is None or account.status in NEVER_OPENED:
        return None
    day = localdate(row.public_version.published_at)
    return None if account.opened_on and account.opened_on > day else account


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
        "ended_because": warning.ended_because or None,
        "false_accounts": [
            {"service": one.service, "shown": one.shown, "url": one.url} for one in warning.named
        ],
        "official_account": warning.account_key or None,
        "published_at": warning.published_at.isoformat(timespec="seconds"),
        "updated_at": warning.updated_at.isoformat(timespec="seconds"),
    }
