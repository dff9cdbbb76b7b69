"""見本第8条: 一時停止 with its reason on the city's page, and what follows."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions
from accounts.city_pages import page_problem
from accounts.models import OfficialAccount, Pause
from accounts.services.locking import locked
from accounts.status import AccountStatus
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.documents.evidence.reading import Brought
from komae_sns.documents.services import evidence
from komae_sns.lives import WrongStatus
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "見本第8条"


@dataclass(frozen=True)
class Grounds:
    """`reason` stays inside; `published_reason` is what citizens read on `page_url`."""

    since: date
    reason: str
    published_reason: str
    page_url: str
    published_on: date
    brought: Brought | None = None
    evidence_note: str = ""


@transaction.atomic
def pause(account: OfficialAccount, grounds: Grounds, *, by: Actor, now: datetime) -> Pause:
    account = locked(account)
    require(permissions.can_pause, by, account)
    account.require_move(AccountStatus.PAUSED)
    _refuse_wrong(account, grounds, by.today)
    kept = evidence.keep(grounds.brought, by=by, now=now) if grounds.brought else None
    made = Pause.objects.create(
        account=account,
        since=grounds.since,
        reason=grounds.reason,
        published_reason=grounds.published_reason,
        page_url=grounds.page_url.strip(),
        published_on=grounds.published_on,
        evidence=kept,
        evidence_note=grounds.evidence_note,
        paused_by=by.user,
        paused_at=now,
    )
    before = account.get_status_display()
    account.move_to(AccountStatus.PAUSED)
    changes = {
        "状態": (before, account.get_status_display()),
        "一時停止した日": (None, wareki.long(made.since)),
        "公表した理由": (None, made.published_reason),
        "公表したページ": (None, made.page_url),
        "証拠のファイル": (None, f"{kept.name}（SHA-256: {kept.sha256}）" if kept else ""),
    }
    changes = {name: pair for name, pair in changes.items() if pair[1]}
    audit.record(actions.PAUSE, account, by=by, clause=CLAUSE, changes=changes, mentions=[made])
    enqueue(Kind.ACCOUNT_PAUSED, _told(account, by), about=made)
    return made


def _refuse_wrong(account: OfficialAccount, grounds: Grounds, today: date) -> None:
    wrong = {}
    for name in ("reason", "published_reason"):
        if is_blank(getattr(grounds, name)):
            wrong[name] = "理由を書いてください。"
    for name in ("since", "published_on"):
        if getattr(grounds, name) > today:
            wrong[name] = "きょうまでの日にしてください。"
    if account.opened_on and grounds.since < account.opened_on:
        wrong["since"] = "開設した日より後の日にしてください。"
    if problem := page_problem(grounds.page_url):
        wrong["page_url"] = problem
    if grounds.brought is None and is_blank(grounds.evidence_note):
        wrong["evidence"] = "ページを保存したファイルを選ぶか、ほかの証拠のありかを書いてください。"
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def resume(
    account: OfficialAccount, *, resumed_on: date, note: str, by: Actor, now: datetime
) -> None:
    """再開; the city's page is to say so."""
    account = locked(account)
    require(permissions.can_pause, by, account)
    require_paused(account)
    lasting = account.pauses.lasting().get()
    wrong = {}
    if not lasting.since <= resumed_on <= by.today:
        wrong["resumed_on"] = f"{wareki.long(lasting.since)}から、きょうまでの日にしてください。"
    if is_blank(note):
        wrong["note"] = "再開できるようになった事情を書いてください。"
    if wrong:
        raise ValidationError(wrong)
    close(account, Pause.End.RESUMED, ended_on=resumed_on, note=note, by=by, now=now)
    before = account.get_status_display()
    account.move_to(AccountStatus.RUNNING)
    changes = {
        "状態": (before, account.get_status_display()),
        "再開した日": (None, wareki.long(resumed_on)),
    }
    audit.record(
        actions.RESUME,
        account,
        by=by,
        clause=CLAUSE,
        changes=changes,
        mentions=[lasting],
    )
    lasting.refresh_from_db()
    enqueue(Kind.ACCOUNT_RESUMED, _told(account, by), about=lasting)


def require_paused(account: OfficialAccount) -> None:
    if account.status != AccountStatus.PAUSED:
        raise WrongStatus(AccountStatus(account.status), AccountStatus.RUNNING, account)


def close(
    account: OfficialAccount, end: Pause.End, *, ended_on: date, note: str, by: Actor, now: datetime
) -> None:
    """Under the account's lock, before the account leaves 一時停止; the step records it."""
    facts = {"ended_as": end, "ended_note": note, "ended_by": by.user, "ended_at": now}
    account.pauses.lasting().update(ended_on=ended_on, **facts)


def _told(account: OfficialAccount, by: Actor) -> list:
    told = [*people.workers_of(account.department, by.today), *people.secretariat(by.today)]
    return [person for person in told if person.pk != by.user.pk]
