"""Cut the bundled fonts to the characters of one document, and name those that none of them has.

A whole Japanese font costs the press seconds and the paper hundreds of kilobytes. 明朝 is cut to
the text of the document, ゴシック to its headings (GOTHIC_TAGS, or class "gothic"), and the wide
third font to all that is left of the source: what 明朝 lacks, and what only a style sheet could
still bring to paper. A font of which no glyph was used is not embedded. Style sheets name the
families in that order.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Self

import noto_cjk_sans_jp_regular
import pylopdf_fonts_jp
import uharfbuzz as hb

GOTHIC_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "th", "caption", "legend"})
GETA = "〓"  # what a compositor sets for a character that is not in the case
GENERATED = f"0123456789 　-‐…・／（）{GETA}"  # counters, page n/m, hyphens
_ASCII = frozenset(range(0x20, 0x7F))
_FEATURES = ("ccmp", "locl", "mark", "mkmk")
_UNUSED_TABLES = ("BASE", "DSIG", "VORG", "vhea", "vmtx")
_IDEOGRAPH_VARIANT = re.compile("(.)([\ufe00-\ufe02\U000e0100-\U000e01ef])", re.DOTALL)
_SELECTORS = frozenset(range(0xFE00, 0xFE10)) | frozenset(range(0xE0100, 0xE01F0))
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_NUMBERED = re.compile(r"&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));?", re.IGNORECASE)


class Face:
    """One bundled font, mapped into memory, never read whole."""

    def __init__(self, family: str, path: Path) -> None:
        self.family, self.path = family, path
        self._face = hb.Face(hb.Blob.from_file_path(str(path)))

    @cached_property
    def characters(self) -> frozenset[int]:
        return frozenset(self._face.unicodes)

    @cached_property
    def variants(self) -> frozenset[tuple[int, int]]:
        """(ideograph, selector) pairs: 葛󠄀 and 葛󠄁 are different names."""
        return frozenset(
            (base, selector)
            for selector in self._face.variation_selectors
            for base in self._face.variation_unicodes(selector)
        )

    def cut_to(self, characters: Iterable[int]) -> bytes:
        """An OpenType font with these characters, their variants, and nothing else."""
        cut = hb.SubsetInput()
        cut.unicode_set.update(characters)
        cut.layout_feature_tag_set.clear()
        cut.layout_feature_tag_set.update(map(_tag, _FEATURES))
        cut.drop_table_tag_set.update(map(_tag, _UNUSED_TABLES))
        # WeasyPrint writes glyph numbers where a CID-keyed font expects CIDs: make them the same.
        cut.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.CFF_IDENTITY_CHARSET
        return hb.subset(self._face, cut).blob.data


def _tag(name: str) -> int:
    return int.from_bytes(name.encode(), "big")


@cache
def faces() -> tuple[Face, Face, Face]:
    """明朝, ゴシック, and the wide one."""
    return (
        Face("Mincho", pylopdf_fonts_jp.serif_path()),
        Face("Gothic", pylopdf_fonts_jp.sans_path()),
        Face("Rare", Path(noto_cjk_sans_jp_regular.FONT_PATH)),
    )


def cut_for(source: str, *, css: str = "") -> dict[str, bytes]:
    """Family → font, for an HTML document and its style sheet."""
    mincho, gothic, rare = faces()
    text = _Text.of(source)
    quoted = "".join(first or second for first, second in _QUOTED.findall(css))
    body = _code_points(text.body + text.headings + quoted + GENERATED)
    whole = _code_points(html.unescape(source) + css) | body | _ASCII
    wanted = {
        mincho: body & mincho.characters,
        gothic: _code_points(text.headings + GENERATED) & gothic.characters,
        rare: (whole - (body & mincho.characters) | _ASCII) & rare.characters,
    }
    return {
        face.family: _cut(face, characters | (whole & _SELECTORS))
        for face, characters in wanted.items()
    }


@lru_cache(maxsize=12)
def _cut(face: Face, characters: frozenset[int]) -> bytes:
    """A draft is printed again and again, and the wide font is mostly cut to ASCII."""
    return face.cut_to(characters)


def _code_points(text: str) -> frozenset[int]:
    """With the composed forms, which the shaper prefers to か + ゙ when the font has them."""
    return frozenset(map(ord, text + unicodedata.normalize("NFC", text)))


class _Text(HTMLParser):
    """What of an HTML document comes to paper, in headings and elsewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: dict[bool, list[str]] = {True: [], False: []}
        self._open: list[str] = []

    @classmethod
    def of(cls, source: str) -> Self:
        text = cls()
        text.feed(source)
        text.close()
        return text

    @property
    def headings(self) -> str:
        return "".join(self._parts[True])

    @property
    def body(self) -> str:
        return "".join(self._parts[False])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        gothic = tag in GOTHIC_TAGS or "gothic" in (dict(attrs).get("class") or "").split()
        if gothic or tag in self._open:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._parts[bool(self._open)].append(data)


def missing(text: str) -> tuple[str, ...]:
    """Characters, and ideographs with a variant selector, that no font has, as they first occur."""
    composed = set(unicodedata.normalize("NFC", text))
    lone = (c for c in dict.fromkeys(text) if not _has(c) and c in composed)
    variants = (pair for pair in _variants(text) if not _has_variant(pair))
    return tuple(dict.fromkeys([*lone, *variants]))


def _has(character: str) -> bool:
    return any(ord(character) in face.characters for face in faces()) or _draws_nothing(character)


def _draws_nothing(character: str) -> bool:
    return (
        character in "\t\n\f\r\u034f\u115f\u1160\u3164\uffa0"
        or ord(character) in _SELECTORS
        or unicodedata.category(character) in {"Cf", "Zs", "Zl", "Zp"}
    )


def _variants(text: str) -> list[str]:
    return [found[0] for found in _IDEOGRAPH_VARIANT.finditer(text)]


def _has_variant(pair: str) -> bool:
    base, selector = map(ord, pair)
    if not unicodedata.name(pair[0], "").startswith("CJK"):
        return True  # a selector on anything else draws nothing
    return any((base, selector) in face.variants for face in faces())


def with_geta(source: str, absent: Iterable[str]) -> str:
    """The HTML with 〓 for what no font has: a draft shows no box and no wrong form of a name."""
    absent = tuple(absent)
    if not absent:
        return source
    literal = _NUMBERED.sub(lambda found: _named(found, absent), source)
    return re.sub("|".join(map(re.escape, sorted(absent, key=len, reverse=True))), GETA, literal)


def _named(reference: re.Match[str], absent: tuple[str, ...]) -> str:
    """A numeric reference to an absent character, as that character."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return chr(number) if number < 0x110000 and chr(number) in absent else reference[0]


def described(characters: Iterable[str]) -> str:
    """「😀（U+1F600）、☑（U+2611）」."""
    return "、".join(f"{c}（{' '.join(f'U+{ord(p):04X}' for p in c)}）" for c in characters)
