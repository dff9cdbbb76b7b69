"""Tables as offices keep them, read into rows of typed values. Pure: no database, nothing run."""

from komae_sns.intake.columns import Column, Layout, layout_of, proposed
from komae_sns.intake.findings import Finding, Plan, Planned, Row, Verdict
from komae_sns.intake.rows import rows_of
from komae_sns.intake.sheets import Sheet, Unreadable, read

__all__ = [
    "Column",
    "Finding",
    "Layout",
    "Plan",
    "Planned",
    "Row",
    "Sheet",
    "Unreadable",
    "Verdict",
    "layout_of",
    "proposed",
    "read",
    "rows_of",
]
