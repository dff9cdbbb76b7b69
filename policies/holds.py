"""Why a draft cannot be put away just now: apps above this one say what it is needed for."""

from collections.abc import Callable

from policies.models import Policy

# The sentence for who tries; blank when nothing needs the draft.
Hold = Callable[[Policy], str]
_holds: list[Hold] = []


def register(hold: Hold) -> None:
    """Call in AppConfig.ready."""
    if hold not in _holds:
        _holds.append(hold)


def held_by(policy: Policy) -> str:
    return next(filter(None, (hold(policy) for hold in _holds)), "")
