"""代決: who stands in for a post, entered and ended; 後閲: the holder reads what was done."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from komae_sns.audit import services as audit
from komae_sns.audit.models import Entry
from komae_sns.staff import permissions
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import AfterReview, Appointment, Deputy, User
from komae_sns.staff.models.deputy import not_yet_reviewed_by
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import DEPUTED, MAY_STAND_IN
from komae_sns.staff.subjects import subjects_of

LONGEST = timedelta(days=366)


@transaction.atomic
def name_deputy(
    appointment: Appointment,
    user: User,
    *,
    starts_on: date,
    ends_on: date,
    reason: str,
    by: Actor,
) -> Deputy:
    """代決の登録: `user` stands in from the first day to the last, both included."""
    appointment = _locked(appointment)
    require(permissions.can_name_deputy, by, appointment)
    deputy = Deputy(
        appointment=appointment,
        user=user,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        entered_by=by.user,
    )
    _refuse_wrong_post(deputy)
    _refuse_wrong_period(deputy, by.today)
    _refuse_wrong_person(deputy, by)
    deputy.full_clean(exclude=["ended_by", "ended_at"])
    deputy.save(force_insert=True)
    changes = {
        "代決する人": (None, user.name),
        "はじまる日": (None, starts_on),
        "最後の日": (None, ends_on),
    }
    audit.record(
        "staff.deputy_named",
        deputy,
        by=by,
        changes=changes,
        note=reason,
        mentions=[appointment, user],
    )
    return deputy


def _locked(appointment: Appointment) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",)).with_people()
    return rows.get(pk=appointment.pk)


def _refuse_wrong_post(deputy: Deputy) -> None:
    if deputy.appointment.post not in DEPUTED:
        label = deputy.appointment.get_post_display()
        raise ValidationError({"appointment": f"{label}の代決は、登録できません。"})


def _refuse_wrong_period(deputy: Deputy, today: date) -> None:
    """Rights are not given for days gone by, nor beyond the appointment."""
    first, last, held = deputy.starts_on, deputy.ends_on, deputy.appointment
    if first < today:
        raise ValidationError({"starts_on": "今日か、今日より後の日にしてください。"})
    if last < first:
        raise ValidationError({"ends_on": "最後の日は、はじまる日より後にしてください。"})
    if last - first > LONGEST:
        raise ValidationError({"ends_on": "1年までです。長くなるときは、任命を直してください。"})
    if first < held.starts_on or (held.ends_on and last > held.ends_on):
        raise ValidationError({"ends_on": f"「{held.office}」の任命の期間をこえています。"})


def _refuse_wrong_person(deputy: Deputy, by: Actor) -> None:
    user, held = deputy.user, deputy.appointment
    if user.pk == held.user_id:
        raise ValidationError({"user": "その職にあるご本人は、代決する人になれません。"})
    if user.pk == by.user.pk:
        raise ValidationError(
            {"user": "自分を代決する人にはできません。ほかの事務局職員が登録します。"}
        )
    own = list(user.appointments.on(deputy.starts_on))
    if not (own and user.is_active and all(a.post in MAY_STAND_IN for a in own)):
        raise ValidationError({"user": "代決できるのは、監査をのぞく職員だけです。"})
    same = held.deputies.filter(user=user)
    if same.overlapping(deputy.starts_on, deputy.ends_on).exists():
        raise ValidationError({"user": f"{user.name}さんは、その期間の代決に登録されています。"})


@transaction.atomic
def end_deputy(deputy: Deputy, *, by: Actor, now: datetime) -> None:
    """From this moment on; what was done until then stands."""
    rows = Deputy.objects.select_for_update(of=("self",)).with_people()
    deputy = rows.get(pk=deputy.pk)
    require(permissions.can_end_deputy, by, deputy)
    if deputy.is_over_on(by.today):
        raise ValidationError("この代決は、もう終わっています。")
    deputy.ended_at, deputy.ended_by = now, by.user
    deputy.save(update_fields=["ended_at", "ended_by"])
    audit.record(
        "staff.deputy_ended",
        deputy,
        by=by,
        changes={"最後の日": (deputy.ends_on, by.today)},
        mentions=[deputy.appointment, deputy.user],
    )


@transaction.atomic
def review(seqs: Collection[int], *, by: Actor, now: datetime) -> int:
    """後閲: marks those done in the name of `by`; returns how many. Marked twice is once."""
    list(User.objects.select_for_update().filter(pk=by.user.pk))
    entries: list[Entry] = list(not_yet_reviewed_by(by.user).filter(seq__in=seqs).in_order())
    subjects = subjects_of(entries)
    for entry in entries:
        seen = AfterReview.objects.create(entry=entry, read_by=by.user, read_at=now)
        subject = subjects.get(entry.seq)
        audit.record(
            "staff.after_review",
            seen,
            by=by.in_person,
            changes={"後閲したもの": (None, f"{entry.label}（{entry.actor}）")},
            mentions=[subject] if subject else [],
        )
    return len(entries)
