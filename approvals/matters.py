"""What the committee and its papers still want of an account: said in a handover of it (4(3)カ)."""

from collections.abc import Iterator
from datetime import date

from accounts.models import OfficialAccount
from approvals.models import Application, Condition
from komae_sns.documents import wareki


def matters_of(account: OfficialAccount, today: date) -> Iterator[str]:
    """Two queries."""
    conditions = Condition.objects.unmet().filter(application__account=account)
    for condition in conditions.order_by("pk"):
        due = f"（期限{wareki.long(condition.due_on)}）" if condition.due_on else ""
        yield f"承認の条件「{condition.text}」：{condition.get_status_display()}{due}"
    changes = Application.objects.open().filter(changed_account=account)
    for application in changes.order_by("pk"):
        yield f"変更の申請「{application}」：{application.get_status_display()}"
