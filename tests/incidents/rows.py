"""An office with an account, and incidents of it."""

from dataclasses import dataclass
from typing import Any

from accounts.models import OfficialAccount, Operator
from incidents.models import Incident, IncidentEvidence, IncidentStep
from incidents.services import receiving
from incidents.services.reporting import FirstReport, report
from incidents.services.steps import Done, do_step
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.models import Deputy
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW, TODAY
from tests.incidents import proofs


@dataclass
class Office:
    """`head` manages the account, `vendor` operates it."""

    account: OfficialAccount
    head: Actor
    clerk: Actor
    vendor: Actor
    ciso: Actor
    secretariat: Actor


def office(name: str = "防災課") -> Office:
    section = factories.department(name)
    head = factories.actor(Post.HEAD, section, f"{name}長")
    account = factories.account(
        f"狛江市{name}", department=section, manager=head.appointments[0], purpose="防災"
    )
    vendor = factories.actor(Post.CONTRACTOR, section, "受託一郎")
    Operator.objects.create(account=account, user=vendor.user, starts_on=factories.LONG_AGO)
    return Office(
        account,
        head,
        factories.actor(Post.CLERK, section, "担当一子"),
        vendor,
        factories.actor(Post.CISO, name="統括責子"),
        factories.actor(Post.SECRETARIAT, name="事務局員"),
    )


def again(actor: Actor) -> Actor:
    """As the next request finds them."""
    return actor_of(actor.user, TODAY)


def told(place: Office, kind: str = "hijack", **facts: Any) -> FirstReport:
    defaults = {"account": place.account, "what": "覚えのない投稿がある"}
    return FirstReport(kind=kind, **(defaults | facts))


def reported(place: Office, kind: str = "hijack", *, by: Actor | None = None, **facts: Any):
    """With a screen saved, unless `files` says otherwise."""
    by = by or (place.head if facts.get("is_drill") else place.clerk)
    facts.setdefault("files", (proofs.screen(by),))
    return report(told(place, kind, **facts), by=by, now=NOW)


def received(place: Office, kind: str = "hijack", **facts: Any) -> Incident:
    incident = reported(place, kind, **facts)
    receiving.receive_as_head(incident, by=place.head, now=NOW)
    receiving.receive_as_ciso(incident, by=place.ciso, now=NOW)
    return fresh(incident)


def fresh(incident: Incident) -> Incident:
    return Incident.objects.with_names().get(pk=incident.pk)


def step(incident: Incident, key: str) -> IncidentStep:
    return IncidentStep.objects.select_related("incident").get(incident=incident, key=key)


def done(incident: Incident, *keys: str, by: Actor) -> None:
    for key in keys:
        one = step(incident, key)
        files = () if IncidentEvidence.objects.proving(one).exists() else (proofs.screen(by),)
        words = Done(note="した", url="https://x.com/komae/1", files=files)
        do_step(one, words, by=by, now=NOW)


def finished(place: Office, kind: str = "hijack", **facts: Any) -> Incident:
    """Every step done, and not yet resolved."""
    incident = received(place, kind, **facts)
    waiting = incident.steps.waiting().in_order()
    for one in list(waiting):
        by = place.ciso if one.who == "CISO" else place.head
        done(incident, one.key, by=by)
    return fresh(incident)


def waiting_keys(incident: Incident) -> list[str]:
    return [step.key for step in incident.steps.waiting().in_order()]


def deputy_of(holder: Actor) -> Actor:
    """Somebody of the section who stands in for them."""
    post = holder.appointments[0]
    deputy = factories.actor(Post.CLERK, post.department, "代理二郎")
    Deputy.objects.create(
        appointment=post,
        user=deputy.user,
        starts_on=TODAY,
        ends_on=TODAY,
        entered_by=holder.user,
    )
    return again(deputy)
