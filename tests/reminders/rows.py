"""What the reminders' tests need: days, a quick way to be reminded, who was told what."""

from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from accounts.models import OfficialAccount, RelatedDomain
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.notices.reminders import reminding_of
from komae_sns.notices.services import remind
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import appoint, person

JST = ZoneInfo("Asia/Tokyo")
TUESDAY = date(2026, 11, 24)
_number = count(1)


def days(number: int) -> timedelta:
    return timedelta(days=number)


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), JST)


def remind_on(day: date, *kinds: Kind, hour: int = 9):
    return remind(now=at(day, hour), remindings=[reminding_of(kind) for kind in kinds])


def told(kind: Kind, **facts) -> list[tuple[str, str]]:
    """Names and titles, in the order in which they were told."""
    rows = Notice.objects.filter(kind=kind, **facts).order_by("pk")
    return list(rows.values_list("person__name", "title"))


def names(kind: Kind) -> list[str]:
    return sorted(name for name, _ in told(kind))


def library(*, manager_until: date | None = None) -> OfficialAccount:
    """Of a section with a head, below a 部 with its director; the secretariat has one person."""
    division = factories.division()
    section = factories.department("図書館", parent=division)
    head = appoint(person("館長"), Post.HEAD, section, ends_on=manager_until)
    appoint(person("部長"), Post.HEAD, division)
    appoint(person("事務局員"), Post.SECRETARIAT)
    return factories.account("図書館だより", department=section, manager=head)


def domain(account: OfficialAccount, expires_on: date | None) -> RelatedDomain:
    name = f"tosho{next(_number)}.example.jp"
    return RelatedDomain.objects.create(
        account=account,
        name=name,
        ascii_name=name,
        purpose="催し",
        kept_by="図書館",
        expires_on=expires_on,
        registered_by=account.manager.user,
    )
