"""4(5)エ, 4(3)カ: what a status check found wrong goes to the CISO, and is followed until settled.

An incident takes it up in the same step (accounts.alarm_takers) and leads it from there: the alarm
is received and settled with it. One from before there were incidents is the matter itself.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, alarm_takers, permissions
from accounts.models import DomainCheck, OfficialAccount, StatusAlarm, StatusCheck
from accounts.services.locking import locked
from accounts.status import AlarmStatus
from komae_sns.audit import services as audit
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import Post
from komae_sns.text import is_blank

CLAUSE = "4(5)エ"


def raise_alarm(check: StatusCheck, *, by: Actor, now: datetime) -> StatusAlarm:
    """In the step that found it."""
    alarm = StatusAlarm(account=check.account, check_found_by=check, what=_in_words(check))
    return _raised(alarm, by, now)


def raise_domain_alarm(check: DomainCheck, *, by: Actor, now: datetime) -> StatusAlarm:
    """A name of ours in other hands, before the account itself is."""
    account, domain = check.domain.account, check.domain
    lines = [
        f"「{account}」（{account.department.full_name}）の関連ドメイン{domain}で、異常が見つかりました。",
        f"用途：{domain.purpose}",
        f"見つかったこと：{check.note}",
        f"市の名義で登録されている：{check.get_is_ours_display()}",
        f"開くと、市が決めたページが出る：{check.get_leads_right_display()}",
        f"証明書の警告が出ない：{check.get_certificate_is_good_display()}",
    ]
    alarm = StatusAlarm(account=account, domain_check=check, what="\n".join(lines))
    return _raised(alarm, by, now)


def _raised(alarm: StatusAlarm, by: Actor, now: datetime) -> StatusAlarm:
    """The secretariat hears of it too, and the head: somebody always does."""
    account, alarm.raised_at = alarm.account, now
    alarm.save(force_insert=True)
    is_taken_up = alarm_takers.take_up(alarm, by=by, now=now)  # takes locks: before the trail's
    changes = {"結果": (None, alarm.finding)}
    audit.record(actions.RAISE_STATUS_ALARM, account, by=by, clause=CLAUSE, changes=changes)
    told = {*people.holding(Post.CISO, Post.SECRETARIAT, today=by.today)}
    if not is_taken_up:
        told |= {*people.heads_of(account.department, by.today)}
    enqueue(Kind.STATUS_ALARM_RAISED, told, about=alarm)
    return alarm


def _in_words(check: StatusCheck) -> str:
    """Everything a first report asks: what, since when, how found, with which evidence."""
    account = check.account
    lines = [
        f"停止したアカウント「{account}」（{account.department.full_name}）の第{check.number}回の"
        f"状態確認で、「{check.get_result_display()}」が見つかりました。",
        f"アドレス：{account.url}",
        f"見つかったこと：{check.note}",
        *(f"{a['question']}：{a['said']}。{a['remark']}" for a in _not_yes(check)),
        f"証拠：{check.evidence_text or check.evidence.name}",
    ]
    return "\n".join(lines)


def _not_yes(check: StatusCheck) -> list[dict[str, str]]:
    return [answer for answer in check.answers if answer["said"] != "はい"]


@transaction.atomic
def receive(alarm: StatusAlarm, *, instruction: str, by: Actor, now: datetime) -> None:
    """The CISO has it; from here on the section acts on the instruction."""
    alarm = _held(alarm, by)
    if is_blank(instruction):
        raise ValidationError({"instruction": "課への指示を書いてください。"})
    alarm.move_to(
        AlarmStatus.RECEIVED, received_at=now, received_by=by.user, instruction=instruction
    )
    _record(actions.RECEIVE_STATUS_ALARM, alarm, by, instruction)
    told = {*people.workers_of(alarm.account.department, by.today)}
    enqueue(Kind.STATUS_ALARM_RECEIVED, told, about=alarm)


@transaction.atomic
def settle(alarm: StatusAlarm, *, outcome: str, by: Actor, now: datetime) -> None:
    alarm = _held(alarm, by)
    if is_blank(outcome):
        raise ValidationError({"outcome": "どう対応したかを書いてください。"})
    alarm.move_to(AlarmStatus.SETTLED, settled_at=now, settled_by=by.user, outcome=outcome)
    _record(actions.SETTLE_STATUS_ALARM, alarm, by, outcome)


def received_with_incident(
    alarm: StatusAlarm, *, instruction: str, by: Actor, now: datetime
) -> None:
    """In the step that received the incident: it asked who may, and tells the section."""
    alarm = _with_account(alarm)
    if alarm.is_open:
        facts = {"received_at": now, "received_by": by.user, "instruction": instruction}
        alarm.move_to(AlarmStatus.RECEIVED, **facts)
        _record(actions.RECEIVE_STATUS_ALARM, alarm, by, instruction)


def settled_with_incident(alarm: StatusAlarm, *, outcome: str, by: Actor, now: datetime) -> None:
    """In the step that closed the incident."""
    alarm = _with_account(alarm)
    if alarm.is_received:
        alarm.move_to(AlarmStatus.SETTLED, settled_at=now, settled_by=by.user, outcome=outcome)
        _record(actions.SETTLE_STATUS_ALARM, alarm, by, outcome)


def _held(alarm: StatusAlarm, by: Actor) -> StatusAlarm:
    require(permissions.can_answer_alarms, by)
    return _with_account(alarm)


def _with_account(alarm: StatusAlarm) -> StatusAlarm:
    account = locked(OfficialAccount(pk=alarm.account_id))
    alarm = StatusAlarm.objects.select_for_update(of=("self",)).get(pk=alarm.pk)
    alarm.account = account
    return alarm


def _record(action: str, alarm: StatusAlarm, by: Actor, note: str) -> None:
    changes = {"異常": (None, alarm.get_status_display())}
    audit.record(action, alarm.account, by=by, clause=CLAUSE, changes=changes, note=note)
