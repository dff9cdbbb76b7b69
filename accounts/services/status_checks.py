"""4(5)エ: whoever stopped an account goes on looking after it, until the service itself ends."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions
from accounts import status_questions as asked
from accounts.duties import first_status_check_within, status_check_interval
from accounts.models import OfficialAccount, StatusCheck
from accounts.models.status_check import unwatched
from accounts.services.locking import locked
from accounts.services.status_alarms import raise_alarm
from accounts.status import AccountStatus, StatusCheckStatus
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.documents.evidence.reading import Brought
from komae_sns.documents.services.evidence import keep
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(5)エ"
_AT_ONCE = 500
Result = StatusCheck.Result


@transaction.atomic
def schedule_first(account: OfficialAccount, *, today: date) -> StatusCheck:
    """In the step that stops the account: the first round, one interval from today.

    Gives the one that is due already where there is one: safe twice.
    """
    account = locked(account)
    found = account.status_checks.due().first()
    if found or account.status != AccountStatus.SUSPENDED:
        return found
    check = next_of(account, due_on=today + status_check_interval())
    _record_all([check])
    return check


def next_of(account: OfficialAccount, *, due_on: date) -> StatusCheck:
    """Under the account's lock."""
    last = account.status_checks.newest_first().first()
    number = last.number + 1 if last else 1
    return StatusCheck.objects.create(account=account, number=number, due_on=due_on)


@transaction.atomic
def schedule_as_found(accounts: Sequence[OfficialAccount], *, today: date) -> None:
    """既存登録 of stopped accounts: nobody knows when one was last looked at, so it is soon."""
    due_on = today + first_status_check_within()
    stopped = [a for a in accounts if a.status == AccountStatus.SUSPENDED]
    checks = [StatusCheck(account=account, number=1, due_on=due_on) for account in stopped]
    StatusCheck.objects.bulk_create(checks, batch_size=_AT_ONCE)
    _record_all(checks)


def schedule_missing(today: date) -> int:
    """Every stopped account that nobody watches gets its check. Safe twice and late."""
    return sum(_schedule_missing(pk, today) for pk in unwatched().values_list("pk", flat=True))


@transaction.atomic
def _schedule_missing(pk: int, today: date) -> bool:
    account = locked(OfficialAccount(pk=pk))
    if not unwatched().filter(pk=pk).exists():
        return False
    due_on = today + first_status_check_within()
    _record_all([next_of(account, due_on=due_on)])
    return True


def _record_all(checks: Sequence[StatusCheck]) -> None:
    if checks:
        audit.record_all([_scheduled(check) for check in checks], by=None)


def _scheduled(check: StatusCheck) -> audit.Event:
    changes = {
        "回": (None, f"第{check.number}回"),
        "期日": (None, wareki.long(check.due_on)),
    }
    return audit.Event(actions.SCHEDULE_STATUS_CHECK, check.account, CLAUSE, changes, "")


@transaction.atomic
def record_check(
    check: StatusCheck,
    answers: asked.Answers,
    *,
    result: str,
    note: str = "",
    evidence_text: str = "",
    evidence: Brought | None = None,
    by: Actor,
    now: datetime,
) -> StatusCheck:
    """One round. The next one counts from today; what is wrong goes to the CISO at once."""
    account = locked(check.account)
    require(permissions.can_check_status, by, account)
    check = account.status_checks.select_for_update(of=("self",)).get(pk=check.pk)
    check.require_move(StatusCheckStatus.DONE)
    _refuse_unfounded(answers, result, note, evidence_text if evidence is None else evidence.name)
    check.move_to(
        StatusCheckStatus.DONE,
        result=result,
        answers=asked.kept(answers),
        note=note,
        evidence_text=evidence_text,
        evidence=keep(evidence, by=by, now=now) if evidence else None,
        done_on=by.today,
        done_at=now,
        done_by=by.user,
    )
    following = None
    if result != Result.SERVICE_ENDED:
        following = next_of(account, due_on=by.today + status_check_interval())
    if check.found_trouble:
        raise_alarm(check, by=by, now=now)
    _record_done(check, following, by)
    if check.waits_for_secretariat:
        enqueue(Kind.SERVICE_END_FOUND, people.secretariat(by.today), about=check)
    return check


def _refuse_unfounded(answers: asked.Answers, result: str, note: str, evidence_text: str) -> None:
    wrong = asked.missing(answers)
    if not wrong and result not in asked.allowed(answers):
        label = Result(result).label if result in Result.values else "選ばれたもの"
        wrong["result"] = f"この答えから「{label}」にはできません。"
    if result != Result.FINE:
        if is_blank(note):
            wrong["note"] = "見つかったことを書いてください。"
        if is_blank(evidence_text):
            wrong["evidence_text"] = "証拠のファイルを選ぶか、どこにあるかを書いてください。"
    if wrong:
        raise ValidationError(wrong)


def _record_done(check: StatusCheck, following: StatusCheck | None, by: Actor) -> None:
    changes = {
        "回": (None, f"第{check.number}回（期日 {wareki.long(check.due_on)}）"),
        "結果": (None, check.get_result_display()),
        **{a["question"]: (None, a["said"]) for a in check.answers if a["said"] != "はい"},
    }
    if following:
        changes["次の期日"] = (None, wareki.long(following.due_on))
    audit.record(
        actions.RECORD_STATUS_CHECK,
        check.account,
        by=by,
        clause=CLAUSE,
        changes=changes,
        note=check.note,
    )


@transaction.atomic
def confirm_service_end(check: StatusCheck, *, reason: str, by: Actor, now: datetime) -> None:
    """The service is no more: nothing is left to look after. Somebody else than who found it."""
    check = _end_decided(check, True, reason, by, now)
    check.account.move_to(AccountStatus.SERVICE_ENDED)
    changes = {"状態": (AccountStatus.SUSPENDED.label, AccountStatus.SERVICE_ENDED.label)}
    _record_end(actions.CONFIRM_SERVICE_END, check, changes, by)


@transaction.atomic
def keep_watching(check: StatusCheck, *, reason: str, by: Actor, now: datetime) -> None:
    """The service goes on after all: the next round is due today."""
    check = _end_decided(check, False, reason, by, now)
    following = next_of(check.account, due_on=by.today)
    changes = {"次の期日": (None, wareki.long(following.due_on))}
    _record_end(actions.KEEP_WATCHING, check, changes, by)


def _end_decided(
    check: StatusCheck, has_ended: bool, reason: str, by: Actor, now: datetime
) -> StatusCheck:
    account = locked(check.account)
    check = StatusCheck.objects.with_names().select_for_update(of=("self",)).get(pk=check.pk)
    require(permissions.can_decide_service_end, by, check)
    if not check.waits_for_secretariat:
        raise ValidationError("サービスの終了は、もう確かめられています。")
    if is_blank(reason):
        raise ValidationError({"reason": "どう確かめたかを書いてください。"})
    check.service_has_ended, check.end_reason = has_ended, reason
    check.end_decided_by, check.end_decided_at = by.user, now
    names = ["service_has_ended", "end_reason", "end_decided_by", "end_decided_at"]
    check.save(update_fields=names)
    check.account = account
    return check


def _record_end(
    action: str, check: StatusCheck, changes: dict[str, tuple[str | None, str]], by: Actor
) -> None:
    account = check.account
    audit.record(action, account, by=by, clause=CLAUSE, changes=changes, note=check.end_reason)
    told = {*people.workers_of(account.department, by.today), check.done_by}
    enqueue(Kind.SERVICE_END_DECIDED, told, about=check)
