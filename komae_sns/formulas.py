"""What somebody typed must not run in a spreadsheet, and must be read back as it was typed."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "−")
_SPACES = " 　\xa0\ufeff\u200b"
_MARK = "'"
_SUSPECT = frozenset("".join(_STARTS) + _SPACES + _MARK)


def is_live(text: str) -> bool:
    if text[:1] not in _SUSPECT:  # nearly every cell
        return False
    return text.lstrip(_SPACES + _MARK).startswith(_STARTS)


def neutral(text: str) -> str:
    """An apostrophe before what would start a formula, and before an apostrophe that stood there.

    `as_typed` takes it away again.
    """
    return f"{_MARK}{text}" if is_live(text) else text


def as_typed(cell: str) -> str:
    return cell[1:] if cell.startswith(_MARK) and is_live(cell) else cell
