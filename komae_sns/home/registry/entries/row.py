"""What citizens are told of one account: plain values, the same for whoever shows them."""

from dataclasses import dataclass
from datetime import date

from accounts.models import OfficialAccount
from komae_sns.home.registry.standing import (
    DOUBTED,
    DOUBTED_SENTENCE,
    IN_USE,
    SENTENCES,
    Standing,
)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The newest check that found the account to be ours."""

    on: date
    by: str

    LABELS = {
        "link_check": "市ホームページとの相互リンクの確認",
        "content_check": "発言内容の確認",
        "status_check": "停止後の状態確認",
    }

    @property
    def label(self) -> str:
        return self.LABELS[self.by]


@dataclass(frozen=True, slots=True)
class Paused:
    since: date
    reason: str
    page_url: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """A stop that citizens were told of: `successor` is where the information goes on."""

    stop_on: date | None
    stopped_on: date | None
    notice: str
    successor_key: str
    successor_name: str
    elsewhere: str


@dataclass(frozen=True, slots=True)
class Former:
    handle: str
    url: str
    until: date


@dataclass(frozen=True, slots=True)
class Domain:
    name: str
    purpose: str
    is_doubted: bool


@dataclass(frozen=True, slots=True)
class InForce:
    policy: int
    number: int
    title: str
    enacted_on: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    name: str
    service: str
    service_code: str
    handle: str
    url: str
    division: str
    section: str
    department: str
    section_keys: tuple[str, ...]  # its own, and of those above
    standing: Standing
    is_doubted: bool
    badge: str
    is_city_pr: bool
    purpose: str
    topics: str
    area: str
    area_name: str
    opened_on: date | None
    confirmed: Confirmed | None
    paused: Paused | None = None
    leaving: Leaving | None = None
    former: tuple[Former, ...] = ()
    domains: tuple[Domain, ...] = ()
    policies: tuple[InForce, ...] = ()

    @property
    def label(self) -> str:
        return DOUBTED if self.is_doubted else self.standing.label

    @property
    def sentence(self) -> str:
        return DOUBTED_SENTENCE if self.is_doubted else SENTENCES[self.standing]

    @property
    def is_vouched_for(self) -> bool:
        """Ours, in use, and nothing is being looked into."""
        return self.standing in IN_USE and not self.is_doubted

    @property
    def has_badge(self) -> bool:
        """The platform's mark says nothing of who holds the account at the moment."""
        return self.badge == OfficialAccount.Badge.GRANTED and not self.is_doubted

    @property
    def badge_label(self) -> str:
        return DOUBTED if self.is_doubted else OfficialAccount.Badge(self.badge).label
