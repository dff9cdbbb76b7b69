"""warnings.atom (RFC 4287): one entry a warning, whose id never changes."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from komae_sns import city
from komae_sns.home.registry import links
from komae_sns.home.registry.city import of_the_folder
from komae_sns.home.registry.warnings import State, Told

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(warnings: Sequence[Told], base: str = "") -> bytes:
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "ja"})
    _text(feed, "title", f"{of_the_folder()['title']}　注意喚起")
    _text(feed, "id", links.permanent(links.FEED, base))
    _text(feed, "updated", _moment(_updated(warnings)))
    _link(feed, "self", links.permanent(links.FEED, base), "application/atom+xml")
    _link(feed, "alternate", links.permanent(links.WARNINGS, base), "text/html")
    _text(ElementTree.SubElement(feed, "author"), "name", city.facts()["name"])
    _text(feed, "rights", of_the_folder()["licence_text"])
    for warning in warnings:
        _entry(feed, warning, base)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, "utf-8") + b"\n"


def _updated(warnings: Sequence[Told]) -> datetime:
    """Without a warning, a day that stays: the feed is new only when it says something new."""
    adopted = city.facts()["guideline"]["adopted_on"]
    first = datetime(adopted.year, adopted.month, adopted.day, tzinfo=UTC)
    return max((warning.updated_at for warning in warnings), default=first)


def _entry(feed: ElementTree.Element, warning: Told, base: str) -> None:
    entry = ElementTree.SubElement(feed, "entry")
    page = links.permanent(links.warning(warning.id), base)
    mark = "" if warning.state == State.PUBLISHED else f"【{warning.state.label}】"
    _text(entry, "title", f"{mark}{warning.title}")
    _text(entry, "id", page)
    _text(entry, "published", _moment(warning.published_at))
    _text(entry, "updated", _moment(warning.updated_at))
    _link(entry, "alternate", page, "text/html")
    ElementTree.SubElement(entry, "category", {"term": str(warning.state)})
    _text(entry, "content", "\n\n".join(_said(warning)), type="text")


def _said(warning: Told) -> list[str]:
    named = [f"{one.shown}　{one.url}" for one in warning.named]
    said = [f"訂正：{warning.because}"] if warning.because else []
    if warning.ended_because:
        said.append(f"{warning.state.label}：{warning.ended_because}")
    said += [warning.body] if warning.body else []
    if named:
        said.append("市のものではないアカウント\n" + "\n".join(named))
    return said


def _text(parent: ElementTree.Element, tag: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, tag, attributes).text = _NOT_IN_XML.sub("�", text)


def _link(parent: ElementTree.Element, rel: str, href: str, kind: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": rel, "href": href, "type": kind})


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
