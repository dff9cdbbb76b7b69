"""見本第7条: a page of the city's own website, by its address."""

from accounts.address.characters import fold_width
from accounts.address.urls import HTTP, Refused, take_apart
from komae_sns import city

LONGEST = 500


def page_problem(text: str) -> str:
    """The sentence for the field; blank where it is a page of the city."""
    typed = fold_width(text).strip()
    domains = city.facts()["web_domains"]
    example = f"https://{domains[0]}/ で始まるアドレスを入れてください。"
    if len(typed) > LONGEST or not HTTP.match(typed) or any(c.isspace() for c in typed):
        return example
    try:
        host = take_apart(typed).host
    except Refused as refused:
        return str(refused)
    if any(host == domain or host.endswith(f".{domain}") for domain in domains):
        return ""
    return f"市公式ホームページのアドレスではありません。{example}"
