"""The numbers Word draws before the paragraphs of a list: they are not in their text."""

from komae_sns.city.sample_policy import sub_item_number

_DEEPEST = 9
_MARK = "・"
_NUMERALS = "〇一二三四五六七八九"


class Numbering:
    """word/numbering.xml: numId → abstractNum → for each level its format, text and start."""

    def __init__(self) -> None:
        self._abstract: dict[str, dict[int, dict[str, str]]] = {}
        self._of: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._here = self._number = ""
        self._level = -1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        match name:
            case "abstractNum":
                self._here, self._level = attributes.get("abstractNumId", ""), -1
                self._abstract.setdefault(self._here, {})
            case "lvl" if self._here:
                self._level = _digits(attributes.get("ilvl", "0"))
                self._abstract[self._here][self._level] = {}
            case "numFmt" | "lvlText" | "start" if self._here and self._level >= 0:
                self._abstract[self._here][self._level][name] = value
            case "num":
                self._here, self._number = "", attributes.get("numId", "")
            case "abstractNumId" if self._number:
                self._of[self._number] = value

    def end(self, name: str) -> None:
        if name == "abstractNum":
            self._here = ""
        elif name == "num":
            self._number = ""

    def next(self, number: str, level_text: str) -> str:
        """The number before the next paragraph of that list; "" for none, ・ for a bullet."""
        levels = self._abstract.get(self._of.get(number, ""))
        if not levels or number == "0":
            return ""
        level = _digits(level_text)
        counts = self._counts.setdefault(self._of[number], {})
        first = _digits(levels.get(level, {}).get("start", "1")) or 1
        counts[level] = counts.get(level, first - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return self._drawn(levels, counts, level)

    def _drawn(self, levels: dict[int, dict[str, str]], counts: dict[int, int], level: int) -> str:
        facts = levels.get(level, {})
        if facts.get("numFmt", "bullet") in {"bullet", "none"}:
            return _MARK if facts.get("numFmt", "bullet") == "bullet" else ""
        text = facts.get("lvlText", f"%{level + 1}")
        for place in range(_DEEPEST):
            form = levels.get(place, {}).get("numFmt", "decimal")
            text = text.replace(f"%{place + 1}", _written(form, counts.get(place, 1)))
        return text[:20]


def _written(form: str, number: int) -> str:
    if form.startswith("aiueo"):
        return sub_item_number(number - 1)
    if form in {"japaneseCounting", "ideographDigital", "japaneseDigitalTenThousand"}:
        return _kanji(number)
    return str(number)


def _kanji(number: int) -> str:
    tens, ones = divmod(min(number, 99), 10)
    head = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
    return head + (_NUMERALS[ones] if ones or not tens else "")


def _digits(text: str) -> int:
    return min(int(text), 10_000) if text.isascii() and text.isdigit() else 0
