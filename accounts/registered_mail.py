"""見本第4条(2): the registered e-mail is in the city's own mail domain."""


def is_in_domain(address: str, domain: str) -> bool:
    """Exactly the domain: neither a subdomain nor a longer name that ends alike."""
    return address.rpartition("@")[2].casefold() == domain.casefold()
