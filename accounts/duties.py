"""When a regular duty of an account falls due: arithmetic on days, the periods are the city's."""

from dataclasses import dataclass
from datetime import date, timedelta

from komae_sns import city


@dataclass(frozen=True)
class Due:
    """`since`: when it was last done, or when the account came into the portal's care."""

    since: date
    due_on: date
    was_done: bool

    def is_late_on(self, today: date) -> bool:
        return today > self.due_on


def content_check_due(last: date | None, in_care_since: date) -> Due:
    """4(3)ア, 定期的に."""
    since = last or in_care_since
    return Due(since, since + content_check_interval(), last is not None)


def content_check_interval() -> timedelta:
    return timedelta(days=_periods()["content_check_days"])


def status_check_interval() -> timedelta:
    """4(5)エ, 定期的に."""
    return timedelta(days=_periods()["status_check_days"])


def first_status_check_within() -> timedelta:
    """Of an account that came into the portal's care already stopped."""
    return timedelta(days=_periods()["first_status_check_days"])


def handover_ahead() -> timedelta:
    """A leaving known this long before its last day opens its handovers."""
    return timedelta(days=_periods()["handover_days"])


def _periods() -> dict[str, int]:
    return city.facts()["periods"]
