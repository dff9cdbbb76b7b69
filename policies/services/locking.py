"""The first thing of every step: the rows as they are now, held until the step ends."""

from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from policies import permissions
from policies.models import Policy, PolicyVersion
from policies.services.refusals import Refused


def locked_policy(policy: Policy) -> Policy:
    return Policy.objects.with_names().select_for_update(of=("self",)).get(pk=policy.pk)


def locked_version(version: PolicyVersion) -> PolicyVersion:
    rows = PolicyVersion.objects.with_policy().select_for_update(of=("self",))
    return rows.get(pk=version.pk)


def locked_draft(version: PolicyVersion, by: Actor) -> PolicyVersion:
    """A draft that `by` may write in now."""
    version = locked_version(version)
    require(permissions.can_edit, by, version)
    if not version.is_draft:
        raise Refused("施行した運用ポリシーは直せません。改正案をつくってください。")
    if version.is_filed:
        raise Refused("申請に出している間は、運用ポリシーを直せません。")
    return version
