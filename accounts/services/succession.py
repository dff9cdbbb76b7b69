"""見本第3条: 管理者 is a post. When its holder's appointment has ended, the successor follows."""

from collections import defaultdict
from datetime import date

from django.db import transaction

from accounts import actions
from accounts.models import OfficialAccount
from accounts.services.locking import locked, store
from komae_sns.audit import services as audit
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import Post


def follow_posts(today: date) -> int:
    """Every account whose manager's appointment has ended gets the section's head of today.

    Safe twice and late; where nobody heads the section, the account waits. Gives how many followed.
    """
    heads = _heads(today)
    waiting = OfficialAccount.objects.manager_gone_on(today).order_by("pk")
    due = [pk for pk, section in waiting.values_list("pk", "department") if heads.get(section)]
    return sum(_follow(pk, heads, today) for pk in due)


def _heads(today: date) -> dict[int, list[Appointment]]:
    found: dict[int, list[Appointment]] = defaultdict(list)
    held = Appointment.objects.on(today).holding(Post.HEAD).with_people()
    for head in held.order_by("-starts_on", "pk"):
        if head.department is not None:
            found[head.department.section_id].append(head)
    return found


@transaction.atomic
def _follow(pk: int, heads: dict[int, list[Appointment]], today: date) -> bool:
    """Asked again under the lock: somebody may have named a manager meanwhile."""
    account = locked(OfficialAccount(pk=pk))
    if account.has_manager_on(today) or account.manager is None or account.has_ended:
        return False
    old, heirs = account.manager, heads.get(account.department_id, [])
    if not heirs:
        return False
    heir = next((head for head in heirs if head.title == old.title), heirs[0])
    account.manager = heir
    store(account, "manager")
    audit.record(
        actions.FOLLOW_POST,
        account,
        by=None,
        clause="4(2)イ",
        changes={"管理者": (str(old), str(heir))},
        mentions=[heir.user],
    )
    enqueue(Kind.MANAGER_FOLLOWED, [heir.user], about=account, occasion=heir.pk, old=old)
    return True
