"""部課, 職員, 任命 and 人事異動 from tables."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from komae_sns.audit.models import Entry
from komae_sns.home.intake.consequences import consequences
from komae_sns.home.intake.kinds import KINDS
from komae_sns.staff.intake.taking import Overtaken
from komae_sns.staff.models import Appointment, Department, User
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY
from tests.intake.tables import errors, look, take, verdicts

pytestmark = pytest.mark.django_db

APRIL = date(2027, 4, 1)


def secretary():
    return factories.actor(Post.SECRETARIAT, name="事務一郎")


def test_sections_enter_with_their_parents_in_any_order_and_again_as_the_same():
    by = secretary()
    text = (
        "コード,名称,フリガナ,部,文書記号,設置日\n"
        "0101,秘書広報室,ﾋｼｮｺｳﾎｳｼﾂ,企画財政部,企秘,平成27年4月1日\n"
        "0102,広報係,コウホウガカリ,秘書広報室,,〃\n"
        "0100,企画財政部,キカクザイセイブ,,,〃\n"
    )

    take("departments", look("departments", text.encode("cp932"), by), by)

    room = Department.objects.get(code="0101")
    assert (room.kind, room.kana, room.parent.name) == (
        "OFFICE",
        "ひしょこうほうしつ",
        "企画財政部",
    )
    assert Department.objects.get(code="0102").parent == room
    assert verdicts(look("departments", text.encode(), by)) == ["同じ"] * 3
    moved = look("departments", text.replace("企秘", "秘").encode(), by)
    assert [dict(row.changes) for row in moved.plan.of("CHANGED")] == [{"文書記号": ("企秘", "秘")}]


def test_a_section_in_the_wrong_place_or_without_its_code_is_told():
    text = (
        "コード,名称,よみがな,上位\n"
        ",総務課,そうむか,\n01,人事係,じんじがかり,\n02,庶務課,しょむか,ない部\n"
    )

    told = errors(look("departments", text.encode()))

    assert [(line, field) for line, field, _, _ in told] == [
        (2, "code"),
        (3, "parent"),
        (4, "parent"),
    ]


def test_people_enter_without_a_password_and_a_second_time_only_what_differs():
    by = secretary()
    text = (
        "職員番号,氏名,ﾌﾘｶﾞﾅ,メール,内線\n"
        "Ｅ１００１,狛江　花子,コマエ　ハナコ,hanako@city.komae.lg.jp,２１０１\n"
    )

    take("people", look("people", text.encode(), by), by)

    user = User.objects.get(username="E1001")
    assert (user.name, user.kana, user.extension) == ("狛江 花子", "こまえ はなこ", "2101")
    assert not user.has_usable_password()
    again = look("people", text.replace("hanako@", "h.komae@").encode(), by)
    assert [list(row.changes) for row in again.plan.of("CHANGED")] == [["メールアドレス"]]
    take("people", again, by)
    user.refresh_from_db()
    assert user.email == "h.komae@city.komae.lg.jp"
    assert Entry.objects.filter(action__startswith="staff.user_").count() == 2


def test_a_log_in_name_taken_meanwhile_leaves_nothing_half_done():
    found = look("people", "ログイン名,氏名,よみがな\ne1,甲,こう\ne2,乙,おつ\n".encode())
    factories.person("丙", username="e2")

    with pytest.raises(Overtaken):
        take("people", found)

    assert not User.objects.filter(username="e1").exists()


def test_appointments_are_read_by_post_words_and_refused_where_they_overlap():
    section = factories.department("秘書広報室")
    user = factories.person("狛江 花子", username="e1")
    factories.appoint(factories.person("重複", username="e2"), Post.CLERK, section)
    text = (
        "ログイン名,所属,役職,発令日\n"
        "e1,秘書広報室,室長,令和8年4月1日\n"
        "e2,秘書広報室,主任,令和8年4月1日\n"
        "e3,秘書広報室,主任,令和8年4月1日\n"
        "e1,秘書広報室,庭師,令和8年4月1日\n"
    )

    found = look("appointments", text.encode())

    assert verdicts(found) == ["新規", "誤り", "誤り", "誤り"]
    take("appointments", look("appointments", "\n".join(text.splitlines()[:2]).encode()))
    made = Appointment.objects.get(user=user)
    assert (made.post, made.title, made.starts_on) == ("HEAD", "秘書広報室長", date(2026, 4, 1))


def test_of_two_tables_with_one_post_twice_the_second_is_not_taken_at_all():
    factories.department("秘書広報室")
    for login in ("e1", "e2"):
        factories.person(f"人{login}", username=login)
    row = "{0},秘書広報室,主任,令和{1}年4月1日\n"
    heading = "ログイン名,所属,役職,発令日\n"
    first = look("appointments", (heading + row.format("e1", 8)).encode())
    second = look("appointments", (heading + row.format("e2", 8) + row.format("e1", 7)).encode())
    take("appointments", first)

    with pytest.raises(Overtaken):
        take("appointments", second)

    assert Appointment.objects.count() == 1


def test_nobody_brings_in_their_own_appointment():
    by = secretary()
    section = factories.department("秘書広報室")
    text = f"ログイン名,所属,役職,発令日\n{by.user.username},秘書広報室,室長,令和8年4月1日\n"

    assert verdicts(look("appointments", text.encode(), by)) == ["誤り"]
    with pytest.raises(PermissionDenied):
        take("appointments", look("appointments", text.encode()), by)
    assert Appointment.objects.filter(department=section).count() == 0


@pytest.fixture
def town():
    """Two sections with heads; 花子 sits on the committee too."""
    first, second = factories.department("秘書広報室"), factories.department("図書館")
    hanako = factories.person("狛江花子", username="e1")
    jiro = factories.person("多摩次郎", username="e2")
    factories.appoint(hanako, Post.HEAD, first, title="秘書広報室長")
    factories.appoint(hanako, Post.MEMBER)
    factories.appoint(jiro, Post.HEAD, second, title="図書館長")
    return first, second


MOVES = "職員番号,氏名,区分,新所属,新職名\n"


def test_transfers_end_one_post_the_day_before_and_begin_the_next_by_themselves(town):
    first, _ = town
    factories.account("狛江市", department=first)
    text = MOVES + "e1,狛江花子,異動,図書館,館長\ne2,多摩次郎,退職,,\n"

    found = look("transfers", text.encode())
    told = {c.title: c.items for c in consequences(KINDS["transfers"], found.plan, TODAY)}
    take("transfers", found)

    posts = Appointment.objects.filter(user__username="e1").order_by("starts_on", "post")
    assert [(a.office, a.starts_on, a.ends_on) for a in posts] == [
        ("秘書広報室長", factories.LONG_AGO, date(2027, 3, 31)),
        ("委員", factories.LONG_AGO, None),
        ("図書館長", APRIL, None),
    ]
    assert Appointment.objects.on(APRIL).filter(user__username="e2").count() == 0
    assert told["令和9年4月1日から、所属長のいなくなる課"] == ("秘書広報室（いまは狛江花子）",)
    assert told["管理者がいなくなるアカウント"] == ("狛江市（X）（いまは狛江花子）",)
    assert verdicts(look("transfers", text.encode())) == ["同じ", "同じ"]


def test_a_second_post_is_added_and_taken_away_without_ending_the_first(town):
    text = MOVES + "e1,狛江花子,兼務,図書館,館長\n"

    take("transfers", look("transfers", text.encode()))
    held = Appointment.objects.on(APRIL).filter(user__username="e1")
    assert sorted(a.office for a in held) == ["図書館長", "委員", "秘書広報室長"]

    end = "職員番号,区分,新所属,新職名,発令日\ne1,兼務解除,図書館,館長,令和10年4月1日\n"
    take("transfers", look("transfers", end.encode()))
    assert Appointment.objects.get(user__username="e1", department=town[1]).ends_on == date(
        2028, 3, 31
    )


def test_a_corrected_table_moves_the_person_elsewhere_and_not_to_both(town):
    factories.department("公民館")
    take("transfers", look("transfers", (MOVES + "e1,狛江花子,異動,図書館,館長\n").encode()))

    corrected = look("transfers", (MOVES + "e1,狛江花子,異動,公民館,館長\n").encode())
    take("transfers", corrected)

    assert verdicts(corrected) == ["変更"]
    held = Appointment.objects.on(APRIL).filter(user__username="e1", post=Post.HEAD)
    assert [a.office for a in held] == ["公民館長"]
    leaving = look("transfers", (MOVES + "e1,狛江花子,退職,,\n").encode())
    assert verdicts(leaving) == ["誤り"]


def test_the_committee_s_empty_seat_is_told(town):
    found = look("transfers", (MOVES + "e1,狛江花子,退職,,\n").encode())

    told = {c.title: c.items for c in consequences(KINDS["transfers"], found.plan, TODAY)}

    assert told["空く席（委員会・統括責任者など）"] == ("委員（いまは狛江花子）",)


def test_one_person_is_not_moved_twice_on_a_day(town):
    text = MOVES + "e1,狛江花子,異動,図書館,館長\ne1,狛江花子,異動,図書館,主任\n"

    assert verdicts(look("transfers", text.encode())) == ["変更", "誤り"]


def test_a_wrong_name_beside_a_log_in_name_is_told(town):
    [row] = errors(look("transfers", (MOVES + "e1,多摩次郎,退職,,\n").encode()))

    assert (row[1], row[3]) == ("name", "狛江花子")


@pytest.mark.parametrize("kind", ["people", "appointments", "transfers"])
def test_many_rows_take_no_more_queries_than_few(kind, town):
    def queries(number: int) -> int:
        for n in range(number) if kind != "people" else ():
            factories.person(f"人{number}x{n}", username=f"p{number}x{n}")
        lines = {
            "people": "q{0}x{1},人,ひと",
            "appointments": "p{0}x{1},図書館,主任,R8.4.1",
            "transfers": "p{0}x{1},図書館,主任,R9.4.1",
        }[kind]
        heading = "ログイン名,氏名,よみがな" if kind == "people" else "ログイン名,部課,職,発令日"
        text = "\n".join([heading, *(lines.format(number, n) for n in range(number))])
        with CaptureQueriesContext(connection) as seen:
            take(kind, look(kind, text.encode()))
        return len(seen)

    few, many = queries(3), queries(60)

    assert many <= few
