"""What went out: recorded with its address; in an emergency first, and read by the head after."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from accounts.address import handle_key, read
from accounts.models import OfficialAccount, Service
from accounts.status import AccountStatus
from approvals.models import PostDraft
from approvals.permissions import posts as may
from approvals.services.posts.drafting import ChangedMeanwhile
from approvals.services.posts.locking import deciders, locked, record, tell
from approvals.services.refusals import Refused
from approvals.status import PostStatus
from komae_sns.notices.kinds import Kind
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import has_invisible, is_blank

OPEN_TO_POSTS = frozenset({AccountStatus.RUNNING, AccountStatus.STOPPING})


@transaction.atomic
def record_posted(
    draft: PostDraft,
    *,
    seen: int,
    posted_at: datetime,
    by: Actor,
    now: datetime,
    url: str = "",
    posted_where: str = "",
) -> None:
    """Approved, or of an account whose posts need no approval."""
    draft = locked(draft)
    require(may.can_record, by, draft)
    draft.require_move(PostStatus.POSTED)
    needed = draft.account.needs_post_approval
    if draft.is_waiting:
        raise Refused("決裁待ちの下書きです。決裁を待つか、引き戻してください。")
    if needed and not draft.is_approved:
        raise Refused("このアカウントの投稿には、決裁が必要です。先に決裁に回してください。")
    _post(draft, seen, posted_at, url, posted_where, by=by, now=now, needed=needed)


@transaction.atomic
def post_first(
    draft: PostDraft,
    *,
    seen: int,
    reason: str,
    posted_at: datetime,
    by: Actor,
    now: datetime,
    url: str = "",
    posted_where: str = "",
) -> None:
    """見本第5条(2): 災害等, when nobody who decides can be reached; the head reads it after."""
    draft = locked(draft)
    require(may.can_post_first, by, draft)
    draft.require_move(PostStatus.POSTED)
    if draft.is_approved or not draft.account.needs_post_approval:
        raise Refused("決裁を待たなくてよい下書きです。ふつうに投稿を記録してください。")
    if is_blank(reason):
        raise ValidationError({"reason": "先に投稿した理由を書いてください。"})
    _post(draft, seen, posted_at, url, posted_where, by=by, now=now, needed=True, reason=reason)
    told = deciders(draft, {by.user.pk}, by)
    tell(Kind.POST_WENT_FIRST, told, draft, now)


@transaction.atomic
def see(draft: PostDraft, *, by: Actor, now: datetime, note: str = "") -> None:
    """後閲."""
    draft = locked(draft)
    require(may.can_see_afterwards, by, draft)
    if not draft.was_urgent or draft.seen_at:
        raise Refused("後閲を待っている投稿ではありません。")
    draft.seen_by, draft.seen_at, draft.seen_note = by.user, now, note
    draft.save(update_fields=["seen_by", "seen_at", "seen_note"])
    record("approvals.see_post", draft, by=by, note=note)


def _post(
    draft: PostDraft,
    seen: int,
    posted_at: datetime,
    url: str,
    posted_where: str,
    *,
    by: Actor,
    now: datetime,
    needed: bool,
    reason: str = "",
) -> None:
    if draft.edit_number != seen:
        raise ChangedMeanwhile
    if draft.account.status not in OPEN_TO_POSTS:
        raise Refused("運用中でないアカウントには、投稿できません。")
    if posted_at > now:
        raise ValidationError({"posted_on": "投稿した日時が、いまより後になっています。"})
    url = address_of_post(url, draft.account) if url.strip() else ""
    if not url and is_blank(posted_where):
        words = "投稿のアドレスを貼るか、アドレスのない投稿なら、どこに出したかを書いてください。"
        raise ValidationError({"url": words})
    was = draft.get_status_display()
    facts = {
        "needed_approval": needed,
        "emergency_reason": reason,
        "posted_at": posted_at,
        "url": url,
        "posted_where": posted_where,
        "recorded_by": by.user,
        "recorded_at": now,
        "waiting_since": now,
    }
    _send_out(draft, facts)
    action = "approvals.post_first" if reason else "approvals.record_post"
    said = {
        "投稿": (None, url or posted_where),
        "日時": (None, localtime(posted_at).strftime("%Y-%m-%d %H:%M")),
    }
    record(action, draft, by=by, was=was, note=reason, **said)


def _send_out(draft: PostDraft, facts: Mapping[str, object]) -> None:
    """An address is of one post: pasted for another, it would stand there for ever."""
    try:
        with transaction.atomic():
            draft.move_to(PostStatus.POSTED, **facts)
    except IntegrityError as fault:
        other = PostDraft.objects.filter(url=facts["url"]).exclude(pk=draft.pk).first()
        if other is None or not facts["url"]:
            raise
        words = (
            f"このアドレスは、もう「{other}」の投稿として記録されています。"
            "前の投稿を書きかえたときは、アドレスを消して、下の欄にそのことを書いてください。"
        )
        raise ValidationError({"url": words}) from fault


def address_of_post(typed: str, account: OfficialAccount) -> str:
    """On the host of the account's service, and of no other account of it. ValidationError."""
    text = typed.strip()
    parts = urlsplit(text)
    host = (parts.hostname or "").lower()
    if has_invisible(text) or not text.isascii() or " " in text:
        raise ValidationError({"url": "アドレスに使えない文字がまじっています。"})
    if parts.scheme != "https" or not host or parts.username:
        raise ValidationError({"url": "「https://」からはじまるアドレスを貼りつけてください。"})
    found = read(text, Service.objects.rules())
    is_own_host = host == (urlsplit(account.url).hostname or "").lower()
    if found.service != account.service.code and not is_own_host:
        name = account.service.name
        words = f"{name}のアドレスではありません。投稿のページのアドレスを貼りつけてください。"
        raise ValidationError({"url": words})
    if text.rstrip("/") == account.url.rstrip("/"):
        words = "アカウントのアドレスです。投稿のページのアドレスを貼りつけてください。"
        raise ValidationError({"url": words})
    key = handle_key(account.service.code, found.handle) if found.handle else ""
    if key and account.handle_key and key != account.handle_key:
        words = f"このアカウントの投稿ではありません（{found.handle}の投稿です）。"
        raise ValidationError({"url": words})
    return text
