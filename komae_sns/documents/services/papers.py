"""Issue 文書番号, print papers, freeze them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.template.loader import get_template, render_to_string
from django.utils import timezone

from komae_sns import city
from komae_sns.documents import fonts, paper_files, press
from komae_sns.documents.fiscal_year import fiscal_year, label
from komae_sns.documents.models import DocumentNumber, NumberCounter, Paper
from komae_sns.documents.press import Printed
from komae_sns.staff.models import Department


class MissingGlyphs(Exception):
    """A paper that must stay readable for ever holds characters no font has. Shown."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(characters)
        super().__init__(
            f"次の文字は文書に印刷できません：{fonts.described(self.characters)}。"
            "ほかの文字に替えてください。"
        )


def issue_number(department: Department, *, title: str, now: datetime) -> DocumentNumber:
    """The next 文書番号 of the section in the 年度 of `now`.

    Belongs in the transaction that issues the document: rolled back, the number is free again.
    Holds the counter's row until that transaction ends. Without a 文書記号 the name stands in.
    """
    symbol = department.document_symbol or department.name
    return _issue(symbol, _pattern(), department, title, now)


def issue_serial(
    series: str, department: Department, *, pattern: str, title: str, now: datetime
) -> DocumentNumber:
    """As issue_number, counted for the whole city: 「{year}事案第{number}号」."""
    return _issue(series, pattern, department, title, now)


def _pattern() -> str:
    return city.facts()["document_number"]["pattern"]


def _issue(
    symbol: str, pattern: str, department: Department, title: str, now: datetime
) -> DocumentNumber:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("issue_number needs the step's transaction")
    year = fiscal_year(timezone.localdate(now))
    number = _next_number(symbol, year)
    parts = {"symbol": symbol, "number": number, "fiscal_year": year, "year": label(year)}
    return DocumentNumber.objects.create(
        department=department,
        symbol=symbol,
        fiscal_year=year,
        number=number,
        text=pattern.format(**parts),
        title=title,
        issued_at=now,
    )


def _next_number(symbol: str, year: int) -> int:
    counter = NumberCounter.objects.filter(symbol=symbol, fiscal_year=year)
    if not counter.update(last=F("last") + 1):
        # Of two first ones at once, one waits here for the other's row, then counts on.
        first = NumberCounter(symbol=symbol, fiscal_year=year, last=0)
        NumberCounter.objects.bulk_create([first], ignore_conflicts=True)
        counter.update(last=F("last") + 1)
    return counter.get().last


def print_paper(
    template: str, context: Mapping[str, Any], *, title: str, seconds: float | None = None
) -> Printed:
    """Print `papers/<template>.html`, which extends papers/paper.html. Raises PressFailed."""
    html = render_to_string(f"papers/{template}.html", {**context, "title": title})
    return press.print_pdf(html, css=paper_style_sheet(), title=title, seconds=seconds)


@cache
def paper_style_sheet() -> str:
    return get_template("papers/paper.css").template.source


def frozen_paper(
    kind: str,
    subject: models.Model,
    edition: int,
    make: Callable[[], Printed],
    *,
    title: str,
    now: datetime,
) -> Paper:
    """The paper as first printed: `make` is called once, every later call gets the same row.

    Of two callers at once one wins, and both get its row. Raises MissingGlyphs, PressFailed.
    """
    key = {
        "kind": kind,
        "subject_type": subject._meta.label_lower,
        "subject_id": str(subject.pk),
        "edition": edition,
    }
    return Paper.objects.filter(**key).first() or _freeze(key, make(), title, now)


def _freeze(key: dict[str, Any], printed: Printed, title: str, now: datetime) -> Paper:
    if printed.missing:
        raise MissingGlyphs(printed.missing)
    facts = {
        "title": title,
        "sha256": paper_files.keep(printed.pdf),
        "size": len(printed.pdf),
        "pages": printed.pages,
        "created_at": now,
    }
    return Paper.objects.get_or_create(**key, defaults=facts)[0]


def contents(paper: Paper) -> bytes:
    """The PDF, verified. Raises PaperDamaged."""
    return paper_files.fetch(paper.sha256)
