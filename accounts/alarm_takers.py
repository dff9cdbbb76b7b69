"""4(5)エ: who takes up a 異常 in the step that finds it. The app above, of incidents, registers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import StatusAlarm
from komae_sns.staff.actors import Actor


@dataclass(frozen=True)
class Taker:
    """`address`: where an alarm is followed; blank for one that was not taken up."""

    take: Callable[[StatusAlarm, Actor, datetime], None]
    address: Callable[[StatusAlarm], str]


_takers: list[Taker] = []


def register(taker: Taker) -> None:
    """Call in AppConfig.ready."""
    if taker not in _takers:
        _takers.append(taker)


def take_up(alarm: StatusAlarm, *, by: Actor, now: datetime) -> bool:
    """Whether somebody did."""
    for taker in _takers:
        taker.take(alarm, by, now)
    return bool(_takers)


def followed_at(alarm: StatusAlarm) -> str:
    return next(filter(None, (taker.address(alarm) for taker in _takers)), "")
