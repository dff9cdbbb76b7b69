"""The changes of an entry in words."""

from collections.abc import Mapping, Sequence


def changes_text(changes: Mapping[str, Sequence[object]]) -> str:
    """One field a line, old → new."""
    return "\n".join(f"{name}：{_text(old)} → {_text(new)}" for name, (old, new) in changes.items())


def _text(value: object) -> str:
    return "（なし）" if value in (None, "") else str(value)
