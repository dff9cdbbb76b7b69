"""A stage is a number of days from the day on which a matter falls due; before it, less than 0."""

from datetime import date

AS_SOON_AS_OPEN = -9999  # has always come: told as soon as the matter is there


def stage_in_words(stage: int) -> str:
    """「はじまったとき」「30日前」「期限の日」「8日後」."""
    if stage == AS_SOON_AS_OPEN:
        return "はじまったとき"
    if stage == 0:
        return "期限の日"
    return f"{-stage}日前" if stage < 0 else f"{stage}日後"


def in_words(due: date, today: date) -> str:
    """「あと7日」「きょうまで」「8日過ぎています」."""
    left = (due - today).days
    if left > 0:
        return f"あと{left}日"
    return "きょうまで" if left == 0 else f"{-left}日過ぎています"
