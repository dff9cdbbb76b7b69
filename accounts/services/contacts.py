"""見本第6条: follows and replies that the head has found useful to citizens, on a register."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts import actions, permissions
from accounts.address import Address, handle_key, read
from accounts.models import OfficialAccount, PermittedContact, Service
from accounts.services.locking import locked
from accounts.status import AccountStatus, ContactStatus
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.notices.kinds import Kind
from komae_sns.notices.services import enqueue
from komae_sns.staff import people
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.permissions import require
from komae_sns.text import has_invisible, is_blank

CLAUSE = "見本第6条"
FOLLOW = PermittedContact.Kind.FOLLOW
CITY, OTHER = PermittedContact.Body.CITY, PermittedContact.Body.OTHER
USABLE = {AccountStatus.PREPARING, AccountStatus.RUNNING, AccountStatus.PAUSED}


@transaction.atomic
def ask_contact(
    account: OfficialAccount,
    *,
    kind: str,
    body: str,
    target: str,
    url: str,
    reason: str,
    by: Actor,
    now: datetime,
) -> PermittedContact:
    """By the section, for its head to decide; what the head enters is permitted at once."""
    account = locked(account)
    require(permissions.can_ask_contacts, by, account)
    if account.status not in USABLE:
        raise ValidationError("運用しているアカウントのほかは、台帳に足せません。")
    url, key = _checked(account, kind, body, {"target": target, "reason": reason}, url)
    at_once = permissions.permits_by_entering(by, account)
    decided: dict[str, Any] = {"status": ContactStatus.WAITING}
    if at_once:
        decided = {"status": ContactStatus.PERMITTED, "decided_by": by.user, "decided_at": now}
    contact = PermittedContact(
        account=account,
        kind=kind,
        body=body,
        target=target,
        url=url,
        url_key=key,
        reason=reason,
        asked_by=by.user,
        asked_at=now,
        **decided,
    )
    _insert(contact)
    changes = {str(contact): (None, contact.get_status_display()), "理由": (None, reason)}
    audit.record(actions.ASK_CONTACT, account, by=by, clause=CLAUSE, changes=changes)
    if not at_once:
        heads = people.heads_of(account.department, by.today).exclude(pk=by.user.pk)
        enqueue(Kind.CONTACT_ASKED, heads, about=contact)
    return contact


def _checked(
    account: OfficialAccount, kind: str, body: str, words: dict[str, str], url: str
) -> tuple[str, str]:
    """The address as it is kept, and as it is compared. Raises ValidationError, by field."""
    wrong = {name: "入力してください。" for name, text in words.items() if is_blank(text)}
    if kind == FOLLOW and body == OTHER:
        wrong["body"] = "フォローできるのは、市のほかの課か、公共機関等の公式アカウントだけです。"
    if kind == FOLLOW and not url:
        wrong["url"] = "フォローする相手のアドレスを入れてください。"
    elif body == CITY and not url:
        wrong["url"] = "相手の市公式アカウントのアドレスを入れてください。"
    try:
        address = _address(account, kind, body, url) if url else ("", "")
    except ValidationError as refused:
        wrong["url"] = refused.messages
    if wrong:
        raise ValidationError(wrong)
    return address


def _address(account: OfficialAccount, kind: str, body: str, text: str) -> tuple[str, str]:
    if has_invisible(text):
        raise ValidationError("目に見えない文字がまじっています。")
    found = read(text, Service.objects.rules())
    if not found.ok:
        if kind == FOLLOW or body == CITY:
            raise ValidationError([problem.message for problem in found.errors] or [_UNREADABLE])
        return _page(text)
    if kind == FOLLOW and found.service != account.service.code:
        raise ValidationError(
            f"{account.service.name}のアカウントは、{account.service.name}のアカウントだけを"
            "フォローできます。アドレスを確かめてください。"
        )
    if found.url == account.url:
        raise ValidationError("このアカウント自身のアドレスです。")
    key = handle_key(found.service or "", found.handle)
    _compare_with_ours(body, found, key)
    return found.url, f"{found.service}:{key}" if key else found.url


_UNREADABLE = (
    "どのアカウントのアドレスか、読みとれません。相手のページのアドレスを貼りつけてください。"
)


def _page(text: str) -> tuple[str, str]:
    """Answered on a page that is no account's: kept as typed, when it is an address at all."""
    try:
        parts = urlsplit(text)
        named = parts.scheme in {"http", "https"} and "." in (parts.hostname or "").strip(".")
    except ValueError:
        named = False
    if not named:
        raise ValidationError("「https://」からはじまるアドレスを貼りつけてください。")
    return text, text


def _compare_with_ours(body: str, found: Address, key: str) -> None:
    """他課の市公式アカウント stands in the register of official accounts; nothing else does."""
    service = Service.objects.get(code=found.service)
    ours = OfficialAccount.objects.with_address(service, key, found.url).in_being().exists()
    if body == CITY and not ours:
        raise ValidationError("市の公式アカウントの一覧に、このアドレスのアカウントはありません。")
    if body != CITY and ours:
        raise ValidationError(
            f"市の公式アカウントのアドレスです。相手は「{CITY.label}」を選んでください。"
        )


def _insert(contact: PermittedContact) -> None:
    try:
        with transaction.atomic():
            contact.save(force_insert=True)
    except IntegrityError as fault:
        known = contact.account.contacts.under_way().filter(kind=contact.kind)
        if known.filter(url_key=contact.url_key).exists():
            raise ValidationError({"url": "この相手は、もう台帳にあります。"}) from fault
        raise


@transaction.atomic
def decide_contact(
    contact: PermittedContact, *, permitted: bool, answer: str = "", by: Actor, now: datetime
) -> None:
    """認める, or not with the reason."""
    account = locked(contact.account)
    contact = account.contacts.select_for_update(of=("self",)).get(pk=contact.pk)
    require(permissions.can_decide_contact, by, contact)
    if permitted and account.status not in USABLE:
        raise ValidationError({"permitted": "運用していないアカウントには、もう認められません。"})
    if not permitted and is_blank(answer):
        raise ValidationError({"answer": "認めない理由を書いてください。"})
    status = ContactStatus.PERMITTED if permitted else ContactStatus.REFUSED
    holder = by.on_behalf_of
    contact.move_to(
        status,
        decided_by=by.user,
        decided_for=holder.user if holder else None,
        decided_at=now,
        answer=answer,
    )
    changes = {str(contact): (ContactStatus.WAITING.label, status.label)}
    audit.record(
        actions.DECIDE_CONTACT, account, by=by, clause=CLAUSE, changes=changes, note=answer
    )
    asker = User.objects.filter(pk=contact.asked_by_id, is_active=True)
    enqueue(Kind.CONTACT_DECIDED, asker, about=contact)


@transaction.atomic
def withdraw_contact(contact: PermittedContact, *, by: Actor) -> None:
    """Before the head has decided; the row stays."""
    account = locked(contact.account)
    contact = account.contacts.select_for_update(of=("self",)).get(pk=contact.pk)
    require(permissions.can_withdraw_contact, by, contact)
    contact.move_to(ContactStatus.WITHDRAWN)
    changes = {str(contact): (ContactStatus.WAITING.label, ContactStatus.WITHDRAWN.label)}
    audit.record(actions.WITHDRAW_CONTACT, account, by=by, clause=CLAUSE, changes=changes)


@transaction.atomic
def end_contact(contact: PermittedContact, *, ended_on: date, because: str, by: Actor) -> None:
    """Unfollowed, or answered no more; the row stays."""
    account = locked(contact.account)
    require(permissions.can_ask_contacts, by, account)
    contact = account.contacts.select_for_update(of=("self",)).get(pk=contact.pk)
    contact.require_move(ContactStatus.ENDED)
    wrong = {}
    if not localdate(contact.decided_at) <= ended_on <= by.today:
        wrong["ended_on"] = "認められた日から、きょうまでの日にしてください。"
    if is_blank(because):
        wrong["because"] = "入力してください。"
    if wrong:
        raise ValidationError(wrong)
    contact.move_to(ContactStatus.ENDED, ended_on=ended_on, ended_because=because, ended_by=by.user)
    changes = {str(contact): (ContactStatus.PERMITTED.label, wareki.long(ended_on))}
    audit.record(actions.END_CONTACT, account, by=by, clause=CLAUSE, changes=changes, note=because)
