"""/search/: every kind of thing that holds words, asked for through what the reader may see."""

from komae_sns.home.finding.asked import Search
from komae_sns.home.finding.results import KINDS, SHOWN, groups, in_the_guideline

__all__ = ["KINDS", "SHOWN", "Search", "groups", "in_the_guideline"]
