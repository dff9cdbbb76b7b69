"""4(2)ア: which official accounts already say what a new one would say.

Pure: the register reaches it as `Profile` values through `Register`.
"""

from .index import Index
from .live import LiveIndex, Register
from .profile import Profile, Similar
from .shared import Piece, marked, overlap_words
from .vocabulary import Vocabulary, city_vocabulary

__all__ = [
    "Index",
    "LiveIndex",
    "Piece",
    "Profile",
    "Register",
    "Similar",
    "Vocabulary",
    "city_vocabulary",
    "marked",
    "overlap_words",
]
