"""A domain as it is pasted, and as the name system spells it. Pure: nothing is looked up."""

from dataclasses import dataclass

from accounts.address.characters import fold_width, invisible_marks
from accounts.address.hosts import misshapen, readable, registered
from accounts.address.problems import invisible
from accounts.address.urls import Refused, take_apart

LONGEST_TEXT = 500
_DOTS = str.maketrans("。｡．", "...")


class BadDomain(ValueError):
    """The message is the sentence for the field."""


@dataclass(frozen=True)
class DomainName:
    """`shown` to read (日本語.jp), `ascii` as registered (xn--…): equal ascii, same domain."""

    shown: str
    ascii: str


def read(text: str) -> DomainName:
    """Of an address that is pasted, its host."""
    if len(text) > LONGEST_TEXT:
        raise BadDomain(f"長すぎます。{LONGEST_TEXT}文字までで入れてください。")
    if invisible_marks(text.strip()):
        raise BadDomain(invisible(text.strip()).message)
    try:
        host = take_apart(fold_width(text).strip().translate(_DOTS)).host
    except Refused as refused:
        raise BadDomain(str(refused)) from None
    return _named(host)


def _named(host: str) -> DomainName:
    wrong = BadDomain("ドメインの形ではありません。例：komae-festival.jp")
    if "." not in host or host.startswith(".") or ".." in host:
        raise wrong
    if problem := misshapen(host):
        raise BadDomain(problem.message)
    ascii_name = registered(readable(host)).casefold()
    if not ascii_name or len(ascii_name) > 253 or ascii_name.rpartition(".")[2].isdecimal():
        raise wrong
    return DomainName(readable(ascii_name), ascii_name)
