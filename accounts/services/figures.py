"""4(5)ア: the figures of a month, typed by hand: no platform is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions
from accounts.metrics import Metric, metrics_of
from accounts.models import Figure, OfficialAccount
from accounts.services.locking import locked
from accounts.status import AccountStatus
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "4(5)ア"


@dataclass(frozen=True)
class Entry:
    """A number, a day, or why there is none."""

    value: int | None = None
    day: date | None = None
    missing_because: str = ""

    @classmethod
    def of(cls, figure: Figure) -> "Entry":
        return cls(figure.value, figure.day, figure.missing_because)

    def spoken(self, metric: Metric) -> str:
        if self.day:
            return wareki.long(self.day)
        return f"{self.value:,}{metric.unit}" if self.value is not None else self.missing_because


@dataclass(frozen=True)
class Reading:
    """When and where somebody looked."""

    taken_on: date
    source: str


@transaction.atomic
def record_month(
    account: OfficialAccount,
    month: date,
    entries: Mapping[str, Entry],
    reading: Reading,
    *,
    by: Actor,
    now: datetime,
) -> list[Figure]:
    """Keep what is new or corrected, by code of the metric; what says the same stays as it was.

    Raises ValidationError, by code.
    """
    account = locked(account)
    require(permissions.can_record_figures, by, account)
    metrics = {metric.code: metric for metric in metrics_of(account.service.rule)}
    check_month(account, month, reading, today=by.today)
    check_entries(entries, metrics, month, today=by.today)
    old = {figure.metric: figure for figure in account.figures.current().filter(month=month)}
    changed = {
        code: entry
        for code, entry in entries.items()
        if code not in old or Entry.of(old[code]) != entry
    }
    replaced = [old[code].pk for code in changed if code in old]
    Figure.objects.filter(pk__in=replaced).update(replaced_at=now)
    made = Figure.objects.bulk_create(
        figure_of(account, code, month, entry, reading, by=by, now=now)
        for code, entry in changed.items()
    )
    if made:
        known = {code: Entry.of(figure) for code, figure in old.items()}
        changes = changes_of(month, changed, known, metrics)
        audit.record(actions.RECORD_FIGURES, account, by=by, clause=CLAUSE, changes=changes)
    return made


def figure_of(
    account: OfficialAccount,
    code: str,
    month: date,
    entry: Entry,
    reading: Reading,
    *,
    by: Actor,
    now: datetime,
) -> Figure:
    return Figure(
        account=account,
        metric=code,
        month=month,
        value=entry.value,
        day=entry.day,
        missing_because=entry.missing_because,
        taken_on=reading.taken_on,
        source=reading.source,
        recorded_by=by.user,
        recorded_at=now,
    )


def check_month(account: OfficialAccount, month: date, reading: Reading, *, today: date) -> None:
    """Raises ValidationError."""
    if account.status == AccountStatus.PREPARING or account.has_ended:
        raise ValidationError("数字を記録できるのは、運用をはじめたアカウントだけです。")
    if month.day != 1 or month > today:
        raise ValidationError("これからの月の数字は記録できません。")
    if account.opened_on and month < account.opened_on.replace(day=1):
        raise ValidationError("開設する前の月の数字は記録できません。")
    if not month <= reading.taken_on <= today:
        raise ValidationError({"taken_on": "その月のはじめから、きょうまでの日にしてください。"})


def check_entries(
    entries: Mapping[str, Entry], metrics: Mapping[str, Metric], month: date, *, today: date
) -> None:
    """Raises ValidationError, by code of the metric."""
    wrong = {}
    for code, entry in entries.items():
        if code not in metrics:
            raise ValidationError("この媒体にない項目です。")
        figure = entry.day if metrics[code].is_day else entry.value
        if (figure is None) == is_blank(entry.missing_because):
            wrong[code] = "数字か、数字がない理由の、どちらか一つを入れてください。"
        elif entry.day and entry.day > min(today, _last_day(month)):
            wrong[code] = "その月の終わりより前の日にしてください。"
    if wrong:
        raise ValidationError(wrong)


def _last_day(month: date) -> date:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def changes_of(
    month: date,
    changed: Mapping[str, Entry],
    known: Mapping[str, Entry],
    metrics: Mapping[str, Metric],
) -> dict[str, tuple[str | None, str]]:
    """As the trail keeps them: 「フォロワーの数（令和8年10月）」 100人 → 120人."""
    label = f"{wareki.year(month)}{month.month}月"
    return {
        f"{metrics[code].label}（{label}）": (
            known[code].spoken(metrics[code]) if code in known else None,
            entry.spoken(metrics[code]),
        )
        for code, entry in changed.items()
    }
