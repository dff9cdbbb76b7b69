"""The accounts of a 年度 by 媒体 and 部課, as they stood on one day: one query."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate

from accounts.metrics import idle_days
from accounts.models import BadgeEvent, Figure, OfficialAccount, Pause, StatusCheck, Suspension
from accounts.status import NEVER_OPENED, AccountStatus, SuspensionStatus

Badge = OfficialAccount.Badge


@dataclass(frozen=True)
class Counts:
    """`live` on the day, of which `paused` and `stopping`; `idle` are in use without posts.

    `opened`, `stopped` and `ended` within the 年度; `kept`: stopped and kept on the day.
    """

    live: int = 0
    paused: int = 0
    stopping: int = 0
    idle: int = 0
    opened: int = 0
    stopped: int = 0
    ended: int = 0
    kept: int = 0
    granted: int = 0
    applied: int = 0
    lost: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        names = (each.name for each in fields(self))
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def posting(self) -> int:
        return self.live - self.paused - self.stopping - self.idle

    @property
    def not_in_use(self) -> int:
        return self.paused + self.stopping

    @property
    def without_badge(self) -> int:
        return self.live - self.granted - self.applied - self.lost


def counted(first: date, day: date) -> list[tuple[int, int, Counts]]:
    """(service, section on `day`, counts) of the days from `first` to `day`."""
    rows = _on(day).values("service", "section_then").annotate(**_sums(first, day)).order_by()
    return [(row.pop("service"), row.pop("section_then"), Counts(**row)) for row in map(dict, rows)]


def _on(day: date) -> QuerySet[OfficialAccount]:
    """Opened by that day, with what each was on it."""
    opened = OfficialAccount.objects.exclude(status__in=sorted(NEVER_OPENED))
    return (
        opened.filter(opened_on__lte=day)
        .with_section_on(day)
        .annotate(
            stopped_day=_stopped_on(day),
            was_stopped_before=Q(status__in=[AccountStatus.SUSPENDED, AccountStatus.SERVICE_ENDED])
            & ~Exists(_stops()),
            ended_day=_ended_on(day),
            is_paused=Exists(_pauses(day)),
            is_stopping=Exists(_under_way(day)),
            silent_since=_silent_since(day),
            badge_then=_badge_on(day),
        )
    )


def _stops() -> QuerySet[Suspension]:
    return Suspension.objects.filter(account=OuterRef("pk"), status=SuspensionStatus.DONE)


def _stopped_on(day: date) -> Subquery:
    return Subquery(_stops().filter(stopped_on__lte=day).values("stopped_on")[:1])


def _ended_on(day: date) -> Subquery:
    ends = StatusCheck.objects.filter(account=OuterRef("pk"), service_has_ended=True)
    ended = ends.filter(end_decided_at__date__lte=day).order_by("pk")
    return Subquery(ended.values(on=TruncDate("end_decided_at"))[:1])


def _pauses(day: date) -> QuerySet[Pause]:
    lasting = Q(ended_on=None) | Q(ended_on__gt=day)
    return Pause.objects.filter(lasting, account=OuterRef("pk"), since__lte=day)


def _under_way(day: date) -> QuerySet[Suspension]:
    """Begun by that day, and neither 停止 nor 取りやめ on it."""
    begun = Suspension.objects.filter(account=OuterRef("pk"), begun_at__date__lte=day)
    not_stopped = Q(stopped_on=None) | Q(stopped_on__gt=day)
    not_cancelled = Q(cancelled_at=None) | Q(cancelled_at__date__gt=day)
    return begun.filter(not_stopped, not_cancelled)


def _silent_since(day: date) -> Subquery:
    """The last post known for that day; never typed is unknown, and not counted as idle."""
    posts = Figure.objects.last_posts().filter(account=OuterRef("pk"), day__lte=day)
    return Subquery(posts.values("day")[:1])


def _badge_on(day: date) -> Coalesce:
    events = BadgeEvent.objects.filter(account=OuterRef("pk"), happened_on__lte=day)
    newest = events.order_by("-happened_on", "-pk").values("badge")[:1]
    return Coalesce(Subquery(newest), Value(Badge.NOT_APPLIED))


def _sums(first: date, day: date) -> dict[str, Count]:
    stopped = Q(stopped_day__isnull=False) | Q(was_stopped_before=True)
    live = Q(stopped_day=None, was_stopped_before=False)
    in_use = live & Q(is_paused=False, is_stopping=False)
    idle = in_use & Q(silent_since__lt=day - timedelta(days=idle_days()))
    sums = {
        "live": live,
        "paused": live & Q(is_paused=True, is_stopping=False),
        "stopping": live & Q(is_stopping=True),
        "idle": idle,
        "opened": Q(opened_on__gte=first),
        "stopped": Q(stopped_day__gte=first),
        "ended": Q(ended_day__gte=first),
        "kept": stopped & Q(ended_day=None),
        "granted": live & Q(badge_then=Badge.GRANTED),
        "applied": live & Q(badge_then=Badge.APPLIED),
        "lost": live & Q(badge_then=Badge.LOST),
    }
    return {name: Count("pk", filter=condition) for name, condition in sums.items()}


def kept(rows: Iterable[tuple[int, int, Counts]], place: int) -> Mapping[str, Any]:
    """By the number of the 媒体 (place 0) or of the 部課 (place 1), as stored."""
    found: dict[int, Counts] = {}
    for row in rows:
        found[row[place]] = found.get(row[place], Counts()) + row[2]
    return {str(key): asdict(counts) for key, counts in found.items()}
