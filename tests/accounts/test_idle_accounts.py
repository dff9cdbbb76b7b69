"""休眠: no post for longer than the city's days; never typed is unknown, and said so."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.metrics import idle_days
from accounts.models import Figure, OfficialAccount
from accounts.services.figures import Entry, Reading, record_month
from tests import factories
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)ア")]
NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
LAST_DAY = TODAY - timedelta(days=idle_days())


@pytest.fixture
def account(section, head_post, time_machine):
    """`account(name, last_post, …)`: long in the register."""

    def make(name, *last_posts, **facts):
        time_machine.move_to(NOW - timedelta(days=900))
        made = factories.account(name, department=section, manager=head_post, **facts)
        time_machine.move_to(NOW, tick=False)
        for day, month in last_posts:
            Figure.objects.create(
                account=made,
                metric="last_post",
                month=month,
                day=day,
                taken_on=TODAY,
                source="SCREEN",
                recorded_by=head_post.user,
                recorded_at=NOW,
            )
        return made

    return make


def idle():
    return {a.name for a in OfficialAccount.objects.idle_on(TODAY)}


def test_the_day_after_the_last_allowed_one_and_the_newest_month_count(account):
    account("まだ", (LAST_DAY, date(2026, 10, 1)))
    account("休眠", (LAST_DAY - timedelta(days=1), date(2026, 10, 1)))
    account("再開", (date(2025, 1, 5), date(2026, 9, 1)), (TODAY, date(2026, 11, 1)))
    account("停止", (date(2025, 1, 5), date(2026, 9, 1)), status="PAUSED")
    account("不明")
    factories.account("新しい")

    assert idle() == {"休眠"}
    assert {a.name for a in OfficialAccount.objects.silence_unknown_on(TODAY)} == {"不明"}


def test_a_correction_wakes_it(account, clerk):
    made = account("休眠")
    month, reading = date(2026, 10, 1), Reading(TODAY, "SCREEN")
    for day, is_idle in ((date(2026, 1, 5), {"休眠"}), (date(2026, 10, 5), set())):
        entries = {"last_post": Entry(day=day)}
        record_month(made, month, entries, reading, by=clerk, now=NOW)
        assert idle() == is_idle


def test_the_register_the_account_and_my_work_say_so(account, clerk, log_in):
    account("休眠", (date(2026, 1, 5), date(2026, 10, 1)))
    unknown = account("不明")
    account("まだ", (TODAY, date(2026, 11, 1)))
    browser = log_in(clerk)

    for chosen, names in (("idle", ["休眠"]), ("unknown", ["不明"])):
        page = browser.get(reverse("accounts:account-list"), {"silence": chosen})
        assert [a.name for a in page.context["page"].rows] == names
    work = browser.get("/").context["work"].mine
    found = next(each for each in work if each.effect.startswith("発信の止まった"))
    assert [task.what for task in found.tasks] == ["休眠（X）", "不明（X）"]
    assert "発信が不明" in browser.get(unknown.get_absolute_url()).content.decode()
