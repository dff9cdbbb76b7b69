"""Which notices a person may still read: those whose subject they may see in today's posts."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db.models import QuerySet

from accounts.models import OfficialAccount, RelatedDomain
from approvals.models import AgendaItem, Application, Condition, Meeting, Minutes, Waiver
from komae_sns.documents.models import Export
from komae_sns.notices.models import Notice
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User


def _items(actor: Actor) -> QuerySet:
    return AgendaItem.objects.filter(meeting__in=Meeting.objects.visible_to(actor))


def _waivers(actor: Actor) -> QuerySet:
    return Waiver.objects.filter(application__in=Application.objects.visible_to(actor))


def _oneself(actor: Actor) -> QuerySet:
    return User.objects.filter(pk=actor.user.pk)


# Every subject of a notice (a test walks them); the words about any other are withheld.
VISIBLE: dict[str, Callable[[Actor], QuerySet]] = {
    OfficialAccount._meta.label_lower: OfficialAccount.objects.visible_to,
    Application._meta.label_lower: Application.objects.visible_to,
    Meeting._meta.label_lower: Meeting.objects.visible_to,
    AgendaItem._meta.label_lower: _items,
    Waiver._meta.label_lower: _waivers,
    Condition._meta.label_lower: Condition.objects.visible_to,
    Minutes._meta.label_lower: Minutes.objects.visible_to,
    Export._meta.label_lower: Export.objects.visible_to,
    RelatedDomain._meta.label_lower: RelatedDomain.objects.visible_to,
    User._meta.label_lower: _oneself,
}


def readable(notices: Iterable[Notice], actor: Actor) -> frozenset[int]:
    """Keys of the notices whose words may be shown. One query for each kind of subject."""
    by_type: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_type[notice.subject_type].append(notice)
    return frozenset(
        notice.pk
        for subject_type, told in by_type.items()
        if subject_type in VISIBLE
        for notice in _seen(VISIBLE[subject_type](actor), told)
    )


def _seen(visible: QuerySet, told: list[Notice]) -> Iterable[Notice]:
    wanted = {notice.subject_id for notice in told}
    found = set(map(str, visible.filter(pk__in=wanted).values_list("pk", flat=True)))
    return (notice for notice in told if notice.subject_id in found)
