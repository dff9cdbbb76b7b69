"""Notices and mails for tests."""

from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Mail, Notice
from komae_sns.notices.services import enqueue
from komae_sns.staff.models import Department, User
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.factories import TODAY

JST = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 11, 24, 12, tzinfo=JST)  # a Tuesday
_number = count(1)


def reader(name: str = "山田太郎", section: Department | None = None, **facts: Any) -> User:
    """A head with an address."""
    person = factories.person(name, **({"email": f"p{next(_number)}@city.komae.lg.jp"} | facts))
    factories.appoint(person, Post.HEAD, section or factories.department())
    return person


def application(title: str = "図書館だより", section: Department | None = None):
    return rows.application(section or factories.department(), title=title)


def tell(*people: User, kind: Kind = Kind.APPLICATION_RETURNED, about=None, **more: Any) -> None:
    enqueue(kind, people, about=about or application(), **more)


def mail_to(person: User, title: str = "図書館だより") -> Mail:
    tell(person, about=application(title))
    return Mail.objects.filter(person=person).latest("pk")


def pending(person: User, kind: Kind, about, title: str = "件", occasion: object = "") -> Notice:
    return Notice.objects.create(
        kind=kind,
        person=person,
        subject_type=about._meta.label_lower,
        subject_id=str(about.pk),
        occasion=str(occasion),
        title=title,
        body="",
        url=about.get_absolute_url(),
        delivery="DIGEST",
    )


__all__ = ["NOON", "TODAY", "application", "mail_to", "pending", "reader", "tell"]
