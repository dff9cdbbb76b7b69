"""A list too long for a page's time, as an Excel file made by a worker."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from komae_sns.documents import services as documents
from komae_sns.documents.builders import Built
from komae_sns.documents.listings import xlsx_file
from komae_sns.documents.listings.declared import Listing, Table, listing_of
from komae_sns.documents.listings.download import read_conditions
from komae_sns.documents.models import Export
from komae_sns.staff.actors import Actor

KIND = "listing"
MOST = 1_000_000  # rows of one Excel sheet, nearly


def ask(listing: Listing, query: str, *, by: Actor) -> Export:
    """With the rights of the page now; the worker asks again when it makes the file."""
    Table.of(listing, read_conditions(query), by)
    parameters = {"listing": listing.code, "query": query}
    return documents.request_export(
        KIND, f"{listing.title}の一覧（Excel）", parameters, by=by, now=timezone.now()
    )


def build(
    parameters: dict[str, Any], actor: Actor, file: Path, tell: Callable[[int, int], None]
) -> Built:
    """documents.builders.Build."""
    listing = listing_of(parameters["listing"])
    table = Table.of(listing, QueryDict(parameters["query"]), actor)
    total = table.count_up_to(MOST)
    xlsx_file.write(table, listing.title, file, lambda done: tell(done, total))
    tell(total, total)
    return Built(f"{listing.title}_{timezone.localtime():%Y%m%d_%H%M}.xlsx")
