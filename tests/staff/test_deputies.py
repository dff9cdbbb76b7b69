"""代決 and 後閲 (DESIGN 6): rights of another's post for a period, both names, never one's own."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals.models import Application
from approvals.permissions import committee as may_decide
from approvals.permissions import filing as may_file
from approvals.services import filing
from komae_sns.audit.models import Entry
from komae_sns.home import work
from komae_sns.notices.models import Notice
from komae_sns.staff import services
from komae_sns.staff.actors import actor_of
from komae_sns.staff.models import AfterReview, Deputy
from komae_sns.staff.permissions import can_keep_master_data
from komae_sns.staff.posts import DEPUTED, Post
from tests import factories
from tests.approvals import filed
from tests.approvals.rows import NOW
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
LAST_DAY = TODAY + timedelta(days=7)


@pytest.fixture
def office():
    return filed.section()


@pytest.fixture
def library():
    return filed.section("図書館", "図")


def stand_in(office, user, *, by=None, **facts):
    """For the head of the office."""
    period = {"starts_on": TODAY, "ends_on": LAST_DAY, "reason": "出張"} | facts
    return services.name_deputy(office.head.own[0], user, **period, by=by or office.head)


def today(user, days=0):
    return actor_of(user, TODAY + timedelta(days=days))


def refused(step, says):
    with pytest.raises(ValidationError, match=says), transaction.atomic():
        step()


def test_a_deputy_files_in_the_heads_name_and_both_names_stay(office):
    application = filed.draft(office)
    deputy = stand_in(office, office.clerk.user)

    filed.file(application, today(office.clerk.user))

    entry = Entry.objects.get(action="approvals.submit")
    assert (entry.actor, entry.on_behalf_of) == (office.clerk.signature, str(deputy.appointment))
    round_ = application.rounds.get()
    assert (round_.submitted_by, round_.submitted_for) == (office.clerk.user, office.head.user)
    name = round_.snapshot["submitter"]["office_and_name"]
    assert name == "安心安全課所属長 佐久間 誠（代決　安心安全課担当者 森田 彩香）"


def test_what_the_deputy_may_do_in_their_own_post_is_their_own(office):
    stand_in(office, office.clerk.user)

    filing.start(office.department, by=today(office.clerk.user), now=NOW)

    assert Entry.objects.get(action="approvals.start").on_behalf_of == ""


def test_the_right_lasts_from_the_first_day_to_the_last(office):
    stand_in(office, office.clerk.user, starts_on=TODAY + timedelta(days=1))

    heads = [today(office.clerk.user, day).heads(office.department) for day in (0, 1, 7, 8)]

    assert heads == [False, True, True, False]


def test_ended_early_it_ends_at_once_and_only_once(office):
    deputy = stand_in(office, office.clerk.user)

    services.end_deputy(deputy, by=office.head, now=NOW)

    assert not today(office.clerk.user).heads(office.department)
    refused(lambda: services.end_deputy(deputy, by=office.head, now=NOW), "もう終わって")


def test_only_the_holder_and_the_secretariat_name_a_deputy(office, library):
    for somebody in (office.clerk, library.head):
        with pytest.raises(PermissionDenied, match="ご本人と事務局"):
            stand_in(office, library.clerk.user, by=somebody)

    assert stand_in(office, library.clerk.user, by=filed.secretariat())


def test_a_deputy_names_no_deputy_and_passes_nothing_on(office, library):
    stand_in(office, library.head.user)
    stand_in(library, library.clerk.user)

    with pytest.raises(PermissionDenied):
        stand_in(office, library.clerk.user, by=today(library.head.user))
    assert not today(library.clerk.user).heads(office.department)


def test_who_cannot_stand_in(office):
    for post in (Post.AUDITOR, Post.CONTRACTOR):
        apart = factories.actor(post)
        refused(lambda user=apart.user: stand_in(office, user), "監査をのぞく職員")
    refused(lambda: stand_in(office, factories.person()), "監査をのぞく職員")
    refused(lambda: stand_in(office, office.head.user), "ご本人は")
    secretariat = filed.secretariat()
    refused(lambda: stand_in(office, secretariat.user, by=secretariat), "自分を")


def test_which_days_cannot_be(office):
    for facts, says in (
        ({"starts_on": TODAY - timedelta(days=1)}, "今日より後"),
        ({"ends_on": TODAY - timedelta(days=1)}, "はじまる日より後"),
        ({"ends_on": TODAY + timedelta(days=400)}, "1年まで"),
    ):
        refused(lambda facts=facts: stand_in(office, office.clerk.user, **facts), says)
    stand_in(office, office.clerk.user)
    refused(lambda: stand_in(office, office.clerk.user), "その期間の代決")


@pytest.mark.parametrize("post", sorted(set(Post) - set(DEPUTED)))
def test_the_other_posts_are_held_in_person(post):
    holder, colleague = factories.actor(post), factories.actor(Post.CLERK)

    facts = {"starts_on": TODAY, "ends_on": TODAY, "reason": "休暇"}
    refused(
        lambda: services.name_deputy(holder.own[0], colleague.user, **facts, by=holder),
        "登録できません",
    )


def test_one_who_becomes_an_auditor_stands_in_no_more(office):
    stand_in(office, office.clerk.user)
    factories.appoint(office.clerk.user, Post.AUDITOR)

    assert today(office.clerk.user).deputed == ()


def test_the_secretariats_deputy_keeps_no_master_data():
    secretariat, clerk = filed.secretariat(), factories.actor(Post.CLERK)
    facts = {"starts_on": TODAY, "ends_on": TODAY, "reason": "休暇"}
    services.name_deputy(secretariat.own[0], clerk.user, **facts, by=secretariat)

    deputy = today(clerk.user)

    assert deputy.holds(Post.SECRETARIAT)
    assert not can_keep_master_data(deputy)


def test_neither_person_approves_what_is_the_others(office, library):
    """The clerk of the library stands in for the secretariat, whose own section applies."""
    secretariat = filed.secretariat()
    factories.appoint(secretariat.user, Post.CLERK, office.department)
    facts = {"starts_on": TODAY, "ends_on": TODAY, "reason": "休暇"}
    services.name_deputy(secretariat.own[0], library.clerk.user, **facts, by=secretariat)
    theirs, mine = filed.submitted(office), filed.submitted(library)
    other = filed.submitted(filed.section("福祉政策課", "福"))

    deputy = today(library.clerk.user)

    able = [may_file.can_accept(deputy, case) for case in (theirs, mine, other)]
    assert able == [False, False, True]


def test_a_chair_who_stands_in_for_a_head_waives_nothing_of_that_section(office):
    chair = factories.actor(Post.CHAIR)
    application = filed.submitted(office)
    stand_in(office, chair.user)

    assert may_decide.can_waive(chair, application)
    assert not may_decide.can_waive(today(chair.user), application)


def test_the_deputy_is_told_what_the_head_is_told(office):
    application = filed.draft(office)
    stand_in(office, (aide := factories.actor(Post.CLERK)).user)

    filing.pass_to_head(application, by=office.clerk, now=NOW)

    assert set(Notice.objects.values_list("person", flat=True)) == {
        office.head.user.pk,
        aide.user.pk,
    }


def test_the_holder_reads_afterwards_what_was_done_once(office):
    application = filed.draft(office)
    stand_in(office, office.clerk.user)
    filed.file(application, today(office.clerk.user))
    entry = Entry.objects.get(action="approvals.submit")
    effects = [found.effect for found in work.work_of(office.head).mine]
    assert "後閲する（あなたの代わりに行われたこと）" in effects

    services.review([entry.seq], by=office.clerk, now=NOW)
    done = [services.review([entry.seq], by=office.head, now=NOW) for _ in range(2)]

    assert done == [1, 0]
    assert AfterReview.objects.get().read_by == office.head.user
    assert Entry.objects.about(application).filter(action="staff.after_review").count() == 1
    assert work.office.to_review_afterwards(office.head).tasks == ()


@pytest.mark.integrity
def test_the_database_holds_the_rules_of_standing_in(office):
    deputy = stand_in(office, office.clerk.user)
    chair = factories.actor(Post.CHAIR)
    period = {"starts_on": TODAY, "ends_on": TODAY, "reason": "x", "entered_by": chair.user}
    another_day = LAST_DAY + timedelta(days=1)

    for step in (
        lambda: Deputy.objects.create(
            appointment=office.head.own[0], user=office.head.user, **period
        ),
        lambda: Deputy.objects.create(appointment=chair.own[0], user=office.head.user, **period),
        lambda: Deputy.objects.filter(pk=deputy.pk).update(ends_on=another_day),
        lambda: Deputy.objects.filter(pk=deputy.pk).update(user=office.head.user),
        lambda: AfterReview.objects.create(
            entry=Entry.objects.first(), read_by=office.clerk.user, read_at=NOW
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            step()


def test_the_screen_keeps_what_was_typed_and_says_what_is_wrong(client, office, time_machine):
    time_machine.move_to(f"{TODAY}T10:00:00+09:00", tick=False)
    client.force_login(office.head.user)
    typed = {
        "appointment": office.head.own[0].pk,
        "user": office.clerk.user.pk,
        "starts_on": TODAY,
        "ends_on": TODAY - timedelta(days=3),
        "reason": "夏季休暇のため",
        "submission_id": "9d8a9a3e-5a7f-4b6e-9d62-0d6f9f9d9f10",
    }

    page = client.post(reverse("staff:deputy-add"), typed)

    assert "夏季休暇のため" in page.content.decode()
    assert "最後の日は、はじまる日より後にしてください。" in page.content.decode()
    done = client.post(reverse("staff:deputy-add"), typed | {"ends_on": LAST_DAY})
    assert done.url == reverse("staff:deputy-list")
    assert "夏季休暇のため" in client.get(done.url).content.decode()


def test_nobody_reads_the_deputies_of_others(client, office, library):
    deputy = stand_in(office, office.clerk.user)
    client.force_login(library.head.user)

    assert client.post(reverse("staff:deputy-end", args=[deputy.pk])).status_code == 404
    assert "安心安全課所属長" not in client.get(reverse("staff:deputy-list")).content.decode()


def test_who_stands_in_for_the_applicants_head_is_excluded_from_its_vote(office):
    """4(2)ウ: the own-section conflict counts both persons."""
    from approvals.committee import with_own_interest
    from tests.approvals import rows

    sitting = rows.committee()
    stand_in(office, sitting.members[0].user)
    case = rows.application(office.department)
    item = rows.open_meeting(sitting, case).items.get()

    assert sitting.members[0].user.pk in with_own_interest(item)
    assert Application.objects.in_review().count() == 1
