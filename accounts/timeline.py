"""The whole life of an account, from the trail."""

from collections.abc import Callable

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from accounts.models import OfficialAccount
from accounts.permissions import can_read_procedure, is_city_staff
from komae_sns.audit import labels
from komae_sns.audit.models import Entry, EntryQuerySet
from komae_sns.pages import Page, page_of
from komae_sns.staff.actors import Actor

SHOWN = 30
# Of the things of apps above: the keys, as text, of those that a person may see. None: all.
Sight = Callable[[Actor, OfficialAccount], QuerySet | None]
_walls: dict[str, Sight] = {}


def register_wall(model: type[Model], sight: Sight) -> None:
    """Call in AppConfig.ready: an entry about such a thing is shown to whoever may see it."""
    _walls[model._meta.label_lower] = sight


def timeline_of(account: OfficialAccount, request: HttpRequest) -> Page:
    entries = entries_for(request.actor, account).for_timeline()
    return page_of(entries, request, key="seq", size=SHOWN, counted=False)


def entries_for(actor: Actor, account: OfficialAccount) -> EntryQuerySet:
    """Who may not read the procedure reads what was done to the account, not the papers that
    mention it; staff also what came into force."""
    entries = Entry.objects.about(account)
    for subject_type, sight in _walls.items():
        if (keys := sight(actor, account)) is not None:
            entries = entries.exclude(Q(subject_type=subject_type) & ~Q(subject_id__in=keys))
    if can_read_procedure(actor, account):
        return entries
    seen = Q(subject_type=account._meta.label_lower, subject_id=str(account.pk))
    if is_city_staff(actor):
        seen |= Q(action__in=labels.public())
    return entries.filter(seen)
