"""4(5)イ: what hangs on an account, as far as the portal knows. Apps above add what they know."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Figure, OfficialAccount
from komae_sns.staff.actors import Actor

FOLLOWERS = "followers"
SHOWN = 10


@dataclass(frozen=True)
class Dependant:
    """`url`: where it is read in the portal."""

    kind: str
    words: str
    url: str = ""


Source = Callable[[OfficialAccount, Actor], Iterable[Dependant]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Call in AppConfig.ready; one or two queries, however much hangs on the account."""
    if source not in _sources:
        _sources.append(source)


def of(account: OfficialAccount, actor: Actor) -> list[Dependant]:
    own = (*_domains(account), *_apps(account), *_profiles(account))
    return [*own, *(found for source in _sources for found in source(account, actor))]


def latest_followers(account: OfficialAccount) -> Figure | None:
    """The newest count there is, with the day it was taken."""
    counted = account.figures.current().filter(metric=FOLLOWERS, value__isnull=False)
    return counted.order_by("-month", "-pk").first()


def _domains(account: OfficialAccount) -> Iterator[Dependant]:
    for domain in account.domains.by_expiry()[:SHOWN]:
        yield Dependant(
            "関連ドメイン", f"{domain.name}（{domain.purpose}）", domain.get_absolute_url()
        )


def _apps(account: OfficialAccount) -> Iterator[Dependant]:
    for line in account.linked_apps.splitlines()[:SHOWN]:
        if line.strip():
            yield Dependant("連携アプリ", line.strip())


def _profiles(account: OfficialAccount) -> Iterator[Dependant]:
    """Other accounts of ours whose profile leads to this one."""
    named = Q(profile_text__icontains=account.url) if account.url else Q()
    if len(account.handle) > 3:
        named |= Q(profile_text__icontains=f"@{account.handle}")
    if not named:
        return
    others = OfficialAccount.objects.live().filter(named).exclude(pk=account.pk)
    for other in others.select_related("service")[:SHOWN]:
        yield Dependant("プロフィールで案内している", str(other), other.get_absolute_url())
