"""運用ポリシー on the account's page (accounts.sections)."""

from typing import Any

from django.db.models import Prefetch

from accounts.models import OfficialAccount
from komae_sns.staff.actors import Actor
from policies import permissions
from policies.models import Policy, PolicyVersion


def policies_of(account: OfficialAccount, actor: Actor) -> dict[str, Any] | None:
    versions = PolicyVersion.objects.visible_to(actor).defer("articles", "record")
    visible = Policy.objects.visible_to(actor).covering(account)
    policies = list(visible.prefetch_related(Prefetch("versions", versions.order_by("-number"))))
    may_start = not policies and permissions.can_start(actor, account.department)
    if not policies and not may_start:
        return None
    return {"policies": policies, "may_start": may_start}
