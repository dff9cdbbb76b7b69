"""One account for citizens: its entry, and the articles of the policies in force."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from komae_sns.home.registry.entries import Entry, InForce, entries_of, published
from komae_sns.home.registry.warnings import Told, standing
from policies.models import PolicyVersion


@dataclass(frozen=True)
class Shown:
    entry: Entry
    versions: Sequence[tuple[InForce, PolicyVersion]]
    warnings: Sequence[Told]


def shown(key: str) -> Shown | None:
    """None where no public account has the key."""
    accounts = list(published().filter(public_key=key))
    if not accounts:
        return None
    (entry,) = entries_of(accounts)
    return shown_with(entry, versions_in_force([entry]), standing())


def shown_with(
    entry: Entry, versions: Mapping[int, PolicyVersion], warnings: Iterable[Told]
) -> Shown:
    policies = [(v, versions[v.policy]) for v in entry.policies if v.policy in versions]
    return Shown(entry, policies, [one for one in warnings if one.account_key == entry.key])


def versions_in_force(entries: Iterable[Entry]) -> dict[int, PolicyVersion]:
    """By policy; one question at most."""
    wanted = {version.policy for entry in entries for version in entry.policies}
    if not wanted:
        return {}
    rows = PolicyVersion.objects.in_force().filter(policy__in=wanted).with_policy()
    return {version.policy_id: version for version in rows}


def version_in_force(key: str, policy: int, number: int) -> PolicyVersion | None:
    """None unless it is in force and covers the public account."""
    covered = published().filter(public_key=key).values("pk")
    rows = PolicyVersion.objects.in_force().filter(policy__accounts__in=covered)
    return rows.filter(policy=policy, number=number).with_policy().first()
