"""The 効果測定 of an account, year by year, on the account's own page (accounts.sections)."""

from collections.abc import Mapping
from typing import Any

from accounts.models import AnnualReview, OfficialAccount
from accounts.permissions import is_city_staff
from komae_sns.staff.actors import Actor

TEMPLATE = "reviews/_account_section.html"
SHOWN = 10  # years


def read(account: OfficialAccount, actor: Actor) -> Mapping[str, Any] | None:
    if account.opened_on is None or not is_city_staff(actor):
        return None
    theirs = AnnualReview.objects.visible_to(actor).filter(account=account)
    reviews = list(theirs.for_account_page().order_by("-year__fiscal_year")[:SHOWN])
    return {"reviews": reviews} if reviews else None
