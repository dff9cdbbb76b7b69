"""Which official accounts an impostor may be taken for: similar, never more than that."""

from dataclasses import dataclass

from accounts.lookalike import Lookalikes
from accounts.models import OfficialAccount
from incidents.models import Impostor


@dataclass(frozen=True)
class Similar:
    account: OfficialAccount
    reason: str


def similar_to(impostor: Impostor) -> list[Similar]:
    """The nearest first; of every service, because a false one often stands on another."""
    if not impostor.handle:
        return []
    official = OfficialAccount.objects.official().exclude(handle="")
    alike = Lookalikes(official.values_list("pk", "handle")).similar(impostor.handle)
    accounts = official.select_related("service").in_bulk([one.id for one in alike])
    return [Similar(accounts[one.id], one.reason.label) for one in alike]
