"""For the world of matrix.txt: what is stopped and looked after, and what changes hands."""

from typing import Any

from accounts.models import StatusCheck
from accounts.services import status_alarms, status_checks
from accounts.status_questions import Answer, questions
from tests import factories
from tests.factories import NOW, TODAY


def settle(world: Any) -> None:
    world.places["stopped"] = _place(_stopped(world, "狛江市旧消防"))
    over = checked(world, "狛江市旧水防", "service", "SERVICE_ENDED")
    world.places["over"] = _place(over)
    for place in ("alarmed", "received"):
        check = checked(world, f"狛江市{place}", "ours", "WRONG")
        world.places[place] = {"pk": check.account_id, "alarm_pk": check.alarm.pk}
        if place == "received":
            by = world.actor("ciso")
            status_alarms.receive(check.alarm, instruction="調べること", by=by, now=NOW)


def _stopped(world: Any, name: str) -> StatusCheck:
    own = world.own
    account = factories.account(
        name, status="SUSPENDED", department=own.department, manager=own.head.own[0]
    )
    return status_checks.schedule_first(account, today=TODAY)


def checked(world: Any, name: str, wrong: str, result: str) -> StatusCheck:
    answers = {q.key: Answer("YES") for q in questions()} | {wrong: Answer("NO", "ちがう")}
    return status_checks.record_check(
        _stopped(world, name),
        answers,
        result=result,
        note="ちがう",
        evidence_text="画面",
        by=world.actor("clerk"),
        now=NOW,
    )


def _place(check: StatusCheck) -> dict[str, int]:
    return {"pk": check.account_id, "check_pk": check.pk}
