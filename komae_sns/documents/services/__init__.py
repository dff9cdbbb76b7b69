"""Issue 文書番号, print papers and freeze them, make large files in the background."""

from komae_sns.documents.services.exports import TooMany, cancel_export, request_export, take_export
from komae_sns.documents.services.papers import (
    MissingGlyphs,
    contents,
    frozen_paper,
    issue_number,
    issue_serial,
    paper_style_sheet,
    print_paper,
)

__all__ = [
    "MissingGlyphs",
    "TooMany",
    "cancel_export",
    "contents",
    "frozen_paper",
    "issue_number",
    "issue_serial",
    "paper_style_sheet",
    "print_paper",
    "request_export",
    "take_export",
]
