"""How long is left, as one says it: arithmetic on times, no database."""

from datetime import datetime

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


def in_words(due: datetime, now: datetime) -> str:
    """「あと25分」「あと2時間10分」「あと3日」「40分過ぎています」."""
    seconds = (due - now).total_seconds()
    length = _length(abs(seconds))
    return f"あと{length}" if seconds >= 0 else f"{length}過ぎています"


def _length(seconds: float) -> str:
    if seconds >= 2 * DAY:
        return f"{int(seconds // DAY)}日"
    hours, minutes = int(seconds // HOUR), int(seconds % HOUR // MINUTE)
    if hours >= 10:
        return f"{hours}時間"
    if hours:
        return f"{hours}時間{minutes}分" if minutes else f"{hours}時間"
    return f"{minutes}分" if minutes else "1分たらず"
