"""「後で」「なし」「－」: a cell that says that there is nothing."""

from komae_sns import city
from komae_sns.intake.columns import plain


def is_later(text: str) -> bool:
    return not text or plain(text) in {plain(word) for word in city.data("intake.toml")["later"]}
