"""Loading a version: read, compared, kept for ever."""

import hashlib
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from komae_sns.audit import services as audit
from komae_sns.city import guideline_file
from komae_sns.city.guideline import Clause, Edition, of_the_folder, tops
from komae_sns.city.guideline_changes import ClauseChange, changes
from komae_sns.documents import wareki
from komae_sns.home.editions import memory, permissions
from komae_sns.home.editions.models import GuidelineVersion
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require

LABELS = {"guideline.load": "ガイドラインの版を登録した"}


def understood(text: str, in_force_on: date) -> Edition:
    """The file as a version, or ValidationError with what to mend."""
    try:
        found = guideline_file.read(text)
    except guideline_file.BadFile as wrong:
        raise ValidationError({"text": str(wrong)}) from None
    newest = GuidelineVersion.objects.newest_first().first()
    latest = newest.in_force_on if newest else of_the_folder().in_force_on
    if in_force_on <= latest:
        sentence = f"いまある版（{wareki.long(latest)}から）より後の日にしてください。"
        raise ValidationError({"in_force_on": sentence})
    digest = hashlib.sha256(text.encode()).hexdigest()
    edition = Edition(digest, found.title, found.adopted_on, in_force_on, found.rows)
    if not differences(edition, before(edition)):
        raise ValidationError({"text": "いまの版と、変わったところがありません。"})
    return edition


@transaction.atomic
def load_guideline(
    text: str, *, in_force_on: date, by: Actor | None, note: str = ""
) -> GuidelineVersion:
    """by=None: somebody at the machine, by manage.py."""
    if by:
        require(permissions.can_load_guideline, by)
    edition = understood(text, in_force_on)
    try:
        with transaction.atomic():
            version = GuidelineVersion.objects.create(
                title=edition.title,
                adopted_on=edition.adopted_on,
                in_force_on=in_force_on,
                rows=list(edition.rows),
                note=note,
                loaded_by=by.user if by else None,
            )
    except IntegrityError:
        raise ValidationError({"in_force_on": "この日からの版は、もう登録されています。"}) from None
    found = differences(edition, before(edition))
    kinds = {c.name: (None, c.kind) for c in found[:50]}
    start = {"使いはじめる日": (None, wareki.long(in_force_on))}
    audit.record("guideline.load", version, by=by, clause="1", changes=start | kinds, note=note)
    transaction.on_commit(memory.forget)
    return version


def before(edition: Edition) -> Edition:
    """The version that it follows."""
    earlier = GuidelineVersion.objects.before(edition.in_force_on).newest_first().first()
    return memory.edition_of(earlier) if earlier else of_the_folder()


def differences(new: Edition, old: Edition) -> tuple[ClauseChange, ...]:
    return changes(_own(old), _own(new))


def _own(edition: Edition) -> tuple[Clause, ...]:
    """Without the sample, which is the policy's matter."""
    return tops(edition)[:-1]
