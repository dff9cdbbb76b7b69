"""What meetings leave behind: whose turn it is, and since when (4(2)ウ)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from approvals.models import AgendaItem, Condition, Waiver
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor

SHOWN = 100  # of each list
SECRETARIAT = "事務局"


@dataclass(frozen=True)
class FollowUp:
    what: str
    url: str
    why: str
    who: str
    since: date | datetime
    is_late: bool = False


@dataclass(frozen=True)
class FollowUps:
    """`nothing` is said where there are no rows."""

    title: str
    nothing: str
    rows: tuple[FollowUp, ...]
    has_more: bool


def follow_ups(actor: Actor) -> list[FollowUps]:
    """Four lists, one query each."""
    conditions = Condition.objects.visible_to(actor).unmet().with_names().soonest_first()
    put_off = AgendaItem.objects.carried_over().with_names().order_by("closed_at", "pk")
    objected = AgendaItem.objects.sent_to_a_meeting().values("pk")
    return [
        _listed(
            "委員会への報告を待つ委員長特認",
            "報告していない特認はありません。",
            Waiver.objects.unreported().with_names().order_by("granted_at", "pk"),
            lambda waiver: _waiver(waiver, actor.today),
        ),
        _listed(
            "会議での審議を求められた持ち回り",
            "会議を待っているものはありません。",
            put_off.filter(pk__in=objected),
            _objected,
        ),
        _listed(
            "継続審議になり、次の会議を待つ議題",
            "次の会議を待っているものはありません。",
            put_off.exclude(pk__in=objected),
            _carried_over,
        ),
        _listed(
            "満たされていない承認の条件",
            "満たされていない条件はありません。",
            conditions,
            lambda condition: _condition(condition, actor.today),
        ),
    ]


def _listed(title: str, nothing: str, rows: Iterable, row: Callable[..., FollowUp]) -> FollowUps:
    found = list(rows[: SHOWN + 1])
    return FollowUps(title, nothing, tuple(map(row, found[:SHOWN])), len(found) > SHOWN)


def _waiver(waiver: Waiver, today: date) -> FollowUp:
    is_late = waiver.is_expired_on(today)
    why = f"特認の期限 {wareki.long(waiver.expires_on)}"
    who = f"{SECRETARIAT}（次の会議で報告）"
    return FollowUp(
        str(waiver.application), waiver.get_absolute_url(), why, who, waiver.granted_at, is_late
    )


def _objected(item: AgendaItem) -> FollowUp:
    return _item(item, "会議での審議を求める委員がいました")


def _carried_over(item: AgendaItem) -> FollowUp:
    return _item(item, item.ended_because)


def _item(item: AgendaItem, because: str) -> FollowUp:
    who = f"{SECRETARIAT}（会議の議題にのせる）"
    why = f"{item.meeting} 議題{item.position}・{because}"
    return FollowUp(str(item.application), item.get_absolute_url(), why, who, item.closed_at)


def _condition(condition: Condition, today: date) -> FollowUp:
    due = f"期限 {wareki.long(condition.due_on)}" if condition.due_on else "期限なし"
    opening = "・開設の前に" if condition.before_opening else ""
    return FollowUp(
        condition.text,
        condition.get_absolute_url(),
        f"{condition.application}・{due}{opening}",
        _whose(condition),
        condition.waiting_since,
        condition.is_overdue_on(today),
    )


def _whose(condition: Condition) -> str:
    if condition.is_reported:
        return f"{SECRETARIAT}・委員長（確認）"
    application = condition.application
    return f"{(application.account or application).department.name}（報告）"
