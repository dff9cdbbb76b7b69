"""4(5)イ・ウ: the impact sheet and the plan of what is told, before anything is told."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions
from accounts.models import OfficialAccount, Suspension
from accounts.services.facts import EditedMeanwhile
from accounts.services.suspensions import telling
from accounts.services.suspensions.locking import require_notifying, under_lock
from accounts.status import SuspensionStatus
from accounts.suspension_rules import TEXTS, drafts, required_days
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.lives import WrongStatus
from komae_sns.notices.kinds import Kind
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

BLANK = "書いてください。ないときは「なし」と書きます。"
IMPACT, NOTICE = "4(5)イ", "4(5)ウ"
PLANNED = (
    *("followers", "followers_on", "followers_unknown", "dependants", "lost_information"),
    *("successor", "elsewhere", "level", "level_reason", "notice_days", "stop_on"),
    *TEXTS,
)


@transaction.atomic
def write_plan(
    suspension: Suspension, facts: Mapping[str, Any], *, by: Actor, edit_number: int
) -> Suspension:
    """What is known so far; nothing has to be complete. Raises EditedMeanwhile."""
    suspension = under_lock(suspension)
    require(permissions.can_plan_suspension, by, suspension)
    require_writing(suspension)
    _require_read(suspension, edit_number)
    _refuse(_impossible(suspension.account, facts, by.today))
    before = shown(suspension)
    for name in PLANNED:
        if name in facts:
            setattr(suspension, name, facts[name])
    suspension.required_days = required_days(suspension.level) if suspension.level else None
    suspension.notice_days = suspension.notice_days or suspension.required_days
    _draft_what_is_blank(suspension)
    suspension.edit_number += 1
    suspension.save(update_fields=[*PLANNED, "required_days", "edit_number"])
    changes = audit.changed(before, shown(suspension))
    if changes:
        _record(actions.PLAN_SUSPENSION, suspension, by, IMPACT, changes)
    return suspension


@transaction.atomic
def submit_plan(suspension: Suspension, *, by: Actor, edit_number: int, now: datetime) -> None:
    """The head passes the whole plan to the secretariat, as they read it. Raises EditedMeanwhile,
    and ValidationError by field."""
    suspension = under_lock(suspension)
    require(permissions.can_submit_suspension, by, suspension)
    require_writing(suspension)
    _require_read(suspension, edit_number)
    missing = plan_gaps(suspension, by.today)
    if missing:
        raise ValidationError(missing)
    suspension.submitted_by, suspension.submitted_at = by.user, now
    suspension.save(update_fields=["submitted_by", "submitted_at"])
    changes = {"影響度": (None, suspension.get_level_display())} | _days(suspension)
    _record(actions.SUBMIT_SUSPENSION, suspension, by, IMPACT, changes)
    told = telling.secretariat(by)
    telling.tell(Kind.SUSPENSION_SUBMITTED, told, suspension, by, _round(suspension, now))


@transaction.atomic
def return_plan(
    suspension: Suspension, *, because: str, by: Actor, edit_number: int, now: datetime
) -> None:
    """Raises EditedMeanwhile."""
    suspension = under_lock(suspension)
    require(permissions.can_confirm_suspension, by, suspension)
    require_submitted(suspension)
    _require_read(suspension, edit_number)
    if is_blank(because):
        raise ValidationError({"because": "どこを直すかを書いてください。"})
    suspension.submitted_by = suspension.submitted_at = None
    suspension.returned_by, suspension.returned_at = by.user, now
    suspension.returned_because = because
    suspension.save(
        update_fields=[
            *("submitted_by", "submitted_at", "returned_by", "returned_at", "returned_because")
        ]
    )
    _record(actions.RETURN_SUSPENSION, suspension, by, IMPACT, {}, note=because)
    told = telling.section(suspension, by)
    telling.tell(Kind.SUSPENSION_RETURNED, told, suspension, by, _round(suspension, now))


@transaction.atomic
def confirm_plan(suspension: Suspension, *, by: Actor, edit_number: int, now: datetime) -> None:
    """事前周知 begins. Nobody confirms their own plan, nor one they have not read: EditedMeanwhile,
    or one that leads to an account that is no more in use."""
    suspension = under_lock(suspension)
    require(permissions.can_confirm_suspension, by, suspension)
    require_submitted(suspension)
    _require_read(suspension, edit_number)
    if not suspension.successor.is_in_use:
        raise ValidationError(
            "集約先のアカウントが、いまは運用されていません。差し戻して、選びなおしてもらってください。"
        )
    suspension.move_to(SuspensionStatus.NOTIFYING, confirmed_by=by.user, confirmed_at=now)
    changes = {"影響度": (None, suspension.get_level_display())} | _days(suspension)
    _record(actions.CONFIRM_SUSPENSION, suspension, by, IMPACT, changes)
    told = [*telling.section(suspension, by), *telling.successor_section(suspension, by)]
    telling.tell(Kind.SUSPENSION_CONFIRMED, told, suspension, by)


@transaction.atomic
def postpone(suspension: Suspension, *, stop_on: date, because: str, by: Actor) -> None:
    """Never sooner: citizens have been told a day."""
    suspension = under_lock(suspension)
    require(permissions.can_submit_suspension, by, suspension)
    require_notifying(suspension)
    wrong = {}
    if stop_on <= suspension.stop_on:
        now_planned = wareki.long(suspension.stop_on)
        wrong["stop_on"] = f"いまの停止する日（{now_planned}）より後の日にしてください。"
    if is_blank(because):
        wrong["because"] = "延ばす理由を書いてください。"
    if wrong:
        raise ValidationError(wrong)
    old, suspension.stop_on = suspension.stop_on, stop_on
    suspension.save(update_fields=["stop_on"])
    changes = {"停止する日": (wareki.long(old), wareki.long(stop_on))}
    _record(actions.POSTPONE_SUSPENSION, suspension, by, NOTICE, changes, note=because)
    told = [
        *telling.section(suspension, by),
        *telling.successor_section(suspension, by),
        *telling.secretariat(by),
    ]
    telling.tell(Kind.SUSPENSION_POSTPONED, told, suspension, by, stop_on)


@transaction.atomic
def rewrite_texts(
    suspension: Suspension, texts: Mapping[str, str], *, by: Actor, edit_number: int
) -> None:
    """The drafts may be mended until the stop; what went out is kept with each notice. Raises
    EditedMeanwhile."""
    suspension = under_lock(suspension)
    require(permissions.can_plan_suspension, by, suspension)
    require_notifying(suspension)
    _require_read(suspension, edit_number)
    _refuse({name: "入力してください。" for name in TEXTS if is_blank(texts[name])})
    before = shown(suspension)
    for name in TEXTS:
        setattr(suspension, name, texts[name])
    suspension.edit_number += 1
    suspension.save(update_fields=[*TEXTS, "edit_number"])
    if changes := audit.changed(before, shown(suspension)):
        _record(actions.PLAN_SUSPENSION, suspension, by, NOTICE, changes)


def plan_gaps(suspension: Suspension, today: date) -> dict[str, str]:
    """By field: what is missing before the plan may be passed on."""
    return dict(_gaps(suspension, today))


def _gaps(suspension: Suspension, today: date) -> Iterator[tuple[str, str]]:
    if suspension.followers is None and is_blank(suspension.followers_unknown):
        yield "followers", "登録者数か、わからない理由を書いてください。"
    if suspension.followers is not None and suspension.followers_on is None:
        yield "followers_on", "いつ数えたかを入れてください。"
    for name in ("dependants", "lost_information"):
        if is_blank(getattr(suspension, name)):
            yield name, BLANK
    if suspension.successor is None:
        yield "successor", "集約先の市広報アカウントを選んでください。"
    elif not suspension.successor.is_in_use:
        yield "successor", "集約先が、いまは運用されていません。選びなおしてください。"
    if not suspension.level:
        yield "level", "影響度を選んでください。"
    elif (suspension.notice_days or 0) < required_days(suspension.level):
        yield "notice_days", _too_few(suspension.level)
    if is_blank(suspension.level_reason):
        yield "level_reason", BLANK
    if suspension.stop_on is None:
        yield "stop_on", "停止する日を入れてください。"
    elif suspension.notice_days and suspension.stop_on < suspension.earliest_stop(today):
        earliest = wareki.long(suspension.earliest_stop(today))
        yield (
            "stop_on",
            f"きょうから周知しても、停止できるのは{earliest}からです。日を延ばしてください。",
        )
    for name in TEXTS:
        if is_blank(getattr(suspension, name)):
            yield name, BLANK


def _too_few(level: str) -> str:
    name, days = Suspension.Level(level).label, required_days(level)
    return f"影響度「{name}」では、{days}日以上にしてください。"


def _impossible(account: OfficialAccount, facts: Mapping[str, Any], today: date) -> dict[str, str]:
    """What is wrong whatever else is still to come."""
    wrong = {}
    level, days = facts.get("level"), facts.get("notice_days")
    if level and days is not None and days < required_days(level):
        wrong["notice_days"] = _too_few(level)
    if facts.get("followers_on") and facts["followers_on"] > today:
        wrong["followers_on"] = "きょうまでの日にしてください。"
    if facts.get("stop_on") and facts["stop_on"] <= today:
        wrong["stop_on"] = "あすより後の日にしてください。"
    if facts.get("stop_on") and facts["stop_on"] > today + timedelta(days=3 * 366):
        wrong["stop_on"] = "3年以内の日にしてください。"
    successor = facts.get("successor")
    if successor is not None and (successor.pk == account.pk or not successor.is_city_pr):
        wrong["successor"] = "市広報アカウントの中から選んでください。"
    return wrong


def _draft_what_is_blank(suspension: Suspension) -> None:
    """Once the city's draft can say when, what and where to."""
    if suspension.stop_on and suspension.successor and not is_blank(suspension.lost_information):
        for name, words in drafts(suspension).items():
            if is_blank(getattr(suspension, name)):
                setattr(suspension, name, words)


def _refuse(wrong: Mapping[str, str]) -> None:
    if wrong:
        raise ValidationError(dict(wrong))


def _round(suspension: Suspension, now: datetime) -> str:
    """A plan may come back unaltered, and go out again."""
    return f"{suspension.edit_number} {now.isoformat()}"


def _require_read(suspension: Suspension, edit_number: int) -> None:
    """What somebody decides on is what stood on their page."""
    if suspension.edit_number != edit_number:
        raise EditedMeanwhile


def require_writing(suspension: Suspension) -> None:
    if not suspension.is_assessing or suspension.is_submitted:
        raise WrongStatus(
            SuspensionStatus(suspension.status), SuspensionStatus.ASSESSING, suspension
        )


def require_submitted(suspension: Suspension) -> None:
    if not suspension.is_submitted:
        raise WrongStatus(
            SuspensionStatus(suspension.status), SuspensionStatus.NOTIFYING, suspension
        )


def _days(suspension: Suspension) -> dict[str, tuple[None, str]]:
    return {
        "周知の日数": (None, f"{suspension.notice_days}日"),
        "停止する日": (None, wareki.long(suspension.stop_on)),
        "集約先": (None, str(suspension.successor)),
    }


def shown(suspension: Suspension) -> dict[str, str]:
    """As the trail keeps it: 項目名 and what people read."""
    return {
        str(Suspension._meta.get_field(name).verbose_name): _readable(suspension, name)
        for name in PLANNED
    }


def _readable(suspension: Suspension, name: str) -> str:
    value = getattr(suspension, name)
    if name == "level":
        return suspension.get_level_display()
    if isinstance(value, date):
        return wareki.long(value)
    return "" if value is None else str(value)


def _record(
    action: str,
    suspension: Suspension,
    by: Actor,
    clause: str,
    changes: Mapping[str, tuple[Any, Any]],
    note: str = "",
) -> None:
    """On the time line of the account, and of the suspension."""
    audit.record(
        action,
        suspension,
        by=by,
        clause=clause,
        changes=changes,
        note=note,
        mentions=[suspension.account],
    )
