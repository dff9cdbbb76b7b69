"""Tell people, inside the step's transaction; told again on the same occasion, nothing happens."""

from collections.abc import Iterable

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


def enqueue(
    kind: Kind, people: Iterable[User], *, about: models.Model, occasion: object = "", **context
) -> None:
    """`about` gives the link (get_absolute_url); templates/notices/<kind>_*.txt the words."""
    told = {person.pk: person for person in people}
    words = {"about": about, **context}
    title = one_line(_plain_text(f"notices/{kind}_subject.txt", words))
    body = _plain_text(f"notices/{kind}_body.txt", words)
    chosen = deliveries(kind, told)
    holders = people_rules.stood_in_for(told, manner_of(kind).posts, timezone.localdate())
    subject = {
        "kind": kind,
        "subject_type": about._meta.label_lower,
        "subject_id": str(about.pk),
        "occasion": str(occasion),
    }
    Notice.objects.bulk_create(
        (
            Notice(
                **subject,
                person=person,
                title=_for_the_deputy(title, holders.get(person.pk)),
                body=body,
                url=about.get_absolute_url(),
                delivery=chosen[person.pk],
            )
            for person in told.values()
        ),
        ignore_conflicts=True,
    )
    if Delivery.AT_ONCE in chosen.values():
        _write_mails(Notice.objects.filter(**subject, person__in=told))


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
