"""見本第4条(2): the registered e-mail is in the city's own mail domain."""

import unicodedata

from komae_sns import city


def is_in_domain(address: str) -> bool:
    """Exactly the domain: neither a subdomain nor a longer name that ends alike.

    Full-width letters and capitals are the same domain.
    """
    name, _, found = _folded(address).rpartition("@")
    return "@" not in name and bool(name) and found == _folded(_city_domain())


def city_mail_problem(text: str) -> str:
    """The sentence to show beside the field, or "" where nothing is wrong or nothing is typed."""
    if not text.strip() or is_in_domain(text):
        return ""
    return f"市のメールアドレス（@{_city_domain()}）にしてください。"


def _city_domain() -> str:
    return city.facts()["mail_domain"]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
