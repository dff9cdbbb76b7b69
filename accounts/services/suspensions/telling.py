"""Who hears of a step: the section, the one that takes over, the secretariat."""

from collections.abc import Iterable

from accounts.models import Suspension
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User


def section(suspension: Suspension, by: Actor) -> list[User]:
    return list(people.workers_of(suspension.account.department, by.today))


def successor_section(suspension: Suspension, by: Actor) -> list[User]:
    successor = suspension.successor
    return list(people.workers_of(successor.department, by.today)) if successor else []


def secretariat(by: Actor) -> list[User]:
    return list(people.secretariat(by.today))


def tell(
    kind: Kind, told: Iterable[User], suspension: Suspension, by: Actor, occasion: object = ""
) -> None:
    """Nobody is told of what they did themselves."""
    others = [person for person in told if person.pk != by.user.pk]
    enqueue(kind, others, about=suspension, occasion=f"{suspension.pk} {occasion}".strip())
