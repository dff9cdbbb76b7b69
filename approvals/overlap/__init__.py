"""4(2)ア: which official accounts already say what a new one would say.

Pure: the register reaches it as `Profile` values.
"""

from .index import Index
from .profile import Profile, Similar
from .shared import Piece, marked, overlap_words
from .vocabulary import Vocabulary, city_vocabulary

__all__ = [
    "Index",
    "Piece",
    "Profile",
    "Similar",
    "Vocabulary",
    "city_vocabulary",
    "marked",
    "overlap_words",
]
