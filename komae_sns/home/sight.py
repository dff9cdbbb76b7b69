"""Which notices a person may still read: those whose subject they may see in today's posts."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db.models import QuerySet, Value

from accounts.models import (
    AnnualReview,
    Handover,
    OfficialAccount,
    PermittedContact,
    RelatedDomain,
    StatusAlarm,
    StatusCheck,
    Suspension,
)
from approvals.models import AgendaItem, Application, Condition, Meeting, Minutes, PostDraft, Waiver
from incidents.models import (
    Impostor,
    Incident,
    IncidentReport,
    IncidentStep,
    Prevention,
    PublicWarning,
)
from komae_sns.documents.models import EvidenceFault, Export
from komae_sns.notices.models import Notice
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User


def _items(actor: Actor) -> QuerySet:
    return AgendaItem.objects.filter(meeting__in=Meeting.objects.visible_to(actor))


def _waivers(actor: Actor) -> QuerySet:
    return Waiver.objects.filter(application__in=Application.objects.visible_to(actor))


def _steps(actor: Actor) -> QuerySet:
    return IncidentStep.objects.filter(incident__in=Incident.objects.visible_to(actor))


def _oneself(actor: Actor) -> QuerySet:
    return User.objects.filter(pk=actor.user.pk)


# Every subject of a notice (a test walks them); the words about any other are withheld.
VISIBLE: dict[str, Callable[[Actor], QuerySet]] = {
    OfficialAccount._meta.label_lower: OfficialAccount.objects.visible_to,
    Handover._meta.label_lower: Handover.objects.visible_to,
    StatusCheck._meta.label_lower: StatusCheck.objects.visible_to,
    Suspension._meta.label_lower: Suspension.objects.visible_to,
    StatusAlarm._meta.label_lower: StatusAlarm.objects.visible_to,
    AnnualReview._meta.label_lower: AnnualReview.objects.visible_to,
    PermittedContact._meta.label_lower: PermittedContact.objects.visible_to,
    Incident._meta.label_lower: Incident.objects.visible_to,
    Impostor._meta.label_lower: Impostor.objects.visible_to,
    PublicWarning._meta.label_lower: PublicWarning.objects.visible_to,
    IncidentReport._meta.label_lower: IncidentReport.objects.visible_to,
    IncidentStep._meta.label_lower: _steps,
    Prevention._meta.label_lower: Prevention.objects.visible_to,
    PostDraft._meta.label_lower: PostDraft.objects.visible_to,
    Application._meta.label_lower: Application.objects.visible_to,
    Meeting._meta.label_lower: Meeting.objects.visible_to,
    AgendaItem._meta.label_lower: _items,
    Waiver._meta.label_lower: _waivers,
    Condition._meta.label_lower: Condition.objects.visible_to,
    Minutes._meta.label_lower: Minutes.objects.visible_to,
    EvidenceFault._meta.label_lower: EvidenceFault.objects.visible_to,
    Export._meta.label_lower: Export.objects.visible_to,
    RelatedDomain._meta.label_lower: RelatedDomain.objects.visible_to,
    User._meta.label_lower: _oneself,
}


def readable(notices: Iterable[Notice], actor: Actor) -> frozenset[int]:
    """Keys of the notices whose words may be shown. One query, however many kinds of subjects."""
    by_type: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_type[notice.subject_type].append(notice)
    seen = [
        _seen(subject_type, told, actor)
        for subject_type, told in by_type.items()
        if subject_type in VISIBLE
    ]
    if not seen:
        return frozenset()
    found = {(kind, str(pk)) for kind, pk in seen[0].union(*seen[1:], all=True)}
    told = (notice for notices in by_type.values() for notice in notices)
    return frozenset(n.pk for n in told if (n.subject_type, n.subject_id) in found)


def _seen(subject_type: str, told: list[Notice], actor: Actor) -> QuerySet:
    wanted = {notice.subject_id for notice in told}
    visible = VISIBLE[subject_type](actor).filter(pk__in=wanted).order_by()
    return visible.annotate(subject_type=Value(subject_type)).values_list("subject_type", "pk")
