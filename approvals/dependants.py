"""4(5)イ・ウ: what the applications of a founding said of 停止時の集約先."""

from collections.abc import Iterator

from accounts.dependants import SHOWN, Dependant
from accounts.models import OfficialAccount
from approvals.models import Application
from komae_sns.forms import LONGEST_KEY
from komae_sns.staff.actors import Actor

FIELD = "fallback_account"


def consolidation(account: OfficialAccount, actor: Actor) -> Iterator[Dependant]:
    """Where this account was to lead, and which ones were to lead to it."""
    seen = Application.objects.visible_to(actor)
    founding = seen.filter(account=account).first()
    target = _target(founding) if founding else None
    if target:
        words = f"{target}（申請書の「停止時の集約先」）"
        yield Dependant("集約先", words, target.get_absolute_url())
    led_here = seen.filter(**{f"answers__{FIELD}": str(account.pk)})
    for other in led_here.exclude(account=account).order_by("-pk")[:SHOWN]:
        yield Dependant("ここを集約先にしている", str(other), other.get_absolute_url())


def _target(founding: Application) -> OfficialAccount | None:
    given = str(founding.answers.get(FIELD) or "")
    if not given.isdecimal() or len(given) > LONGEST_KEY:
        return None
    return OfficialAccount.objects.with_names().filter(pk=given).first()
