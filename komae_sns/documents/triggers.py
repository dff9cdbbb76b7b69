"""What DESIGN 10 asks the database to hold of numbers and papers."""

from komae_sns.audit.triggers import (
    Trigger,
    append_only,
    frozen_columns,
    legal_moves,
    never_deleted,
)
from komae_sns.documents.status import STARTS, TRANSITIONS

_NUMBERS, _COUNTERS = "documents_documentnumber", "documents_numbercounter"
_FAULTS = "documents_evidencefault"

TRIGGERS = (
    *append_only("documents_paper"),
    *append_only("documents_evidencefile"),
    *append_only("documents_evidencecheck"),
    *never_deleted(_FAULTS),
    *frozen_columns(_FAULTS, ["file_id", "part", "problem", "found_at"]),
    *frozen_columns(_FAULTS, ["mended_at"], when="OLD.mended_at IS NOT NULL", purpose="mended"),
    *append_only(_NUMBERS),
    Trigger(
        _NUMBERS,
        "gapless",
        "INSERT",
        f"{_NUMBERS}: 番号を飛ばせません。",
        f"""NEW.number > 1 AND NOT EXISTS (
            SELECT 1 FROM "{_NUMBERS}" AS n WHERE n.symbol = NEW.symbol
            AND n.fiscal_year = NEW.fiscal_year AND n.number = NEW.number - 1)""",
    ),
    *never_deleted("documents_export"),
    *legal_moves("documents_export", TRANSITIONS, starts=STARTS),
    *frozen_columns("documents_export", ["kind", "owner_id", "parameters", "created_at"]),
    *never_deleted(_COUNTERS),
    Trigger(
        _COUNTERS,
        "grows",
        "UPDATE",
        f"{_COUNTERS}: 番号は一つずつしか進みません。",
        "NEW.last <> OLD.last + 1 OR NEW.symbol <> OLD.symbol"
        " OR NEW.fiscal_year <> OLD.fiscal_year",
    ),
)
