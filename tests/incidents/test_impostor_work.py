"""Who finds what to do about impostors and warnings, and who is reminded of it."""

from datetime import timedelta

import pytest

from komae_sns import office_days
from komae_sns.home import work
from komae_sns.notices.kinds import Kind
from komae_sns.staff.posts import Post
from tests import factories
from tests.incidents import with_impostors as rows
from tests.reminders.rows import names, remind_on

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(3)カ")]


@pytest.fixture
def desk():
    return rows.desk()


def todo(actor):
    found = {w.effect: [t.what for t in w.tasks] for w in work.work_of(actor).mine}
    return {effect: what for effect, what in found.items() if "なりすまし" in effect + str(what)}


NAME = "@komae_b0sai（X）"


def test_it_waits_for_the_head_to_judge_and_then_for_the_section_to_report(desk):
    impostor = rows.add(desk)

    assert todo(desk.head)["なりすましかどうかを判断する"] == [NAME]
    assert "なりすましかどうかを判断する" not in todo(desk.clerk)
    rows.judge(desk, impostor)

    assert todo(desk.clerk)["なりすましを、運営会社へ通報する"] == [NAME]
    assert "なりすましかどうかを判断する" not in todo(desk.head)


def test_other_sections_and_contractors_have_nothing_to_do_with_it(desk):
    rows.judged(desk)
    other = factories.actor(Post.HEAD, factories.department("図書館"))

    assert todo(other) == {}


def test_the_section_is_reminded_to_watch_and_in_the_end_those_above(desk):
    impostor = rows.judged(desk)
    day = office_days.on_or_after(impostor.next_watch_on)

    remind_on(day, Kind.IMPOSTOR_WATCH_DUE)
    assert names(Kind.IMPOSTOR_WATCH_DUE) == ["担当一子", "防災課長"]

    remind_on(office_days.on_or_after(day + timedelta(days=14)), Kind.IMPOSTOR_WATCH_DUE)
    assert {"統括責子", "事務局員"} <= set(names(Kind.IMPOSTOR_WATCH_DUE))


@pytest.mark.clause("見本第7条2")
def test_a_warning_waits_for_those_who_neither_wrote_nor_submitted_it(desk):
    rows.waiting(desk)

    def waits(actor):
        effects = [w.effect for w in work.work_of(actor).mine]
        return "注意喚起を公開するか、差し戻す" in effects

    assert [waits(a) for a in (desk.ciso, desk.secretariat, desk.head)] == [True, True, False]


@pytest.mark.clause("見本第7条2")
def test_what_stands_for_long_is_asked_about(desk):
    warning = rows.published(desk)

    remind_on(warning.look_again_on, Kind.WARNING_STANDS_LONG)

    assert names(Kind.WARNING_STANDS_LONG) == ["事務局員", "統括責子"]
