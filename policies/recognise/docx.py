"""The text of a .docx: one paragraph a line, list numbers written out, a table's row with tabs.

The file may be hostile: sizes are limited before anything is unpacked, and a DOCTYPE, which
entities would need, is refused.
"""

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from policies.recognise.word_numbers import Numbering

_LARGEST_PART = 20 * 1024 * 1024  # bytes, unpacked
_MOST_FILES = 2_000
_DEEPEST = 200
_LONGEST_TEXT = 400_000  # characters
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
Attributes = dict[str, str]


class BadDocument(ValueError):
    """The message is a sentence for the person who brought it."""


def text_of(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > _MOST_FILES or "word/document.xml" not in names:
                raise BadDocument("Word（.docx）のファイルではありません。")
            numbering = Numbering()
            if "word/numbering.xml" in names:
                _walk(_part(archive, "word/numbering.xml"), numbering.start, numbering.end)
            body = _Body(numbering)
            _walk(_part(archive, "word/document.xml"), body.start, body.end, body.characters)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as broken:
        raise BadDocument("ファイルがこわれているか、暗号がかかっていて読めません。") from broken
    return "\n".join(body.lines)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(_LARGEST_PART + 1)
    if len(content) > _LARGEST_PART:
        raise BadDocument("ファイルの中身が大きすぎます。")
    return content


def _walk(
    content: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    characters: Callable[[str], None] | None = None,
) -> None:
    depth = 0

    def started(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise BadDocument("ファイルの作りが深すぎて読めません。")
        start(name.removeprefix(_W), {k.removeprefix(_W): v for k, v in attributes.items()})

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.removeprefix(_W))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.StartDoctypeDeclHandler = _refuse
    if characters:
        parser.CharacterDataHandler = characters
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as broken:  # or an unknown encoding
        if isinstance(broken, BadDocument):
            raise
        raise BadDocument("ファイルがこわれていて読めません。") from broken


def _refuse(*_: object) -> None:
    raise BadDocument("Wordの文書にはない書きかた（DOCTYPE）があるので、読みません。")


class _Body:
    """Text that was deleted with 変更履歴 is not text; a ruby reading is not, either."""

    _SKIPPED = frozenset({"del", "rt", "txbxContent", "instrText", "moveFrom"})

    def __init__(self, numbering: Numbering) -> None:
        self.numbering, self.lines = numbering, []
        self._paragraph: list[str] = []
        self._row: list[list[str]] = []
        self._list = ["", "0"]
        self._in_text = False
        self._skipping = 0
        self._length = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name in self._SKIPPED:
            self._skipping += 1
        match name:
            case "p":
                self._paragraph, self._list = [], ["", "0"]
            case "numId":
                self._list[0] = attributes.get("val", "")
            case "ilvl":
                self._list[1] = attributes.get("val", "0")
            case "t":
                self._in_text = True
            case "tab":
                self._say("\u3000")
            case "br" | "cr":
                self._say("\n")
            case "tr":
                self._row = []
            case "tc":
                self._row.append([])

    def end(self, name: str) -> None:
        if name in self._SKIPPED:
            self._skipping -= 1
        match name:
            case "t":
                self._in_text = False
            case "p":
                self._put("".join(self._paragraph))
            case "tr":
                cells = ["".join(cell).strip() for cell in self._row]
                self._count(len(cells) + 1)
                self._row = []
                self.lines.append("\t".join(cell for cell in cells if cell))

    def characters(self, text: str) -> None:
        if self._in_text and not self._skipping:
            self._say(text)

    def _say(self, text: str) -> None:
        self._count(len(text))
        self._paragraph.append(text)

    def _count(self, length: int) -> None:
        """Marks count too: two million line ends fit into a file of a few kilobytes."""
        self._length += length
        if self._length > _LONGEST_TEXT:
            raise BadDocument("文が長すぎます。")

    def _put(self, text: str) -> None:
        if self._skipping:
            return
        number = self.numbering.next(*self._list) if text.strip() else ""
        line = f"{number}\u3000{text}" if number else text
        self._count(len(number) + 1)
        if self._row:
            self._row[-1].append(line)
        else:
            self.lines.append(line)
