"""Who decides on a change of a running account: the city's table (city.toml, account_changes)."""

from enum import StrEnum

from komae_sns import city


class Decider(StrEnum):
    COMMITTEE = "committee"
    HEAD = "head"
    SECRETARIAT = "secretariat"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Decider.COMMITTEE: "委員会の承認（変更の申請）",
    Decider.HEAD: "所属長だけで変えられる",
    Decider.SECRETARIAT: "事務局が変える",
}

ADDRESS, POLICY = "address", "policy"


def deciders() -> dict[str, Decider]:
    """By field of the account, and by ADDRESS and POLICY, in the order of the table."""
    return {field: Decider(who) for field, who in city.facts()["account_changes"].items()}


def decider(field: str) -> Decider | None:
    """None: not followed; kept current by the section as things change."""
    return deciders().get(field)


def needs_committee(field: str) -> bool:
    return decider(field) == Decider.COMMITTEE


def settled_without_committee() -> tuple[str, ...]:
    """Facts that somebody alone changes at once."""
    found = deciders().items()
    return tuple(f for f, who in found if who != Decider.COMMITTEE and f not in {ADDRESS, POLICY})


def for_committee() -> tuple[str, ...]:
    return tuple(field for field, who in deciders().items() if who == Decider.COMMITTEE)
