"""For the world of matrix.txt: what is stopped and looked after, and what changes hands."""

from typing import Any

from accounts.models import Handover, OfficialAccount, RelatedDomain, StatusCheck
from accounts.services import access, handovers, status_alarms, status_checks
from accounts.services.domains import check_domain
from accounts.status_questions import Answer, questions
from komae_sns.documents.evidence.reading import read
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
            world.places["shown"] = _place(check)
    _ways_in(world)
    world.places["handing"] = _handover(world, "狛江市引継")
    found = handed(world, "狛江市引渡")
    world.places["handed"] = {"pk": found.account_id, "handover_pk": found.pk}


def _ways_in(world: Any) -> None:
    account = OfficialAccount.objects.get(pk=world.places["running"]["pk"])
    by, clerk = {"by": world.actor("clerk"), "now": NOW}, world.people["clerk"]
    app = access.connect(
        account, kind="APP", name="予約投稿", purpose="新着の投稿", starts_on=TODAY, **by
    )
    keeper = access.name_keeper(account, clerk, role="HOLDER", starts_on=TODAY, **by)
    access.record_credential_change(
        account, changed_on=TODAY, changed_by=clerk, reason="REGULAR", unlike_others=True, **by
    )
    domain = RelatedDomain.objects.get(pk=world.places["domain"]["domain_pk"])
    said = {"is_ours": "YES", "leads_right": "YES", "certificate_is_good": "YES"}
    check_domain(domain, **said, checked_on=TODAY, **by)
    world.places["connected"] = {"pk": account.pk, "connection_pk": app.pk}
    world.places["keeper"] = {"pk": account.pk, "keeper_pk": keeper.pk}


def _handover(world: Any, name: str) -> dict[str, Any]:
    """The head leaves and has done their part; the clerk may take over."""
    own, head = world.own, world.actor("head")
    account = factories.account(name, department=own.department, manager=own.head.own[0])
    found = handovers.open_by_hand(account, account.manager, last_day=TODAY, by=head, now=NOW)
    for key in ("linked_apps", "devices", "second_factor"):
        handovers.tick(found, key, by=head, now=NOW)
    return {"pk": account.pk, "handover_pk": found.pk, "item": "devices"}


def handed(world: Any, name: str) -> Handover:
    """With everything that the receiver sees to."""
    place, head = _handover(world, name), world.actor("head")
    found = Handover.objects.get(pk=place["handover_pk"])
    clerk = {"by": world.actor("clerk"), "now": NOW}
    successor = world.people["clerk"]
    handovers.hand_over(found, matters="なし", successor=successor, by=head, now=NOW)
    handovers.tick(found, "sessions", **clerk)
    facts = {"changed_by": successor, "reason": "HANDOVER", "unlike_others": True}
    access.record_credential_change(found.account, changed_on=TODAY, **facts, **clerk)
    for user in (successor, world.people["head2"]):
        access.name_keeper(found.account, user, role="HOLDER", starts_on=TODAY, **clerk)
    return found


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
        evidence=read("画面.txt", "画面の写し".encode()),
        by=world.actor("clerk"),
        now=NOW,
    )


def _place(check: StatusCheck) -> dict[str, int]:
    return {"pk": check.account_id, "check_pk": check.pk}
