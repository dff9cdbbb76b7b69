"""Many papers in one ZIP with a list (一覧.csv): for files made in the background.

One that cannot be printed costs that one, which 作れなかったもの.csv names. Papers are not
compressed again: a PDF is compressed already.
"""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from komae_sns.documents.paper_files import PaperDamaged
from komae_sns.documents.press import PressFailed
from komae_sns.documents.responses import file_name
from komae_sns.documents.services import MissingGlyphs
from komae_sns.formulas import neutral

LIST, FAILURES = "一覧.csv", "作れなかったもの.csv"


class Archive:
    """`columns` of the list follow ファイル名; `failed` name what is left out."""

    def __init__(
        self, file: Path, columns: Iterable[str], failed: Iterable[str], *, now: datetime
    ) -> None:
        self._zip, self._at = ZipFile(file, "w", ZIP_STORED), now.timetuple()[:6]
        self._columns, self._failed_columns = ("ファイル名", *columns), (*failed, "理由")
        self._listed: list[tuple[Any, ...]] = []
        self._failed: list[tuple[Any, ...]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        _: TracebackType | None,
    ) -> None:
        if raised is None:
            self._zip.writestr(self._entry(LIST), _csv(self._columns, self._listed))
            if self._failed:
                rows = _csv(self._failed_columns, self._failed)
                self._zip.writestr(self._entry(FAILURES), rows)
        self._zip.close()

    @property
    def done(self) -> int:
        return len(self._listed) + len(self._failed)

    def add(
        self,
        name: str,
        make: Callable[[], tuple[bytes, tuple[Any, ...]]],
        who: tuple[Any, ...],
    ) -> None:
        """`make` gives the PDF and its line of the list; `who` names it where that fails."""
        try:
            pdf, facts = make()
        except (MissingGlyphs, PaperDamaged, PressFailed) as failed:
            self._failed.append((*who, str(failed)))
            return
        name = file_name(f"{len(self._listed) + 1:04d}_{name}")
        self._zip.writestr(self._entry(name, ZIP_STORED), pdf)
        self._listed.append((name, *facts))

    def remark(self, what: str) -> str:
        said = f"{len(self._listed)}件の{what}が入っています。"
        if self._failed:
            said += f"{len(self._failed)}件は作れませんでした。理由は「{FAILURES}」にあります。"
        return said

    def _entry(self, name: str, how: int = ZIP_DEFLATED) -> ZipInfo:
        """Names in UTF-8, as Windows has read them since 8. Numbered: no two are alike."""
        entry = ZipInfo(name, self._at)
        entry.compress_type = how
        entry.external_attr = 0o644 << 16
        return entry


def _csv(headings: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> bytes:
    """UTF-8 with BOM, no live formulas."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([neutral(str(value)) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
