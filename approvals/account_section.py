"""The application behind an account, on the account's own page."""

from collections.abc import Mapping
from typing import Any

from accounts.models import OfficialAccount
from approvals.models import Application, Waiver
from komae_sns.staff.actors import Actor

TEMPLATE = "approvals/_account_section.html"


def read(account: OfficialAccount, actor: Actor) -> Mapping[str, Any] | None:
    """Nothing for 既存登録, and for those who may not read the application."""
    seen = Application.objects.visible_to(actor).filter(account=account)
    application = seen.select_related("decision").first()
    if application is None:
        return None
    waiver = Waiver.objects.filter(application=application).select_related("reported_to").first()
    expired = waiver is not None and waiver.is_expired_on(actor.today)
    return {
        "application": application,
        "conditions": application.conditions.order_by("number"),
        "waiver": waiver,
        "is_expired": expired,
    }
