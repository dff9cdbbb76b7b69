"""What a policy says: 条・項・号・ア. Plain values, no database, no clock."""

from policies.articles.blanks import Piece, pieces, refill, restored, values_for
from policies.articles.catalogue import Offer, insert, offers
from policies.articles.departures import Departure, departures
from policies.articles.edits import (
    Change,
    Stays,
    Typed,
    add_article,
    bring_back,
    move_article,
    remove_article,
    stamped,
    with_typed,
)
from policies.articles.gaps import Gap, gaps
from policies.articles.several import AS_BELOW, sample_for
from policies.articles.start import from_sample
from policies.articles.structure import (
    Article,
    Articles,
    BadArticles,
    Line,
    checked,
    checked_title,
    from_json,
    number_of,
    paper_rows,
    places,
    text_of,
    to_json,
)

__all__ = [
    "AS_BELOW",
    "Article",
    "Articles",
    "BadArticles",
    "Change",
    "Departure",
    "Gap",
    "Line",
    "Offer",
    "Piece",
    "Stays",
    "Typed",
    "add_article",
    "bring_back",
    "checked",
    "checked_title",
    "departures",
    "from_json",
    "from_sample",
    "gaps",
    "insert",
    "move_article",
    "number_of",
    "offers",
    "paper_rows",
    "pieces",
    "places",
    "refill",
    "remove_article",
    "restored",
    "sample_for",
    "stamped",
    "text_of",
    "to_json",
    "values_for",
    "with_typed",
]
