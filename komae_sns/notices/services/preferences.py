"""Who wants which kind by mail, and how."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from komae_sns.audit import services as audit
from komae_sns.notices.kinds import Delivery, Kind, default_delivery
from komae_sns.notices.models import Preference
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User


def deliveries(kind: str, people: Iterable[int]) -> dict[int, str]:
    """By person; one query."""
    people = list(people)
    rows = Preference.objects.filter(kind=kind, person__in=people)
    chosen = dict(rows.values_list("person_id", "delivery"))
    return {pk: chosen.get(pk, default_delivery(kind)) for pk in people}


def deliveries_of(person: User) -> dict[str, str]:
    """By kind."""
    rows = Preference.objects.filter(person=person).values_list("kind", "delivery")
    return {kind: default_delivery(kind) for kind in Kind} | dict(rows)


@transaction.atomic
def choose_deliveries(wanted: Mapping[str, str], *, by: Actor) -> None:
    """For oneself alone. It holds for what comes from now on."""
    list(User.objects.select_for_update().filter(pk=by.user.pk))
    before = deliveries_of(by.user)
    changed = {kind: way for kind, way in wanted.items() if before.get(kind) != way}
    if not changed:
        return
    Preference.objects.bulk_create(
        (Preference(person=by.user, kind=kind, delivery=way) for kind, way in changed.items()),
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=["delivery"],
    )
    audit.record(
        "notices.deliveries_chosen",
        by.user,
        by=by,
        changes={
            Kind(kind).label: (Delivery(before[kind]).label, Delivery(way).label)
            for kind, way in changed.items()
        },
    )
