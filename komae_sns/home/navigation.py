"""The main menu: what a person's posts let them enter."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from django.urls import NoReverseMatch, reverse

from komae_sns.home.office.permissions import can_read_city
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import can_keep_master_data, can_read_audit
from komae_sns.staff.posts import COMMITTEE, Post


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    path: str
    is_tool: bool = False

    @property
    def current(self) -> str:
        """aria-current: 「page」 on the page itself, 「true」 below it, else blank."""
        if self.path == self.url:
            return "page"
        return "true" if self.url != "/" and self.path.startswith(self.url) else ""

    @property
    def is_current(self) -> bool:
        return bool(self.current)


def _anybody(actor: Actor) -> bool:
    return True


def _staff(actor: Actor) -> bool:
    return any(a.post != Post.CONTRACTOR for a in actor.appointments)


def _hears_the_committee(actor: Actor) -> bool:
    return actor.holds(*COMMITTEE, Post.SECRETARIAT, Post.CISO, Post.AUDITOR)


def _appointed(actor: Actor) -> bool:
    return bool(actor.appointments)


def _writes_posts(actor: Actor) -> bool:
    """The secretariat comes by way of an account, and has a long menu."""
    writes = bool(actor.section_ids) or actor.holds(Post.CONTRACTOR)
    return writes and not actor.holds(Post.SECRETARIAT)


ENTRIES: tuple[tuple[str, str, Callable[[Actor], bool]], ...] = (
    ("わたしの仕事", "home:my-work", _anybody),
    ("アカウント", "accounts:account-list", _appointed),
    ("事案", "incidents:incident-list", _anybody),
    ("投稿", "posts:post-list", _writes_posts),
    ("申請", "approvals:application-list", _staff),
    ("委員会", "approvals:meeting-list", _hears_the_committee),
    ("運用ポリシー", "policies:policy-list", _appointed),
    ("効果測定", "reviews:year-list", _staff),
    ("市の状況", "office:board", can_read_city),
    ("証跡", "audit:entry-list", can_read_audit),
    ("取込み", "intake:intake-list", can_keep_master_data),
    ("管理", "admin:index", can_keep_master_data),
)
# Of the few who keep the portal: beside their name, so that the menu stays one line.
TOOLS = frozenset({"audit:entry-list", "intake:intake-list", "admin:index"})


def main_menu(actor: Actor, path: str) -> list[Item]:
    items = [
        Item(label, _url(name), path, name in TOOLS) for label, name, may in ENTRIES if may(actor)
    ]
    return _with_one_current([item for item in items if item.url])


@cache
def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _with_one_current(items: list[Item]) -> list[Item]:
    """/approvals/meetings/3/ lies below both 申請 and 委員会: the longest address is the place."""
    here = max((item.url for item in items if item.current), key=len, default="")
    return [item if item.url == here else replace(item, path="") for item in items]
