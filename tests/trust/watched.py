"""For the world of matrix.txt: what is stopped and looked after, and what changes hands."""

from typing import Any

from accounts.services import status_checks
from tests import factories
from tests.factories import TODAY


def settle(world: Any) -> None:
    own = world.own
    stopped = factories.account(
        "狛江市旧消防", status="SUSPENDED", department=own.department, manager=own.head.own[0]
    )
    check = status_checks.schedule_first(stopped, today=TODAY)
    world.places["stopped"] = {"pk": stopped.pk, "check_pk": check.pk}
