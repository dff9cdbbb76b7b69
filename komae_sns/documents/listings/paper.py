"""A list as a clean paper: what it is, under which conditions, as of when, page n/m."""

from datetime import date, datetime

from django.http import QueryDict
from django.utils.timezone import localtime

from komae_sns.documents import wareki
from komae_sns.documents.listings.declared import Cell, Listing, Table, as_text
from komae_sns.documents.services import print_paper
from komae_sns.staff.actors import Actor

MOST = 300  # rows; the paper says when there are more
_COUNTED = 10_000


def pdf(listing: Listing, asked: QueryDict, actor: Actor, now: datetime) -> bytes:
    """Raises PressFailed."""
    table = Table.of(listing, asked, actor, on_paper=True)
    rows = [[_printed(cell) for cell in row] for row in table.first(MOST)]
    facts = {
        "heading": f"{listing.title}一覧",
        "conditions": listing.said(asked, actor),
        "count": _count(table, len(rows)),
        "as_of": f"{wareki.long(localtime(now).date())}　{localtime(now):%H:%M}現在",
        "printed_by": actor.signature,
        "columns": list(zip(table.headings, table.shares, strict=True)),
        "rows": rows,
    }
    return print_paper("listing", facts, title=facts["heading"]).pdf


def _count(table: Table, shown: int) -> str:
    """「12件」「1,234件のうち、はじめの300件」."""
    found = table.count_up_to(_COUNTED) if shown == MOST else shown
    if found <= shown:
        return f"{found:,}件"
    whole = f"{_COUNTED:,}件以上" if found > _COUNTED else f"{found:,}件"
    return f"{whole}のうち、はじめの{shown:,}件"


def _printed(cell: Cell) -> str:
    match cell:
        case datetime():
            at = localtime(cell)
            return f"{wareki.short(at.date())} {at:%H:%M}"
        case date():
            return wareki.short(cell)
        case _:
            return as_text(cell)
