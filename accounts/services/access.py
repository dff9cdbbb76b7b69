"""4(3)カ, 見本第4条: what and who gets in, so that it can be cut; that a password was changed."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions
from accounts.models import Connection, CredentialChange, Keeper, OfficialAccount
from accounts.models.access import Period
from accounts.services.locking import locked
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE, OF_PASSWORDS = "4(3)カ", "見本第4条(4)"


@transaction.atomic
def connect(
    account: OfficialAccount,
    *,
    kind: str,
    name: str,
    purpose: str,
    starts_on: date,
    by: Actor,
    now: datetime,
) -> Connection:
    """An app that may post for the account, or a device from which it is posted."""
    account = _kept(account, by)
    wrong = {
        n: "入力してください。" for n, v in (("name", name), ("purpose", purpose)) if is_blank(v)
    }
    if wrong:
        raise ValidationError(wrong)
    _refuse_ahead("starts_on", starts_on, by)
    connection = Connection.objects.create(
        account=account,
        kind=kind,
        name=name,
        purpose=purpose,
        starts_on=starts_on,
        added_by=by.user,
        added_at=now,
    )
    changes = {connection.get_kind_display(): (None, name)}
    audit.record(actions.CONNECT, account, by=by, clause=CLAUSE, changes=changes, note=purpose)
    return connection


@transaction.atomic
def cut(connection: Connection, *, ends_on: date, by: Actor, now: datetime) -> None:
    """解除: it gets in no more. Twice is once."""
    account = _kept(connection.account, by)
    connection = account.connections.select_for_update(of=("self",)).get(pk=connection.pk)
    if _ended(connection, ends_on, by, now):
        changes = {connection.get_kind_display(): (connection.name, None)}
        audit.record(actions.CUT, account, by=by, clause=CLAUSE, changes=changes)


@transaction.atomic
def name_keeper(
    account: OfficialAccount,
    user: User,
    *,
    role: str,
    starts_on: date,
    by: Actor,
    now: datetime,
) -> Keeper:
    """Who can log in, or who watches."""
    account = _kept(account, by)
    _refuse_ahead("starts_on", starts_on, by)
    same = account.keepers.standing().filter(role=role, user=user)
    if same.exists():
        label = Keeper.Role(role).label
        raise ValidationError({"user": f"{user.name}さんは、もう{label}になっています。"})
    keeper = Keeper.objects.create(
        account=account, user=user, role=role, starts_on=starts_on, added_by=by.user, added_at=now
    )
    changes = {keeper.get_role_display(): (None, user.name)}
    audit.record(actions.NAME_KEEPER, account, by=by, clause=CLAUSE, changes=changes)
    return keeper


@transaction.atomic
def end_keeper(keeper: Keeper, *, ends_on: date, by: Actor, now: datetime) -> None:
    account = _kept(keeper.account, by)
    keeper = account.keepers.select_for_update(of=("self",)).get(pk=keeper.pk)
    if _ended(keeper, ends_on, by, now):
        record_end(keeper, account, by)


def record_end(keeper: Keeper, account: OfficialAccount, by: Actor) -> None:
    changes = {keeper.get_role_display(): (keeper.user.name, None)}
    audit.record(actions.END_KEEPER, account, by=by, clause=CLAUSE, changes=changes)


@transaction.atomic
def record_credential_change(
    account: OfficialAccount,
    *,
    changed_on: date,
    changed_by: User,
    reason: str,
    unlike_others: bool,
    by: Actor,
    now: datetime,
) -> CredentialChange:
    """Who and when. The password itself stands nowhere."""
    account = _kept(account, by)
    _refuse_ahead("changed_on", changed_on, by)
    if not unlike_others:
        sentence = "ほかのサービスのパスワードと同じものや似たものは、使えません。"
        raise ValidationError({"unlike_others": sentence})
    change = CredentialChange.objects.create(
        account=account,
        changed_on=changed_on,
        changed_by=changed_by,
        reason=reason,
        unlike_others=True,
        recorded_by=by.user,
        recorded_at=now,
    )
    changes = {
        "変えた日": (None, wareki.long(changed_on)),
        "変えた人": (None, changed_by.name),
        "わけ": (None, change.get_reason_display()),
    }
    audit.record(actions.CHANGE_CREDENTIAL, account, by=by, clause=OF_PASSWORDS, changes=changes)
    return change


def _kept(account: OfficialAccount, by: Actor) -> OfficialAccount:
    account = locked(account)
    require(permissions.can_keep_access, by, account)
    if account.is_abandoned:
        raise ValidationError("開設を取りやめたアカウントには、記録できません。")
    return account


def _refuse_ahead(name: str, day: date, by: Actor) -> None:
    if day > by.today:
        raise ValidationError({name: "きょうか、それより前の日にしてください。"})


def _ended(row: Period, ends_on: date, by: Actor, now: datetime) -> bool:
    if row.ended_at:
        return False
    if not row.starts_on <= ends_on <= by.today:
        since = wareki.long(row.starts_on)
        raise ValidationError({"ends_on": f"{since}から、きょうまでの日にしてください。"})
    row.ends_on, row.ended_by, row.ended_at = ends_on, by.user, now
    row.save(update_fields=["ends_on", "ended_by", "ended_at"])
    return True
