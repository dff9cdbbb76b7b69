"""What of the portal stands in a person's calendar: their own matters that fall due, meetings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.utils.timezone import make_aware

from approvals.models import Meeting
from komae_sns.home.sight import VISIBLE
from komae_sns.notices.reminders import Reminding, all_remindings
from komae_sns.notices.reminders.planning import matters_of
from komae_sns.notices.reminders.rhythm import days
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import COMMITTEE, Post

BACK, AHEAD = timedelta(days=92), timedelta(days=430)


@dataclass(frozen=True)
class Entry:
    """`key` stays the same for as long as it is the same date of the same thing."""

    key: str
    what: str
    on: date | datetime
    path: str
    place: str = ""


def dates_of(actor: Actor, *, now: datetime) -> list[Entry]:
    """Only what they may see today. One question for each kind, and one for its things."""
    found = [
        entry
        for reminding in all_remindings()
        if reminding.calendar
        for entry in _due(reminding, actor, now)
    ]
    return [*found, *_meetings(actor)]


def _due(reminding: Reminding, actor: Actor, now: datetime) -> Iterator[Entry]:
    term = days(reminding.term())
    first, last = actor.today - BACK, actor.today + AHEAD
    due = {
        (subject, counted_from + term)
        for subject, counted_from in matters_of(reminding, actor.user.pk, now=now)
        if first <= counted_from + term <= last
    }
    if not due:
        return
    model = reminding.open_on(now).model
    seen = VISIBLE[model._meta.label_lower](actor).values("pk")
    rows = reminding.open_on(now).filter(pk__in={pk for pk, _ in due}).filter(pk__in=seen)
    things = {row.pk: row for row in rows}
    for pk, on in sorted(due):
        if pk in things:
            key = f"{reminding.kind}-{pk}-{on}"
            what = f"{reminding.calendar}：{things[pk]}"
            yield Entry(key, what, on, reminding.address(things[pk]))


def _meetings(actor: Actor) -> Iterator[Entry]:
    if not actor.holds(*COMMITTEE, Post.SECRETARIAT):
        return
    ahead = Meeting.objects.visible_to(actor).sittings().ahead().order_by("held_on", "pk")
    within = partial(ahead.filter, held_on__gte=actor.today - BACK)
    for meeting in within(held_on__lte=actor.today + AHEAD):
        on = meeting.held_on
        if meeting.starts_at:
            on = make_aware(datetime.combine(on, meeting.starts_at))
        key = f"meeting-{meeting.pk}"
        yield Entry(key, str(meeting), on, meeting.get_absolute_url(), meeting.place)
