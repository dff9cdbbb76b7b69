"""For the world of matrix.txt: incidents, each at a stage of its own."""

from typing import Any

from accounts.models import OfficialAccount
from incidents.models import Incident, IncidentStep
from incidents.services import ending, receiving
from incidents.services.reporting import FirstReport, report
from incidents.services.steps import Done, do_step, skip_step
from tests.factories import NOW


def settle(world: Any) -> None:
    """Of the account that `vendor` operates, in the section of `head` and `clerk`."""
    world.places["reported"] = {"pk": reported(world).pk}
    for place, end in ENDS.items():
        incident = reported(world, "wrong_post")
        end(world, incident)
        world.places[place] = {"pk": incident.pk}


def reported(world: Any, kind: str = "hijack", **facts: Any) -> Incident:
    account = OfficialAccount.objects.with_names().get(pk=world.places["running"]["pk"])
    told = FirstReport(kind=kind, what="覚えのない投稿がある", account=account, **facts)
    return report(told, by=world.actor("clerk"), now=NOW)


def with_head(world: Any, incident: Incident) -> None:
    receiving.receive_as_head(incident, by=world.actor("head"), now=NOW)


def with_ciso(world: Any, incident: Incident) -> None:
    with_head(world, incident)
    receiving.receive_as_ciso(incident, by=world.actor("ciso"), now=NOW)


def responding(world: Any, incident: Incident) -> None:
    with_ciso(world, incident)
    by = world.actor("ciso")
    receiving.instruct(incident, "電話で問い合わせに備えること", by=by, now=NOW)


def steps_done(world: Any, incident: Incident) -> None:
    """What may not apply does not."""
    responding(world, incident)
    by = {"by": world.actor("clerk"), "now": NOW}
    for step in IncidentStep.objects.filter(incident=incident).in_order():
        if step.may_not_apply:
            skip_step(step, reason="いない", **by)
        else:
            do_step(step, Done(note="済ませた", url="https://x.com/komae/1"), **by)


def resolved(world: Any, incident: Incident) -> None:
    steps_done(world, incident)
    by = world.actor("head")
    ending.resolve(incident, outcome="訂正して、問い合わせもない。", by=by, now=NOW)


def closed(world: Any, incident: Incident) -> None:
    resolved(world, incident)
    ending.close(incident, conclusion="", by=world.actor("ciso"), now=NOW)


def reopened(world: Any, incident: Incident) -> None:
    closed(world, incident)
    ending.reopen(incident, reason="また載った", by=world.actor("head"), now=NOW)


ENDS = {
    "with_head": with_head,
    "with_ciso": with_ciso,
    "responding": responding,
    "resolved": resolved,
    "closed": closed,
    "reopened": reopened,
}
