"""What a draft is checked against besides its own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from accounts.address import ServiceRule


class Standing(StrEnum):
    VALID = "valid"
    OVER = "over"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ConsentOnFile:
    """A 了解の記録 of the account, as it stands on the day of posting."""

    subject: str
    scope: str
    standing: Standing
    until: date | None = None  # the last day, or the day on which it was taken back


@dataclass(frozen=True)
class Earlier:
    """A draft or post of the same account. `what`: 下書き・投稿."""

    text: str
    day: date
    what: str


@dataclass(frozen=True)
class Context:
    """`today` is the day on which it is to be posted. Media: None where nobody was asked."""

    today: date
    service_name: str = ""
    rule: ServiceRule | None = None
    handles: frozenset[str] = frozenset()  # of the city and of 認めるフォロー・返信
    consents: Sequence[ConsentOnFile] = ()
    earlier: Sequence[Earlier] = ()
    has_media: bool = False
    shows_people: bool = False
    people_agreed: bool = False
