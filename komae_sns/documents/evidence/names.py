"""What a file is called: shown and written into headers and lists, never used as a path."""

import re

from komae_sns.documents.responses import plain_name

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_MOST_BYTES = 200  # of the stem; a file system takes 255 for the whole


def name_with(suffix: str, name: str) -> str:
    """As the person called it, with the ending of what it is: on one line, without a folder."""
    last = name.replace("\\", "/").rpartition("/")[2]
    before, dot, _ = last.rpartition(".")
    return f"{_stem(before if dot else last)}.{suffix}"


def _stem(text: str) -> str:
    cut = plain_name(text)[:90].encode()[:_MOST_BYTES].decode(errors="ignore")
    stem = cut.strip(" 　.") or "証拠"
    return f"_{stem}" if _RESERVED.match(stem) else stem
