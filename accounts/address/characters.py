"""Characters as the eye and the platforms see them."""

import re
import unicodedata

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
# Letters, marks and blanks that print nothing, yet are no format characters to Unicode
_SILENT = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_TURNS_DIRECTION = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
JAPANESE = "\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d"
_SENTENCE_GOES_ON = re.compile("([!-~]+)([\u3041-\u309f].*)", re.DOTALL)

_LATIN_TWINS = str.maketrans(
    # Cyrillic, Greek, Armenian and Latin letters that print like a-z
    "авекмнорстухіїјѕԁһӏԛԝɡıɩłøđαβγεηικνορτυχωոսցօ",
    "abekmhopctyxiijsdhlqwgiilodabyenikvoptuxwnugo",
)


def fold_width(text: str) -> str:
    """Full-width letters, digits and signs as typed by a Japanese keyboard; one for one."""
    return text.translate(_FULL_WIDTH)


def is_invisible(character: str) -> bool:
    """Stricter than komae_sns.text: in an address not even a variation selector may hide."""
    return (
        (unicodedata.category(character) in _UNPRINTABLE and character not in "\t\n\r")
        or character in _SILENT
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def turns_direction(text: str) -> bool:
    """Right-to-left marks and overrides: the text does not read as it prints."""
    return not _TURNS_DIRECTION.isdisjoint(text)


def invisible_marks(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"U+{ord(c):04X}" for c in text if is_invisible(c)))


def without_invisible(text: str) -> str:
    return "".join(c for c in text if not is_invisible(c))


def sentence_after(text: str) -> tuple[str, str]:
    """`KomaeCityです` → (`KomaeCity`, `です`): hiragana begins where the sentence goes on."""
    found = _SENTENCE_GOES_ON.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def skeleton(text: str) -> str:
    """What a hurried reader takes the text for."""
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return bare.casefold().translate(_LATIN_TWINS)
