"""What text means to the portal: kept as typed, compared by key, blank when nothing can be seen."""

import re
import unicodedata

# Cf: zero-width, direction and tag characters. They print nothing and fool the eye.
_JOINING_IDEOGRAPH_VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACES = re.compile(r"\s+")


def is_invisible(character: str) -> bool:
    """Format and control characters other than line breaks and tabs."""
    return unicodedata.category(character) in {"Cf", "Cc"} and character not in "\n\r\t"


def has_invisible(text: str) -> bool:
    return any(map(is_invisible, text))


def is_blank(text: str) -> bool:
    """全角スペース and zero-width characters do not fill a required field."""
    return not any(not c.isspace() and not _prints_nothing(c) for c in text)


def _prints_nothing(character: str) -> bool:
    return is_invisible(character) or character in "\u115f\u1160\u2800\u3164\uffa0\u034f"


def comparison_key(text: str) -> str:
    """NFKC, case folded, variation selectors and invisible characters dropped, spaces single."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = _JOINING_IDEOGRAPH_VARIANT.sub("", folded)
    hides = not plain.isprintable()  # long texts are folded for every search
    seen = "".join(c for c in plain if not is_invisible(c)) if hides else plain
    return _SPACES.sub(" ", seen).strip()


def show_invisible(text: str) -> str:
    """Invisible characters as marks such as ⟦U+200B⟧, so that a reader notices them."""
    return "".join(f"⟦U+{ord(c):04X}⟧" if is_invisible(c) else c for c in text)


def cannot_be_stored(text: str) -> bool:
    """NUL (PostgreSQL refuses it) and lone surrogates (no UTF-8 form)."""
    return "\0" in text or any("\ud800" <= c <= "\udfff" for c in text)
