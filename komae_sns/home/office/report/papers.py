"""年度報告書 on paper: kept as first printed once it is fixed; before that marked 案."""

from django.utils import timezone

from komae_sns import city
from komae_sns.documents import services as documents
from komae_sns.documents import wareki
from komae_sns.documents.fiscal_year import label
from komae_sns.documents.press import Printed
from komae_sns.home.office.report import shown
from komae_sns.home.office.report.figures import Facts
from komae_sns.home.office.report.models import AnnualReport

KIND = "annual_report"


def report_pdf(year: int, facts: Facts, report: AnnualReport | None) -> bytes:
    """Should a fixed one hold a character no font has, it is printed with 〓 and not frozen.

    Raises PressFailed, PaperDamaged.
    """
    if report is None:
        return _print(year, facts, None).pdf
    try:
        paper = documents.frozen_paper(
            KIND,
            report,
            1,
            lambda: _print(year, facts, report),
            title=str(report),
            now=report.fixed_at,
        )
    except documents.MissingGlyphs:
        return _print(year, facts, report).pdf
    return documents.contents(paper)


def _print(year: int, facts: Facts, report: AnnualReport | None) -> Printed:
    title = str(report or AnnualReport(fiscal_year=year))
    fixed_on = timezone.localdate(report.fixed_at) if report else None
    context = {
        "draft": report is None,
        "heading": f"{label(year)}　ソーシャルメディア運用年度報告書",
        "document_number": str(report.document_number) if report else "",
        "date_line": wareki.long(fixed_on) if fixed_on else "",
        "addressee": city.facts()["committee"],
        "as_of": wareki.long(shown.as_of(facts)),
        "parts": shown.parts(facts),
    }
    return documents.print_paper(KIND, context, title=title)
