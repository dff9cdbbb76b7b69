"""4(5)ウ: what was told to citizens, where and when, with what shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from accounts import actions, permissions
from accounts.address.urls import HTTP
from accounts.city_pages import page_problem
from accounts.models import Suspension, SuspensionNotice
from accounts.services.suspensions.locking import require_notifying, under_lock
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.documents.evidence.reading import Brought
from komae_sns.documents.services import evidence
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(5)ウ"
Kind = SuspensionNotice.Kind
ANNOUNCING = (Kind.ACCOUNT, Kind.PAGE_ONLY)  # the period counts from them
ON_PAGES = (Kind.CITY_PAGE, Kind.PAGE_ONLY)


@dataclass(frozen=True)
class Posted:
    """One notice as somebody saw it standing. `brought`: the screen, as a file."""

    kind: str
    posted_on: date
    text: str
    url: str = ""
    brought: Brought | None = None
    evidence_note: str = ""


@transaction.atomic
def record_notice(
    suspension: Suspension, posted: Posted, *, by: Actor, now: datetime
) -> SuspensionNotice:
    """The first one on the account opens the period; repeated ones are kept too."""
    suspension = under_lock(suspension)
    require(permissions.can_announce_suspension, by, suspension)
    require(permissions.can_announce_there, by, suspension, posted.kind)
    require_notifying(suspension)
    wrong = dict(_problems(suspension, posted, by.today))
    if wrong:
        raise ValidationError(wrong)
    kept = evidence.keep(posted.brought, by=by, now=now) if posted.brought else None
    notice = SuspensionNotice.objects.create(
        suspension=suspension,
        kind=posted.kind,
        posted_on=posted.posted_on,
        url=posted.url.strip(),
        text=posted.text,
        evidence=kept,
        evidence_note=posted.evidence_note,
        recorded_by=by.user,
        recorded_at=now,
    )
    _follow_notices(suspension)
    changes = {
        "どこで": (None, notice.get_kind_display()),
        "出した日": (None, wareki.long(notice.posted_on)),
        "アドレス": (None, notice.url),
        "証拠のファイル": (None, f"{kept.name}（SHA-256: {kept.sha256}）" if kept else ""),
    }
    audit.record(
        actions.RECORD_NOTICE,
        suspension,
        by=by,
        clause=CLAUSE,
        changes={name: pair for name, pair in changes.items() if pair[1]},
        mentions=[suspension.account],
    )
    return notice


@transaction.atomic
def withdraw_notice(notice: SuspensionNotice, *, because: str, by: Actor, now: datetime) -> None:
    """A slip: it stays to be read, and the period counts from the next one. Twice: nothing."""
    suspension = under_lock(notice.suspension)
    require(permissions.can_announce_suspension, by, suspension)
    require(permissions.can_announce_there, by, suspension, notice.kind)
    require_notifying(suspension)
    if is_blank(because):
        raise ValidationError({"because": "取り消す理由を書いてください。"})
    standing = suspension.notices.standing().filter(pk=notice.pk)
    facts = {"withdrawn_by": by.user, "withdrawn_at": now, "withdrawn_because": because}
    if not standing.update(**facts):
        return
    _follow_notices(suspension)
    changes = {
        "どこで": (notice.get_kind_display(), None),
        "出した日": (wareki.long(notice.posted_on), None),
    }
    audit.record(
        actions.WITHDRAW_NOTICE,
        suspension,
        by=by,
        clause=CLAUSE,
        changes=changes,
        note=because,
        mentions=[suspension.account],
    )


def _follow_notices(suspension: Suspension) -> None:
    """The days of the suspension are those of the first notices that stand."""
    first: dict[str, date] = {}
    for kind, day in suspension.notices.standing().values_list("kind", "posted_on"):
        first[kind] = min(day, first.get(kind, day))
    announced = min((first[kind] for kind in ANNOUNCING if kind in first), default=None)
    suspension.announced_on = announced
    suspension.may_stop_from = suspension.earliest_stop(announced) if announced else None
    suspension.guided_on = first.get(Kind.GUIDANCE)
    suspension.save(update_fields=["announced_on", "may_stop_from", "guided_on"])


def _problems(suspension: Suspension, posted: Posted, today: date) -> Iterator[tuple[str, str]]:
    planned = localdate(suspension.confirmed_at)
    if not planned <= posted.posted_on <= today:
        yield "posted_on", f"計画を確認した日（{wareki.long(planned)}）から、きょうまでの日です。"
    elif posted.kind in ANNOUNCING and suspension.announced_on is None:
        earliest = suspension.earliest_stop(posted.posted_on)
        if earliest > suspension.stop_on:
            yield (
                "posted_on",
                f"この日から{suspension.notice_days}日たつと{wareki.long(earliest)}です。"
                "先に、停止する日を延ばしてください。",
            )
    if is_blank(posted.text):
        yield "text", "出した文を入れてください。"
    if posted.url and posted.kind in ON_PAGES:
        if problem := page_problem(posted.url):
            yield "url", problem
    elif posted.url and not HTTP.match(posted.url.strip()):
        yield "url", "https:// で始まるアドレスを入れてください。"
    if posted.kind in ON_PAGES and is_blank(posted.url):
        yield "url", "載せたページのアドレスを入れてください。"
    if posted.brought is None and is_blank(posted.evidence_note):
        yield "evidence", "画面を保存したファイルを選ぶか、ほかの証拠のありかを書いてください。"
