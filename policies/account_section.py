"""運用ポリシー on the account's page (accounts.sections)."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from accounts.models import OfficialAccount
from komae_sns.staff.actors import Actor
from policies import permissions
from policies.models import PolicyVersion


def policies_of(account: OfficialAccount, actor: Actor) -> dict[str, Any] | None:
    visible = PolicyVersion.objects.visible_to(actor).filter(policy__accounts=account)
    versions = visible.select_related("policy").defer("articles", "record")
    in_order = versions.order_by("policy", "-number")
    policies = [(policy, list(own)) for policy, own in groupby(in_order, attrgetter("policy"))]
    may_start = not policies and permissions.can_start(actor, account.department)
    if not policies and not may_start:
        return None
    return {"policies": policies, "may_start": may_start}
