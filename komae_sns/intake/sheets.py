"""Bytes → sheets of text cells. What the file is, its content decides, never its name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 100
LONGEST_CELL = 5_000
MOST_SHEETS = 50
BLANK_ROWS_BEFORE_THE_END = 500

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Unreadable(ValueError):
    """The file cannot be read as a table. The message is shown."""


@dataclass(frozen=True)
class Sheet:
    """`rows[0]` is line 1 of the sheet; trailing blank rows are gone. `links` by (row, column)."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not self.rows


def read(content: bytes) -> tuple[Sheet, ...]:
    """Every sheet that has anything in it; raises Unreadable with a sentence that helps."""
    from komae_sns.intake import delimited, workbook

    if not content:
        raise Unreadable("ファイルが空です。")
    if len(content) > MOST_BYTES:
        raise Unreadable(f"ファイルが大きすぎます。{MOST_BYTES // 1024 // 1024}MBまでです。")
    if content.startswith(b"PK"):
        sheets = workbook.read(content)
    else:
        _refuse_other_kinds(content)
        sheets = (delimited.read(content),)
    filled = tuple(sheet for sheet in sheets if not sheet.is_blank)
    if not filled:
        raise Unreadable("ファイルに、読める行がありません。")
    return filled


def _refuse_other_kinds(content: bytes) -> None:
    if content.startswith(_OLD_EXCEL):
        if _ENCRYPTED in content:
            raise Unreadable(
                "パスワードのついたExcelファイルは読めません。パスワードを外して保存してください。"
            )
        raise Unreadable(
            "古い形式のExcelファイル（.xls）は読めません。"
            "Excelで開き、「Excelブック（.xlsx）」かCSVで保存しなおしてください。"
        )
    if content.startswith(b"%PDF"):
        raise Unreadable("PDFは読めません。もとのExcelかCSVを選んでください。")
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise Unreadable("画像は読めません。ExcelかCSVを選んでください。")
    if content.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise Unreadable(
            "中身がウェブページ（HTML・XML）のファイルです。"
            "Excelで開き、「Excelブック（.xlsx）」で保存しなおしてください。"
        )


def trimmed(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Without the blank rows at the end."""
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return tuple(rows)


def refuse_too_many(line: int) -> None:
    if line > MOST_ROWS:
        raise Unreadable(f"行が多すぎます。{MOST_ROWS:,}行までに分けてください。")


def cell_text(text: str, line: int) -> str:
    if len(text) > LONGEST_CELL:
        raise Unreadable(
            f"{line}行目に、{LONGEST_CELL:,}文字をこえる欄があります。"
            '引用符（"）が閉じていないか、確かめてください。'
        )
    return text
