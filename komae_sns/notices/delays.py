"""How long a mail waits after it could not be sent: longer each time, never given up."""

from datetime import timedelta

_MINUTES = (1, 2, 5, 15, 30, 60, 120, 240)


def after(attempts: int) -> timedelta:
    """`attempts` that have failed, from 1."""
    return timedelta(minutes=_MINUTES[min(attempts, len(_MINUTES)) - 1])
