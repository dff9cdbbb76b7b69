"""What incidents still want of an account: said in a handover of it (4(3)カ)."""

from collections.abc import Iterator
from datetime import date

from accounts.models import OfficialAccount
from incidents.models import Incident


def matters_of(account: OfficialAccount, today: date) -> Iterator[str]:
    for incident in Incident.objects.open().filter(account=account).select_related("number"):
        name = f"{incident.mark}{incident.kind_name}"
        yield f"{incident.number}「{name}」：{incident.get_status_display()}"
