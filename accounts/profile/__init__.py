"""4(2)イ, 4(3)ア: does the profile text say who runs the account, and what for?"""

from .findings import Finding, Level, check_profile, platform_length
from .reader import ProfileReader, Span
from .word_lists import ProfileWords, city_words

__all__ = [
    "Finding",
    "Level",
    "ProfileReader",
    "ProfileWords",
    "Span",
    "check_profile",
    "city_words",
    "platform_length",
]
