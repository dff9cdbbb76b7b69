"""Tell people, inside the step's transaction; told again on the same occasion, nothing happens."""

from collections.abc import Iterable

from django.db import models
from django.template.loader import render_to_string

from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.staff.models import User


def enqueue(
    kind: Kind, people: Iterable[User], *, about: models.Model, occasion: object = "", **context
) -> None:
    """`about` gives the link (get_absolute_url); templates/notices/<kind>_*.txt the words."""
    words = {"about": about, **context}
    title = render_to_string(f"notices/{kind}_subject.txt", words).strip()
    body = render_to_string(f"notices/{kind}_body.txt", words).strip()
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
