"""What a person brings: .txt, .md, .html, .docx as text. Content decides, not the name."""

from policies.recognise import docx

LARGEST_FILE = 3 * 1024 * 1024  # bytes
_ENCODINGS = ("utf-8-sig", "cp932", "euc_jp")


class UnreadableFile(ValueError):
    """The message is a sentence for the person who brought it."""


def text_of(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(f"ファイルが大きすぎます（{LARGEST_FILE // 1024 // 1024}MBまで）。")
    if content.startswith(b"PK"):
        try:
            return docx.text_of(content)
        except docx.BadDocument as bad:
            raise UnreadableFile(str(bad)) from bad
    if content.startswith(b"%PDF"):
        raise UnreadableFile("PDFは読みとれません。PDFの文を写して、下の欄に貼りつけてください。")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            "古いWordの形式です。「.docx」で保存しなおすか、文を貼りつけてください。"
        )
    return _decoded(content)


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableFile("文字として読めないファイルです。テキストかWord（.docx）にしてください。")
