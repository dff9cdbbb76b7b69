"""The columns that the city's figures need: one for each metric of figures.toml."""

from functools import cache

from accounts.metrics import headings
from komae_sns.intake import Column
from komae_sns.intake.columns import plain

SAMPLES = {"followers": "51,034", "posts": "12"}


def columns() -> tuple[Column, ...]:
    return tuple(
        Column(code, heading, "text", (heading, *names), sample=SAMPLES.get(code, ""))
        for code, (heading, names) in headings().items()
    )


@cache
def code_of(text: str) -> str:
    """「フォロワー数」 → followers; blank when no metric is called so."""
    wanted = plain(text)
    for code, (heading, names) in headings().items():
        if wanted in {plain(word) for word in (code, heading, *names)}:
            return code
    return ""
