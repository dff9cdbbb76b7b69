"""引継書 on paper: the context of templates/papers/handover.html, and the print."""

from datetime import date
from typing import Any

from accounts.models import Handover
from accounts.services.handover_state import record_of
from komae_sns.documents import services as documents
from komae_sns.documents import wareki
from komae_sns.documents.press import Printed

HANDOVER = "handover"


def handover_pdf(handover: Handover, *, today: date) -> bytes:
    """Received: the paper kept under its hash. Before that: printed afresh, marked 案.

    Should it hold a character no font has, it is printed with 〓 and not frozen.
    """

    def printed() -> Printed:
        title = f"引継書：{handover}"
        return documents.print_paper(HANDOVER, _context(handover, today), title=title)

    if not handover.is_received:
        return printed().pdf
    try:
        paper = documents.frozen_paper(
            HANDOVER, handover, 1, printed, title=str(handover), now=handover.received_at
        )
    except documents.MissingGlyphs:
        return printed().pdf
    return documents.contents(paper)


def _context(handover: Handover, today: date) -> dict[str, Any]:
    return {
        "draft": not handover.is_received,
        "date_line": wareki.long(today),
        "handover": handover,
        "account": handover.account,
        **(handover.record if handover.is_received else record_of(handover, today)),
    }
