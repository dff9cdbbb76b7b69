"""新旧対照: one version's articles beside another's. Plain values, no database.

Nothing is left out here: the pieces of a side, in its own order, are the text of that version.
What the paper prints as （略） is chosen in policies.comparison.table.
"""

from policies.comparison.articles import ArticlePair, Comparison, LinePair, Side, compare
from policies.comparison.table import Row, rows
from policies.comparison.wording import Piece

__all__ = [
    "ArticlePair",
    "Comparison",
    "LinePair",
    "Piece",
    "Row",
    "Side",
    "compare",
    "rows",
]
