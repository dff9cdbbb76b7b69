"""How far a handover has come, and what goes on with its account."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from accounts import handover_items as asked
from accounts.duties import content_check_due
from accounts.models import Handover, HandoverTick, Keeper, OfficialAccount
from accounts.models.related_domain import SOON
from komae_sns.documents import wareki
from komae_sns.staff.models import Appointment, User
from komae_sns.staff.posts import Post

WORKING = (Post.HEAD, Post.CLERK)


@dataclass(frozen=True)
class Row:
    """`shown_by`: who and when, from a tick or from the ledger itself."""

    item: asked.Item
    shown_by: str = ""
    tick: HandoverTick | None = None

    @property
    def is_done(self) -> bool:
        return bool(self.shown_by)

    @property
    def kept(self) -> dict[str, Any]:
        return {"text": self.item.text, "clause": self.item.clause, "shown_by": self.shown_by}


def standing_of(handover: Handover) -> list[Row]:
    """Three queries, however long the ledgers."""
    ticks = handover.ticks.filter(withdrawn_at=None).select_related("done_by")
    ticked = {tick.item: tick for tick in ticks}
    by_ledger = {asked.CREDENTIAL: _changed(handover), asked.HOLDERS: _holders(handover)}
    return [_row(item, ticked.get(item.key), by_ledger) for item in asked.items()]


def _row(item: asked.Item, tick: HandoverTick | None, by_ledger: dict[str, str]) -> Row:
    if item.ledger:
        return Row(item, by_ledger[item.ledger])
    if tick is None:
        return Row(item)
    note = f"（{tick.note}）" if tick.note else ""
    return Row(item, f"{wareki.long(localdate(tick.done_at))}　{tick.done_by.name}{note}", tick)


def _changed(handover: Handover) -> str:
    """By somebody who stays, since the handover began."""
    changes = handover.account.credential_changes.filter(changed_on__gte=handover.opened_on)
    change = changes.exclude(changed_by=handover.leaver_id).select_related("changed_by").first()
    return f"{wareki.long(change.changed_on)}　{change.changed_by.name}" if change else ""


def _holders(handover: Handover) -> str:
    names = [keeper.user.name for keeper in _other_holders(handover)]
    return "・".join(names) if len(names) >= asked.HOLDERS_WANTED else ""


def _other_holders(handover: Handover) -> QuerySet[Keeper]:
    holders = handover.account.keepers.standing().filter(role=Keeper.Role.HOLDER)
    return holders.exclude(user=handover.leaver_id).select_related("user")


def matters_of(account: OfficialAccount, today: date) -> list[str]:
    """What the portal itself knows to be open: the successor finds it waiting."""
    found = []
    if account.is_live:
        due = content_check_due(account.content_read_on, account.in_care_since)
        found.append(f"発言内容の確認：次は{wareki.long(due.due_on)}まで")
    for review in account.annual_reviews.unsettled().select_related("year"):
        found.append(f"{review.year}：{review.get_status_display()}")
    for suspension in account.suspensions.under_way():
        found.append(f"運用停止の手続：{suspension.get_status_display()}")
    for check in account.status_checks.due():
        found.append(f"停止後の状態確認（第{check.number}回）：{wareki.long(check.due_on)}まで")
    for alarm in account.status_alarms.unsettled().with_names():
        found.append(f"{alarm.finding}：{alarm.get_status_display()}")
    for domain in account.domains.filter(expires_on__lte=today + SOON).by_expiry():
        found.append(f"関連ドメイン{domain.name}：有効期限{wareki.long(domain.expires_on)}")
    if account.contractor_until and account.contractor_until <= today + SOON:
        found.append(f"運用の委託：{wareki.long(account.contractor_until)}まで")
    return [*found, *asked.matters_from_above(account, today)]


def record_of(handover: Handover, today: date) -> dict[str, Any]:
    """What the paper says beside the words people wrote; who leaves holds nothing any more."""
    account = handover.account
    holders = _other_holders(handover)
    connections = account.connections.standing().order_by("kind", "pk")
    return {
        "items": [row.kept for row in standing_of(handover)],
        "matters": matters_of(account, today),
        "connections": [f"{row}：{row.purpose}" for row in connections],
        "holders": [keeper.user.name for keeper in holders],
    }


def successors(handover: Handover, today: date) -> QuerySet[User]:
    """Who works in the section today or on the day after the last, but for who leaves."""
    section = handover.account.department
    days = (today, handover.last_day + timedelta(days=1))
    held = [Appointment.objects.on(d).holding(*WORKING).in_section(section) for d in days]
    in_post = Q(pk__in=held[0].values("user")) | Q(pk__in=held[1].values("user"))
    others = User.objects.filter(in_post, is_active=True).exclude(pk=handover.leaver_id)
    return others.order_by("kana", "pk")
