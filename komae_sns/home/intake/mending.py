"""CSV that goes out: the rows to mend, and the sample to fill in."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from komae_sns.formulas import neutral
from komae_sns.home.intake.kinds import Kind
from komae_sns.home.intake.looking import Look


def csv_response(kind: Kind, look: Look, name: str) -> HttpResponse:
    return _response(_rows_to_mend(kind, look), f"{PurePath(name).stem}.csv")


def _rows_to_mend(kind: Kind, look: Look) -> Iterator[list[str]]:
    yield ["もとの行", "直すところ", "直しかたの案", *look.headings]
    for row in look.plan.wrong:
        told = " ／ ".join(f"{kind.label(f.field)}：{f.message}" for f in row.findings)
        offers = " ／ ".join(
            f"{kind.label(f.field)}：{f.suggestion}" for f in row.findings if f.suggestion
        )
        yield [str(row.line), told, offers, *look.sheet.rows[row.line - 1]]


def sample_response(kind: Kind) -> HttpResponse:
    rows = [[c.label for c in kind.columns], [c.sample for c in kind.columns]]
    return _response(rows, f"{kind.title}の雛形.csv")


def _response(rows: Iterable[Iterable[str]], name: str) -> HttpResponse:
    """UTF-8 with its mark, CRLF, no live formulas: as Excel opens it."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(map(neutral, row) for row in rows)
    return HttpResponse(
        file.getvalue().encode("utf-8-sig", errors="replace"),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
