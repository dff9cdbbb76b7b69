"""担当者: who posts, from when until when. A contractor sees an account only in that time."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from accounts import actions, permissions
from accounts.models import OfficialAccount, Operator
from accounts.services.locking import locked
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.permissions import require

CLAUSE = "4(1)"


@transaction.atomic
def add_operator(
    account: OfficialAccount,
    user: User,
    *,
    by: Actor,
    starts_on: date,
    ends_on: date | None = None,
) -> Operator:
    account = locked(account)
    require(permissions.can_name_operators, by, account)
    if account.is_abandoned:
        raise ValidationError("開設を取りやめたアカウントに、担当者は決められません。")
    operator = Operator(account=account, user=user, starts_on=starts_on, ends_on=ends_on)
    _refuse_wrong_period(operator)
    operator.save(force_insert=True)
    changes = {"担当者": (None, f"{user.name}（{_period(starts_on, ends_on)}）")}
    audit.record(actions.ADD_OPERATOR, account, by=by, clause=CLAUSE, changes=changes)
    return operator


def _refuse_wrong_period(operator: Operator) -> None:
    """A person is 担当者 of an account once at a time. Holds under the account's lock."""
    starts_on, ends_on, user = operator.starts_on, operator.ends_on, operator.user
    if ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": "最後の日は、はじまる日より後にしてください。"})
    meets = Q(starts_on__lte=ends_on) if ends_on else Q()
    others = operator.account.operators.exclude(pk=operator.pk).filter(user=user)
    if others.not_over(starts_on).filter(meets).exists():
        raise ValidationError({"user": f"{user.name}さんは、その期間の担当者になっています。"})


@transaction.atomic
def end_operator(operator: Operator, *, by: Actor, ends_on: date) -> None:
    """The last day may be brought forward or put off, but not before the first. Twice is once."""
    account = locked(operator.account)
    operator = account.operators.select_for_update(of=("self",)).get(pk=operator.pk)
    require(permissions.can_name_operators, by, account)
    old, operator.ends_on = operator.ends_on, ends_on
    if old == ends_on:
        return
    _refuse_wrong_period(operator)
    operator.save(update_fields=["ends_on"])
    changes = {
        "担当者": (
            f"{operator.user.name}（{_period(operator.starts_on, old)}）",
            f"{operator.user.name}（{_period(operator.starts_on, ends_on)}）",
        )
    }
    audit.record(actions.END_OPERATOR, account, by=by, clause=CLAUSE, changes=changes)


def _period(starts_on: date, ends_on: date | None) -> str:
    until = f"{wareki.long(ends_on)}まで" if ends_on else ""
    return f"{wareki.long(starts_on)}から{until}"
