"""Tell people, inside the step's transaction; told again on the same occasion, nothing happens."""

from collections.abc import Iterable

from django.db import models
from django.template import Context
from django.template.loader import get_template

from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.staff.models import User


def enqueue(
    kind: Kind, people: Iterable[User], *, about: models.Model, occasion: object = "", **context
) -> None:
    """`about` gives the link (get_absolute_url); templates/notices/<kind>_*.txt the words."""
    words = {"about": about, **context}
    title = _plain_text(f"notices/{kind}_subject.txt", words)
    body = _plain_text(f"notices/{kind}_body.txt", words)
    Notice.objects.bulk_create(
        (
            Notice(
                kind=kind,
                person=person,
                subject_type=about._meta.label_lower,
                subject_id=str(about.pk),
                occasion=str(occasion),
                title=title[:300],
                body=body,
                url=about.get_absolute_url(),
            )
            for person in {person.pk: person for person in people}.values()
        ),
        ignore_conflicts=True,
    )


def _plain_text(template: str, words: dict[str, object]) -> str:
    """Text, not HTML: it is escaped where a page shows it."""
    return get_template(template).template.render(Context(words, autoescape=False)).strip()
