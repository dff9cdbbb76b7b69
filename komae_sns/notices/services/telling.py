"""Tell people, inside the step's transaction; told again on the same occasion, nothing happens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone

from komae_sns.notices.envelope import one_line
from komae_sns.notices.kinds import Delivery, Kind, manner_of
from komae_sns.notices.models import Mail, Notice
from komae_sns.notices.services.preferences import deliveries
from komae_sns.nudging import nudge
from komae_sns.staff import people as people_rules
from komae_sns.staff.models import Appointment, User


@dataclass(frozen=True)
class Told:
    """One person told of one thing; `holder`: in whose place (代決), found where not given."""

    person: User
    about: models.Model
    url: str
    occasion: str
    words: Mapping[str, object]
    holder: Appointment | None = None


def enqueue(
    kind: Kind, people: Iterable[User], *, about: models.Model, occasion: object = "", **context
) -> None:
    """`about` gives the link (get_absolute_url); templates/notices/<kind>_*.txt the words."""
    told = {person.pk: person for person in people}
    holders = people_rules.stood_in_for(told, manner_of(kind).posts, timezone.localdate())
    url = about.get_absolute_url()
    tell(
        kind,
        [
            Told(person, about, url, str(occasion), context, holders.get(person.pk))
            for person in told.values()
        ],
    )


@transaction.atomic(savepoint=False)
def tell(kind: Kind, told: Sequence[Told]) -> None:
    """A few queries, however many are told."""
    chosen = deliveries(kind, {each.person.pk for each in told})
    words = _Words(kind)
    Notice.objects.bulk_create(
        (
            Notice(
                kind=kind,
                person=each.person,
                subject_type=each.about._meta.label_lower,
                subject_id=str(each.about.pk),
                occasion=each.occasion,
                title=_for_the_deputy(words.title(each), each.holder),
                body=words.body(each),
                url=each.url,
                delivery=chosen[each.person.pk],
            )
            for each in told
        ),
        ignore_conflicts=True,
    )
    if Delivery.AT_ONCE in chosen.values():
        _write_mails(told_of(kind, told))


def told_of(kind: Kind, told: Sequence[Told]) -> models.QuerySet[Notice]:
    """Their notices, and perhaps others about the same things."""
    return Notice.objects.filter(
        kind=kind,
        subject_type__in={each.about._meta.label_lower for each in told},
        subject_id__in={str(each.about.pk) for each in told},
        occasion__in={each.occasion for each in told},
        person__in={each.person.pk for each in told},
    )


class _Words:
    """Told to many with the same words, a thing is put into words once."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.written: dict[tuple[object, ...], str] = {}

    def title(self, told: Told) -> str:
        return one_line(self._of("subject", told))

    def body(self, told: Told) -> str:
        return self._of("body", told)

    def _of(self, part: str, told: Told) -> str:
        key = (part, told.about.pk, id(told.words))
        if key not in self.written:
            words = {"about": told.about, **told.words}
            self.written[key] = _plain_text(f"notices/{self.kind}_{part}.txt", words)
        return self.written[key]


def _for_the_deputy(title: str, holder: Appointment | None) -> str:
    """代決: the reader knows in whose place they are told."""
    place = f"（{holder.user.name}さんの代わりに）" if holder else ""
    return f"{place}{title}"[:300]


def _write_mails(notices: models.QuerySet[Notice]) -> None:
    """For those with an address; the sender finds out whether it is a good one."""
    at_once = notices.filter(delivery=Delivery.AT_ONCE, mail=None).exclude(person__email="")
    mails = [
        Mail(
            person_id=notice.person_id,
            notice=notice,
            subject=notice.title,
            text=_text(notice),
            link=notice.url,
        )
        for notice in at_once
    ]
    if mails:
        Mail.objects.bulk_create(mails, ignore_conflicts=True)
        ask_for_sending()


def _text(notice: Notice) -> str:
    """The fact and what to do; the notice's own words stay in the portal, behind its rights."""
    effect = manner_of(notice.kind).effect
    return "\n".join(filter(None, [notice.title, effect and f"すること：{effect}"]))


def ask_for_sending() -> None:
    """Once a transaction, after it is committed; without Redis the next minute's sweep does it."""
    waiting = transaction.get_connection().run_on_commit
    if not any(job is _start_sending for _, job, _ in waiting):
        transaction.on_commit(_start_sending, robust=True)


def _start_sending() -> None:
    from komae_sns.notices.tasks import send_mails  # tasks call services

    nudge(send_mails)


def _plain_text(template: str, words: dict[str, object]) -> str:
    """Text, not HTML: it is escaped where a page shows it."""
    return get_template(template).template.render(Context(words, autoescape=False)).strip()
