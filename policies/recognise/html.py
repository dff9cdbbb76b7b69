"""A page's source as plain text: headings as #, items as ・ or numbers, rows of a table by tabs."""

import re
from html.parser import HTMLParser

_OPENING = re.compile(
    r"<(?:html|body|h[1-6]|p|div|br|ul|ol|li|table|tr|td)\b[^<>]*>", re.IGNORECASE
)
_CLOSING = re.compile(r"</(?:h[1-6]|p|div|li|td|th|table|body)\s*>", re.IGNORECASE)
_BLOCKS = {"p", "div", "section", "article", "ul", "ol", "dl", "dt", "dd", "table", "blockquote"}
_UNSEEN = {"script", "style", "head", "title", "template"}
_SPACES = re.compile(r"[ \t\r\n\f]+")


def is_html(text: str) -> bool:
    return bool(_OPENING.search(text)) and len(_CLOSING.findall(text)) >= 2


def plain_text(source: str) -> str:
    page = _Page()
    page.feed(source)
    page.close()
    return page.text()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._here = ""
        self._unseen = 0
        self._items: list[int | None] = []  # the next number of an <ol>; None for a <ul>

    def text(self) -> str:
        self._end()
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in {"td", "th"}:
            self._here += "\t" if self._here else ""
        elif tag in {"br", "tr"}:
            self._end()
        elif tag in _BLOCKS:
            self._end(space=True)
            if tag in {"ul", "ol"}:
                self._items.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._end()
            self._here = self._mark()
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self._end(space=True)
            self._here = f"{'#' * int(tag[1])} "

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in {"li", "tr"}:
            self._end()
        elif tag in _BLOCKS or (len(tag) == 2 and tag[0] == "h" and tag[1] in "123456"):
            self._end(space=True)
            if tag in {"ul", "ol"} and self._items:
                self._items.pop()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        said = _SPACES.sub(" ", data)
        self._here += said.lstrip(" ") if not self._here or self._here[-1] in "\t " else said

    def _mark(self) -> str:
        number = self._items[-1] if self._items else None
        if number is None:
            return "・"
        self._items[-1] = number + 1
        return f"({number}) "

    def _end(self, *, space: bool = False) -> None:
        said = self._here.strip(" ")
        if said.strip("#・ \t"):
            self._lines.append(said)
        self._here = ""
        if space and self._lines and self._lines[-1]:
            self._lines.append("")
