"""4(5)イ: policies in force that speak of an account which is about to be stopped."""

from collections.abc import Iterator

from accounts.dependants import SHOWN, Dependant
from accounts.models import OfficialAccount
from komae_sns.searching import words_of
from komae_sns.staff.actors import Actor
from policies.models import PolicyVersion

SHORTEST = 4  # characters of a handle; shorter ones stand in many words


def policies_naming(account: OfficialAccount, actor: Actor) -> Iterator[Dependant]:
    """Its own, and those of others whose articles name its handle."""
    seen = PolicyVersion.objects.visible_to(actor).in_force().select_related("policy")
    own = list(seen.filter(policy__accounts=account)[:SHOWN])
    for version in own:
        yield Dependant("運用ポリシー", version.title, version.get_absolute_url())
    if len(account.handle) < SHORTEST:
        return
    others = seen.holding(words_of(account.handle)).exclude(pk__in=[v.pk for v in own])
    for version in others[:SHOWN]:
        yield Dependant("名前が出てくるポリシー", version.title, version.get_absolute_url())
