"""4(4): a draft is checked, decided on by another, and goes out as it was read."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import Operator
from accounts.services.consents import record_consent
from accounts.services.contacts import ask_contact
from approvals import post_findings
from approvals.models import PostDraft
from approvals.services import posts
from approvals.services.refusals import Refused
from approvals.status import PostStatus
from komae_sns.audit.models import Entry
from komae_sns.lives import WrongStatus
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.staff.actors import actor_of
from komae_sns.staff.models import Deputy
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import filed
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(4)ア")]
NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
TEXT = "まつりを開きます。"
URL = "https://x.com/komae_anzen/status/1234567890"


@pytest.fixture
def office():
    return filed.section()


@pytest.fixture
def account(office):
    return factories.account(
        "狛江市安心安全課",
        department=office.department,
        handle="komae_anzen",
        url="https://x.com/komae_anzen",
    )


def content(text=TEXT, **more):
    given = {"media_note": "", "shows_people": False, "people_agreed": False}
    return {"text": text, "planned_on": None, "planned_time": None} | given | more


def started(account, by, text=TEXT, **more):
    return posts.start(account, content(text, **more), by=by, now=NOW)


def submitted(account, by, text=TEXT, **more):
    draft = started(account, by, text, **more)
    posts.submit(draft, seen=draft.edit_number, open_findings=0, by=by, now=NOW)
    draft.refresh_from_db()
    return draft


def approved(account, office):
    draft = submitted(account, office.clerk)
    posts.approve(draft, seen=draft.edit_number, by=office.head, now=NOW)
    draft.refresh_from_db()
    return draft


def record(draft, by, **more):
    facts = {"seen": draft.edit_number, "posted_at": NOW, "url": URL} | more
    posts.record_posted(draft, **facts, by=by, now=NOW)
    draft.refresh_from_db()


def told(kind):
    return {notice.person for notice in Notice.objects.filter(kind=kind)}


def test_from_the_draft_to_the_recorded_post(account, office):
    draft = submitted(account, office.clerk)
    assert told(Kind.POST_SUBMITTED) == {office.head.user}

    posts.approve(draft, seen=1, comment="よい", by=office.head, now=NOW)
    assert told(Kind.POST_APPROVED) == {office.clerk.user}
    draft.refresh_from_db()
    record(draft, office.clerk)

    assert (draft.status, draft.url, draft.needed_approval) == (PostStatus.POSTED, URL, True)
    actions = [e.action for e in Entry.objects.about(draft).order_by("seq")]
    assert actions == ["approvals.submit_post", "approvals.approve_post", "approvals.record_post"]
    assert Entry.objects.about(account).count() == 3
    assert TEXT not in str(list(Entry.objects.about(draft).values_list("changes", "note")))


def test_where_no_approval_is_needed_the_writer_records_the_post_at_once(account, office):
    type(account).objects.filter(pk=account.pk).update(needs_post_approval=False)
    draft = started(account, office.clerk)

    record(draft, office.clerk)

    assert (draft.status, draft.needed_approval) == (PostStatus.POSTED, False)


def test_where_it_is_needed_nobody_records_a_post_without_it(account, office):
    draft = started(account, office.clerk)

    with pytest.raises(Refused, match="決裁が必要"):
        record(draft, office.clerk)


@pytest.mark.clause("4(2)イ")
def test_nobody_approves_what_they_wrote_not_even_through_a_deputy(account, office):
    draft = submitted(account, office.clerk)
    standing_in = Deputy.objects.create(
        appointment=office.head.appointments[0],
        user=office.clerk.user,
        starts_on=TODAY,
        ends_on=TODAY,
        reason="出張",
        entered_by=office.head.user,
    )
    deputy = actor_of(standing_in.user, TODAY)

    with pytest.raises(PermissionDenied):
        posts.approve(draft, seen=1, by=deputy, now=NOW)
    other = factories.actor(Post.CLERK, office.department, "代理次郎")
    Deputy.objects.create(
        appointment=office.head.appointments[0],
        user=other.user,
        starts_on=TODAY,
        ends_on=TODAY,
        reason="出張",
        entered_by=office.head.user,
    )
    posts.approve(draft, seen=1, by=actor_of(other.user, TODAY), now=NOW)

    draft.refresh_from_db()
    assert draft.decided_for == office.head.appointments[0]
    assert draft.decided_by == other.user
    entry = Entry.objects.about(draft).get(action="approvals.approve_post")
    assert "代理次郎" in entry.actor
    assert "佐久間" in entry.on_behalf_of


def test_what_the_head_wrote_goes_to_the_division_above(office):
    above = factories.division()
    section = factories.department("防災課", parent=above)
    head = factories.actor(Post.HEAD, section, "課長一郎")
    director = factories.actor(Post.HEAD, above, "部長一郎")
    account = factories.account("狛江市防災", department=section)
    draft = submitted(account, head)

    assert told(Kind.POST_SUBMITTED) == {director.user}
    with pytest.raises(PermissionDenied):
        posts.approve(draft, seen=1, by=head, now=NOW)
    assert list(PostDraft.objects.to_decide_by(director)) == [draft]
    assert not PostDraft.objects.to_decide_by(head).exists()
    posts.approve(draft, seen=1, by=director, now=NOW)


def test_a_draft_that_nobody_could_decide_on_is_not_sent(office):
    section = factories.department("無人課")
    clerk = factories.actor(Post.CLERK, section, "担当一郎")
    account = factories.account("狛江市無人", department=section)
    account.manager.ends_on = TODAY - timedelta(days=1)  # the head that the factory appointed
    account.manager.save()
    draft = started(account, clerk)

    with pytest.raises(Refused, match="決裁できる人がいません"):
        posts.submit(draft, seen=1, open_findings=0, by=clerk, now=NOW)


def test_a_return_says_what_to_mend_and_the_mended_text_is_read_again(account, office):
    draft = submitted(account, office.clerk)

    with pytest.raises(Refused, match="どこを直すか"):
        posts.send_back(draft, comment="　", by=office.head, now=NOW)
    posts.send_back(draft, comment="日付を", by=office.head, now=NOW)
    assert told(Kind.POST_RETURNED) == {office.clerk.user}
    posts.change(draft, content("12月5日に開きます。"), seen=1, by=office.clerk, now=NOW)
    posts.submit(draft, seen=2, open_findings=1, by=office.clerk, now=NOW)

    draft.refresh_from_db()
    assert (draft.status, draft.edit_number, draft.approved_edit) == ("WAITING", 2, None)
    with pytest.raises(posts.ChangedMeanwhile):
        posts.approve(draft, seen=1, by=office.head, now=NOW)
    posts.approve(draft, seen=2, by=office.head, now=NOW)


def test_a_changed_text_loses_its_approval(account, office):
    draft = approved(account, office)

    posts.change(draft, content("ちがう文"), seen=1, by=office.clerk, now=NOW)

    draft.refresh_from_db()
    assert (draft.status, draft.approved_edit) == ("DRAFT", None)
    with pytest.raises(Refused):
        record(draft, office.clerk)


def test_what_is_saved_unchanged_keeps_its_approval(account, office):
    draft = approved(account, office)

    posts.change(draft, content(), seen=1, by=office.clerk, now=NOW)

    draft.refresh_from_db()
    assert draft.is_approved


def test_of_two_who_change_one_draft_the_second_reads_first(account, office):
    draft = started(account, office.clerk)
    posts.change(draft, content("一"), seen=1, by=office.head, now=NOW)

    with pytest.raises(posts.ChangedMeanwhile):
        posts.change(draft, content("二"), seen=1, by=office.clerk, now=NOW)


def test_what_waits_is_pulled_back_before_it_is_changed(account, office):
    draft = submitted(account, office.clerk)

    with pytest.raises(Refused, match="引き戻して"):
        posts.change(draft, content("別"), seen=1, by=office.clerk, now=NOW)
    posts.pull_back(draft, by=office.clerk, now=NOW)
    posts.change(draft, content("別"), seen=1, by=office.clerk, now=NOW)

    with pytest.raises(WrongStatus):
        posts.approve(draft, seen=2, by=office.head, now=NOW)


@pytest.mark.clause("見本第5条(2)")
def test_in_an_emergency_the_post_goes_first_and_the_head_reads_it_after(account, office):
    draft = submitted(account, office.clerk)
    facts = {"seen": 1, "posted_at": NOW, "url": URL, "now": NOW}

    with pytest.raises(ValidationError):
        posts.post_first(draft, reason="　", by=office.clerk, **facts)
    posts.post_first(draft, reason="氾濫危険水位", by=office.clerk, **facts)

    draft.refresh_from_db()
    assert told(Kind.POST_WENT_FIRST) == {office.head.user}
    assert list(PostDraft.objects.to_see_by(office.head)) == [draft]
    with pytest.raises(PermissionDenied):
        posts.see(draft, by=office.clerk, now=NOW)
    posts.see(draft, note="了解", by=office.head, now=NOW)
    assert not PostDraft.objects.to_see_by(office.head).exists()
    draft.refresh_from_db()
    with pytest.raises(Refused):
        posts.see(draft, by=office.head, now=NOW)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://www.facebook.com/komae/posts/1", "Xのアドレスではありません"),
        ("https://x.com.evil.jp/komae_anzen/status/1", "Xのアドレスではありません"),
        ("http://x.com/komae_anzen/status/1", "https://"),
        ("https://x.com/other_city/status/1", "このアカウントの投稿ではありません"),
        ("https://x.com/komae_anzen", "アカウントのアドレスです"),
        ("javascript:alert(1)", "https://"),
        ("", "投稿のアドレスを貼るか"),
    ],
)
def test_the_address_is_that_of_a_post_of_this_account(account, office, url, words):
    draft = approved(account, office)

    with pytest.raises(ValidationError, match=words):
        record(draft, office.clerk, url=url)
    record(draft, office.clerk, url="", posted_where="友だち全員への配信")


def test_a_contractor_writes_for_their_accounts_and_sees_no_other(account, office):
    vendor = factories.actor(Post.CONTRACTOR, office.department, "受託一郎")
    theirs = factories.account("狛江市消防団", department=office.department)
    Operator.objects.create(account=theirs, user=vendor.user, starts_on=TODAY)
    other = started(account, office.clerk)
    draft = submitted(theirs, vendor)

    assert list(PostDraft.objects.visible_to(vendor)) == [draft]
    with pytest.raises(PermissionDenied):
        posts.change(other, content("x"), seen=1, by=vendor, now=NOW)
    with pytest.raises(PermissionDenied):
        posts.approve(draft, seen=1, by=vendor, now=NOW)


def test_another_section_sees_no_draft(account, office):
    started(account, office.clerk)
    elsewhere = filed.section("図書館", "図")

    assert not PostDraft.objects.visible_to(elsewhere.head).exists()
    assert not PostDraft.objects.visible_to(factories.actor(Post.CHAIR)).exists()
    assert PostDraft.objects.visible_to(filed.secretariat()).exists()


def test_an_answered_finding_stays_answered_while_its_words_stand(account, office):
    draft = started(account, office.clerk, "給食費は検討中です。090-1234-5678へ。")
    finding = post_findings.of_draft(draft, by=office.clerk).found[0].finding

    with pytest.raises(Refused):
        posts.answer_finding(draft, finding, "　", by=office.clerk, now=NOW)
    posts.answer_finding(draft, finding, "公表ずみ", by=office.clerk, now=NOW)
    posts.change(
        draft,
        content("ほら、給食費は検討中です。090-1234-5678へ。"),
        seen=1,
        by=office.clerk,
        now=NOW,
    )

    draft.refresh_from_db()
    checked = post_findings.of_draft(draft, by=office.head)
    assert (checked.grave, checked.open) == (2, 1)
    assert checked.found[0].answer.reason == "公表ずみ"


@pytest.mark.clause("4(4)イ")
def test_the_same_text_of_an_earlier_post_of_the_account_is_found_and_its_own_is_not(
    account, office
):
    text = "年末のごみの収集は12月30日まで、年始の収集は1月4日からはじまります。"
    draft = approved(account, office)
    posts.change(draft, content(text), seen=1, by=office.clerk, now=NOW)
    again = started(account, office.clerk, text)
    draft.refresh_from_db()

    kinds = [f.finding.kind for f in post_findings.of_draft(again, by=office.clerk).found]

    assert kinds == ["repeat"]
    posts.withdraw(draft, because="", by=office.clerk, now=NOW)
    assert post_findings.of_draft(again, by=office.clerk).found == ()


@pytest.mark.integrity
@pytest.mark.parametrize(
    "change",
    [
        "text = 'ちがう文'",
        "status = 'DRAFT'",
        "url = 'https://x.com/a/status/1'",
        "approved_edit = NULL",
        "account_id = account_id + 1",
    ],
)
def test_what_was_posted_is_frozen_by_every_path(account, office, change):
    draft = approved(account, office)
    record(draft, office.clerk)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE approvals_postdraft SET {change} WHERE id = {draft.pk}")


@pytest.mark.integrity
@pytest.mark.parametrize(
    "change",
    [
        "status = 'APPROVED', approved_edit = 1",  # by nobody
        "status = 'APPROVED', approved_edit = 1, decided_by_id = edited_by_id,"
        " decided_at = edited_at",
        "text = 'ちがう文'",
        "status = 'POSTED', needed_approval = {false}, posted_at = edited_at, url = 'x',"
        " recorded_by_id = edited_by_id, recorded_at = edited_at",
        "approved_edit = 1, decided_by_id = {head}, decided_at = edited_at",
    ],
)
def test_no_path_goes_round_the_approval(account, office, change):
    draft = submitted(account, office.clerk)
    false = "FALSE" if connection.vendor == "postgresql" else "0"
    sql = change.format(head=office.head.user.pk, false=false)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE approvals_postdraft SET {sql} WHERE id = {draft.pk}")
    with pytest.raises(IntegrityError), transaction.atomic():
        PostDraft.objects.filter(pk=draft.pk)._raw_delete("default")


def test_a_paused_account_posts_nothing(account, office):
    draft = approved(account, office)
    factories.pause(account)
    account.move_to("PAUSED")

    with pytest.raises(Refused, match="運用中でない"):
        record(draft, office.clerk)


def test_a_day_that_has_not_come_is_no_day_of_posting(account, office):
    draft = approved(account, office)

    with pytest.raises(ValidationError, match="いまより後"):
        record(draft, office.clerk, posted_at=NOW + timedelta(hours=1))
    assert draft.day_of_posting(date(2026, 11, 22)) == date(2026, 11, 22)
    record(draft, office.clerk)
    assert draft.day_of_posting(date(2027, 4, 1)) == date(2026, 11, 22)  # no day of it is over now


@pytest.mark.clause("4(3)エ")
def test_consents_and_permitted_names_of_the_account_are_known_to_those_who_may_read_them(
    account, office
):
    facts = {"giver": "PERSON", "scope": "名前", "evidence": "同意書", "given_on": TODAY}
    record_consent(account, subject="田中美咲さん", **facts, by=office.clerk)
    facts = {"kind": "REPLY", "body": "PUBLIC", "target": "東京消防庁", "reason": "災害"}
    url = "https://x.com/tokyo_fire_d"
    ask_contact(account, url=url, **facts, by=office.head, now=NOW)
    draft = started(
        account, office.clerk, "@Tokyo_Fire_D と田中美咲さんが訓練をしました。@nobody99"
    )

    def kinds(by):
        return [f.finding.kind for f in post_findings.of_draft(draft, by=by).found]

    assert kinds(office.clerk) == ["consent", "contact"]
    assert kinds(factories.actor(Post.CISO)) == ["name", "contact"]
