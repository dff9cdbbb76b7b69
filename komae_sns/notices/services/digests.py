"""The daily mail: one a person and working day, of what is unread, by what is to be done."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from komae_sns import city, office_days
from komae_sns.notices.kinds import TO_KNOW, Delivery, effect_of, in_order
from komae_sns.notices.models import Mail, Notice
from komae_sns.notices.models.address import reachable
from komae_sns.notices.services.telling import ask_for_sending
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.models import User

NAMED = 20  # of each group; the rest is counted
Readable = Callable[[Iterable[Notice], Actor], frozenset[int]]


def write_digests(*, now: datetime, readable: Readable) -> int:
    """How many were written. From the set hour of a working day on; run again, none is doubled.

    `readable` withholds the names of what a person may not see any more.
    """
    if not is_time(now):
        return 0
    day = timezone.localdate(now)
    written = sum(_write(person, day, readable) for person in _awaiting(day))
    if written:
        ask_for_sending()
    return written


def is_time(now: datetime) -> bool:
    local = timezone.localtime(now)
    return local.hour >= hour() and not office_days.is_closed(local.date())


def hour() -> int:
    return city.facts()["notices"]["digest_hour"]


def _awaiting(day: date) -> QuerySet[User]:
    pending = Notice.objects.for_digest().filter(person=OuterRef("pk"))
    had_one = Mail.objects.filter(person=OuterRef("pk"), digest_on=day)
    return reachable(User.objects.filter(Exists(pending), ~Exists(had_one))).order_by("pk")


@transaction.atomic
def _write(person: User, day: date, readable: Readable) -> bool:
    """Nothing more is told of what the person may not see any more."""
    pending = list(Notice.objects.for_digest().for_person(person).order_by("pk"))
    seen = readable(pending, actor_of(person, day))
    told = [notice for notice in pending if notice.pk in seen]
    withheld = [notice.pk for notice in pending if notice.pk not in seen]
    Notice.objects.filter(pk__in=withheld).update(delivery=Delivery.NONE)
    if not told:
        return False
    mail, is_new = Mail.objects.get_or_create(
        person=person,
        digest_on=day,
        defaults={
            "subject": f"まだ読んでいないお知らせが{len(told)}件あります",
            "text": text_of(told),
            "link": reverse("home:notice-list") + "?unread=yes",
        },
    )
    if is_new:
        Notice.objects.filter(pk__in=[notice.pk for notice in told]).update(digest=mail)
    return is_new


def text_of(notices: Iterable[Notice]) -> str:
    """「■ 投票する（2件）」 and their titles, in the order in which others wait for them."""
    groups: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        groups[effect_of(notice.kind)].append(notice)
    effects = dict.fromkeys(effect_of(kind) for kind in in_order())
    order = [*(effect for effect in effects if effect != TO_KNOW), TO_KNOW]
    return "\n\n".join(_group(effect, groups[effect]) for effect in sorted(groups, key=order.index))


def _group(effect: str, notices: list[Notice]) -> str:
    lines = [f"■ {effect}（{len(notices)}件）"]
    lines += [f"・{notice.title}" for notice in notices[:NAMED]]
    if len(notices) > NAMED:
        lines.append(f"・ほか{len(notices) - NAMED}件")
    return "\n".join(lines)
