"""認めるフォロー・返信 of the accounts that a policy covers, for its check (見本第6条)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from accounts.models import OfficialAccount
from accounts.services.contacts import USABLE
from accounts.status import ContactStatus
from policies.check import Permitted, Register
from policies.check.register import keys


def register_of_policy(policy: int) -> Register | None:
    """None as long as it covers no account that could have anything on its register."""
    return _register(OfficialAccount.objects.filter(policies=policy))


def register_of_accounts(accounts: Iterable[int]) -> Register | None:
    return _register(OfficialAccount.objects.filter(pk__in=accounts))


def _register(accounts: QuerySet[OfficialAccount]) -> Register | None:
    """One query: an account without rows stands there with blanks."""
    rows: list[tuple[Any, ...]] = list(
        accounts.filter(status__in=sorted(USABLE))
        .order_by("pk", "contacts__pk")
        .values_list("url", "handle", "contacts__status", "contacts__kind", "contacts__url")
    )
    if not rows:
        return None
    permitted = tuple(
        Permitted(kind, url) for *_, status, kind, url in rows if status == ContactStatus.PERMITTED
    )
    own: frozenset[str] = frozenset()
    return Register(permitted, own.union(*(keys(url) | keys(handle) for url, handle, *_ in rows)))
