"""Why a step cannot be taken just now, as a sentence for the person who tried."""

from collections.abc import Mapping

from komae_sns.documents import fonts


class Refused(Exception):
    """The person may take the step, but not as things stand; the message says what to do."""


def refuse_unprintable(written: Mapping[str, str]) -> None:
    """By label. A paper is frozen for ever: what no font has is told to the one who wrote it."""
    for label, text in written.items():
        if sentence := unprintable(text):
            raise Refused(f"「{label}」に、{sentence}")


def unprintable(text: str) -> str:
    """The sentence that names the characters; blank when every one can be printed."""
    absent = fonts.missing(text)
    return f"紙に印刷できない文字があります：{fonts.described(absent)}" if absent else ""
