"""Addresses of the city's own: its website, and the related domains of its accounts (4(5)エ)."""

from dataclasses import dataclass

from django.utils.timezone import localdate

from accounts.domain_name import BadDomain
from accounts.domain_name import read as read_domain
from accounts.models import OfficialAccount, RelatedDomain
from accounts.status import NEVER_OPENED
from komae_sns import city
from komae_sns.home.registry.doubts import doubted_domains


@dataclass(frozen=True)
class Site:
    """`account`: whose domain it is; None for the city's website."""

    name: str
    account: OfficialAccount | None
    is_doubted: bool = False


def site_of(typed: str) -> Site | None:
    """Whose host a pasted address names, with the domains above it; None for anybody else's."""
    try:
        host = read_domain(typed).ascii
    except BadDomain:
        return None
    labels = host.split(".")
    above = [".".join(labels[n:]) for n in range(len(labels) - 1)]
    if own := next((name for name in above if name in city.facts()["web_domains"]), None):
        return Site(own, None)
    rows = RelatedDomain.objects.filter(ascii_name__in=above).select_related("account")
    found = rows.exclude(account__status__in=NEVER_OPENED).first()
    if found is None:
        return None
    is_over = found.is_over_on(localdate())  # anybody may have registered it since
    is_doubted = is_over or found.pk in doubted_domains([found.account_id])
    return Site(found.name, found.account, is_doubted)
