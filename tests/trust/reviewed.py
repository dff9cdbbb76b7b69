"""For the world of matrix.txt: a year-end review in each status."""

from typing import Any

from accounts.models import OfficialAccount
from accounts.services import annual_reviews
from tests import factories
from tests.approvals.rows import NOW
from tests.reviews import rows

PLACES = ("to_review", "in_review", "sent_back", "reviewed", "left_out")


def settle(world: Any) -> None:
    own, secretariat = world.own, world.sitting.secretariat
    reviews = {place: rows.opened(_account(world, place)) for place in PLACES}
    for place in ("in_review", "sent_back", "reviewed"):
        reviews[place] = rows.submitted(reviews[place], by=own.head)
    rows.answered(reviews["to_review"], by=own.clerk)
    by = {"by": secretariat, "now": NOW}
    rows.returned(reviews["sent_back"], "数字で書く", by=secretariat)
    rows.confirmed(reviews["reviewed"], by=secretariat)
    annual_reviews.exclude(reviews["left_out"], reason="停止の手続中", **by)
    for place, review in reviews.items():
        world.places[place] = {"year": rows.YEAR, "pk": review.pk}
    empty = annual_reviews.open_year(2020, today=NOW.date(), now=NOW)
    world.places["empty_year"] = {"year": empty.fiscal_year}


def _account(world: Any, place: str) -> OfficialAccount:
    return factories.account(
        f"狛江市{place}", department=world.own.department, manager=world.own.head.own[0]
    )
