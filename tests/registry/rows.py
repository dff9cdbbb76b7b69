"""Accounts as citizens meet them, one in each state."""

from datetime import date

from accounts.models import OfficialAccount
from incidents.services.reporting import FirstReport, report
from komae_sns.home.registry.entries import Entry, entries_of, published
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW, TODAY

LAST_YEAR = date(2025, 10, 1)


def entry_of(account: OfficialAccount) -> Entry:
    (entry,) = entries_of(published().filter(pk=account.pk))
    return entry


def hijacked(account: OfficialAccount, *, is_drill: bool = False, kind: str = "hijack"):
    """Reported by its section a moment ago."""
    told = FirstReport(kind=kind, what="外国語の広告が出ている", account=account, is_drill=is_drill)
    head = factories.actor(Post.HEAD, account.department, "課長四郎") if is_drill else None
    return report(told, by=head or worker(account), now=NOW)


def worker(account: OfficialAccount) -> Actor:
    return factories.actor(Post.CLERK, account.department, "担当四郎")


def domain(account: OfficialAccount, name: str = "komae-bosai.jp", *, until: date | None = None):
    return account.domains.create(
        ascii_name=name,
        name=name,
        purpose="防災の特設サイト",
        registrar="登録会社",
        kept_by="安心安全課の山田",
        expires_on=until,
        registered_by=account.manager.user,
    )


def former(account: OfficialAccount, handle: str = "komae_old"):
    return account.former_handles.create(
        service=account.service,
        handle=handle,
        url=f"https://x.com/{handle}",
        ends_on=LAST_YEAR,
        recorded_by=account.manager.user,
    )


def link_checked(account: OfficialAccount, day: date = TODAY, *, is_good: bool = True):
    return account.link_checks.create(
        page_lists_it=is_good,
        page_url="https://www.city.komae.tokyo.jp/sns.html" if is_good else "",
        profile_leads_home=is_good,
        checked_on=day,
        checked_by=account.manager.user,
    )
