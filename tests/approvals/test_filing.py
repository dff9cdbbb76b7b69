"""Filing 第4号様式: what may be submitted, by whom, and what is kept of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from approvals.models import Application
from approvals.plan_form import Step
from approvals.services import drafting, filing, readiness
from approvals.services.filing import NotReady
from approvals.snapshots import differences
from approvals.status import ApplicationStatus
from approvals.waiting import waiting_for
from komae_sns.audit.models import Entry
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import Post
from policies.models import PolicyVersion
from tests import factories
from tests.approvals import filed
from tests.approvals.rows import NOW
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def missing(application):
    return {(gap.step, gap.field) for gap in readiness.gaps(application, today=TODAY)}


@pytest.mark.clause("4(2)イ")
def test_a_complete_application_reaches_the_secretariat_with_a_number():
    office, secretariat = filed.section(), filed.secretariat()

    application = filed.submitted(office)

    assert application.status == ApplicationStatus.SUBMITTED
    assert str(application.document_number) == "狛総安発第1号"
    assert waiting_for(application).who == "事務局"
    assert Notice.objects.for_person(secretariat.user).unread().count() == 1


@pytest.mark.parametrize(
    ("clause_field", "step"),
    [
        pytest.param("answer_a", Step.EXISTING, marks=pytest.mark.clause("4(2)ア(ア)")),
        pytest.param("answer_b", Step.EXISTING, marks=pytest.mark.clause("4(2)ア(イ)")),
        pytest.param("answer_c", Step.EXISTING, marks=pytest.mark.clause("4(2)ア(ウ)")),
        ("purpose", Step.EXISTING),
        ("tone", Step.FORM),
        ("needs_post_approval", Step.FORM),
        ("manager", Step.ACCOUNT),
        ("profile_text", Step.ACCOUNT),
    ],
)
def test_nothing_is_submitted_while_a_required_field_is_blank(clause_field, step):
    blank = "" if clause_field == "manager" else "\u3000\u200b "
    application = filed.draft(filed.section(), **{clause_field: blank})

    assert (step, clause_field) in missing(application)


@pytest.mark.clause("4(2)ア")
def test_the_accounts_considered_are_named_or_it_is_said_why_there_are_none():
    office = filed.section()
    application = filed.draft(office, considered=[])

    assert (Step.EXISTING, "considered") in missing(application)
    application.answers["considered_none"] = "災害の情報を出しているアカウントがない。"
    assert (Step.EXISTING, "considered") not in missing(application)


def test_fields_that_depend_on_another_are_asked_only_then():
    application = filed.draft(filed.section(), personal_data="有", outsourced="無")

    assert missing(application) == {(Step.FORM, "personal_data_handling")}


def test_a_text_that_is_too_long_is_kept_in_the_draft_and_not_filed():
    application = filed.draft(filed.section(), cost="円" * 201)

    assert missing(application) == {(Step.FORM, "cost")}


@pytest.mark.clause("見本第4条")
@pytest.mark.parametrize("mail", ["anzen@gmail.com", "anzen@city.komae.lg.jp.example.com"])
def test_the_registered_mail_must_be_the_citys(mail):
    application = filed.draft(filed.section(), registered_email=mail)

    assert missing(application) == {(Step.ACCOUNT, "registered_email")}


@pytest.mark.clause("4(3)ア")
def test_the_profile_must_name_the_operator():
    application = filed.draft(filed.section(), profile_text="災害と避難の情報をお知らせします。")

    assert missing(application) == {(Step.ACCOUNT, "profile_text")}


def test_an_account_that_is_registered_already_is_refused_by_name():
    factories.account("狛江市防災", handle="komae_anzen", handle_key="komae_anzen")
    application = filed.draft(filed.section(), address="https://twitter.com/Komae_Anzen?s=20")

    (gap,) = readiness.gaps(application, today=TODAY)

    assert gap.field == "address"
    assert "狛江市防災" in gap.sentence


def test_a_character_that_cannot_be_printed_is_told_before_filing():
    application = filed.draft(filed.section(), display_name="狛江市安心安全課🚨")

    assert missing(application) == {(Step.ACCOUNT, "display_name")}


def test_a_manager_who_has_left_is_refused():
    office = filed.section()
    left = factories.appoint(
        factories.person("前の課長"),
        Post.HEAD,
        office.department,
        ends_on=TODAY - timedelta(days=1),
    )

    application = filed.draft(office, manager=str(left.pk))

    assert missing(application) == {(Step.ACCOUNT, "manager")}


def test_a_clerk_passes_to_the_head_and_cannot_submit():
    office = filed.section()
    application = filed.draft(office)

    filing.pass_to_head(application, by=office.clerk, now=NOW)

    assert waiting_for(filed.reread(application)).who == "安心安全課の課長"
    assert Notice.objects.for_person(office.head.user).unread().count() == 1
    with pytest.raises(PermissionDenied, match="その課の長だけ"):
        filed.file(application, office.clerk)


def test_the_head_of_another_section_cannot_submit():
    application = filed.draft(filed.section())
    other = filed.section("図書館", "教図")

    with pytest.raises(PermissionDenied):
        filed.file(application, other.head)


def test_an_incomplete_application_is_not_submitted_and_takes_no_number():
    office = filed.section()
    application = filed.draft(office, title="")

    with pytest.raises(NotReady):
        filed.file(application, office.head)

    application = filed.reread(application)
    assert (application.status, application.document_number) == (ApplicationStatus.DRAFT, None)


def test_what_was_filed_is_frozen_with_policy_and_overlap_list():
    factories.account("狛江市防災", purpose="災害と避難所の情報を知らせる")
    application = filed.submitted(filed.section())

    snapshot = application.latest_round.snapshot

    assert snapshot["shown"]["service"] == "X"
    assert snapshot["shown"]["planned_on"] == "令和9年1月15日"
    assert snapshot["policy"]["articles"][0]["caption"] == "（目的）"
    assert snapshot["overlap"][0]["name"] == "狛江市防災（X）"
    assert "避難所" in snapshot["overlap"][0]["shared_words"]
    assert not application.policy.versions.get().is_editable


@pytest.mark.integrity
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE approvals_applicationround SET snapshot = '{}'",
        "DELETE FROM approvals_applicationround",
        "DELETE FROM approvals_application",
        "UPDATE approvals_application SET answers = '{}'",
        "UPDATE approvals_application SET status = 'APPROVED'",
        "UPDATE approvals_application SET status = 'DRAFT2'",
    ],
)
def test_raw_sql_cannot_change_what_was_filed(sql):
    application = filed.submitted(filed.section())

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert filed.reread(application).status == ApplicationStatus.SUBMITTED


def test_a_return_points_at_the_fields_and_the_next_round_shows_what_changed():
    office, secretariat = filed.section(), filed.secretariat()
    application = filed.submitted(office)
    filing.return_to_applicant(
        application, remarks={"cost": "内訳を書いてください"}, answer="", by=secretariat, now=NOW
    )
    application = filed.reread(application)
    assert application.policy.versions.get().is_editable

    filed.drafting.save_answers(
        application, {"cost": "0円（既存の端末を使う）"}, seen=99, by=office.clerk
    )
    filed.file(application, office.head)

    first, second = application.rounds.order_by("number")
    assert [remark.text for remark in first.remarks.all()] == ["内訳を書いてください"]
    (change,) = differences(first.snapshot, second.snapshot)
    assert (change.key, change.old, change.new) == ("cost", "0円", "0円（既存の端末を使う）")
    assert str(filed.reread(application).document_number) == "狛総安発第1号"


def test_the_trail_tells_the_whole_way():
    office, secretariat = filed.section(), filed.secretariat()
    application = filed.submitted(office)
    filing.accept(application, by=secretariat, now=NOW)

    actions = [e.action for e in Entry.objects.about(application).in_order()]

    assert actions == ["approvals.start", "approvals.submit", "approvals.accept"]


def test_a_second_click_finds_that_it_has_moved_on():
    office, secretariat = filed.section(), filed.secretariat()
    application = filed.submitted(office)
    filing.accept(application, by=secretariat, now=NOW)

    with pytest.raises(WrongStatus):
        filing.accept(application, by=secretariat, now=NOW)
    with pytest.raises(WrongStatus):
        filed.file(application, office.head)
    with pytest.raises(WrongStatus):
        filing.pull_back(application, by=office.head, now=NOW)


def test_the_head_pulls_back_before_acceptance_and_writes_on():
    office = filed.section()
    application = filed.submitted(office)

    filing.pull_back(application, by=office.head, now=NOW)

    application = filed.reread(application)
    assert application.status == ApplicationStatus.DRAFT
    assert application.policy.versions.get().is_editable


def test_a_withdrawn_application_stays_readable_and_still():
    office = filed.section()
    application = filed.submitted(office)

    filing.withdraw(application, reason="既存で足りるため", by=office.head, now=NOW)

    application = filed.reread(application)
    assert application.status == ApplicationStatus.WITHDRAWN
    assert Entry.objects.about(application).newest_first()[0].note == "既存で足りるため"
    with pytest.raises(WrongStatus):
        filing.withdraw(application, reason="x", by=office.head, now=NOW)


def test_a_secretary_does_not_accept_what_they_drafted():
    office = filed.section()
    factories.appoint(office.clerk.user, Post.SECRETARIAT)
    application = filed.submitted(office)

    with pytest.raises(PermissionDenied):
        filing.accept(application, by=filed.as_actor(office.clerk.user), now=NOW)


def test_a_head_who_has_moved_to_the_secretariat_does_not_accept_what_they_filed(time_machine):
    office = filed.section()
    application = filed.submitted(office)
    time_machine.move_to(f"{TODAY}T10:00:00+09:00", tick=False)
    Appointment.objects.filter(user=office.head.user).update(
        post=Post.SECRETARIAT, department=filed.section("秘書広報室", "狛企秘").department
    )
    moved = filed.as_actor(office.head.user)

    assert moved.holds(Post.SECRETARIAT)
    with pytest.raises(PermissionDenied):
        filing.accept(application, by=moved, now=NOW)
    with pytest.raises(PermissionDenied):
        filing.return_to_applicant(application, remarks={}, answer="直す", by=moved, now=NOW)


def test_drafts_are_seen_by_their_section_and_the_secretariat_only():
    office = filed.section()
    application = filed.draft(office)
    others = [
        factories.actor(post, factories.department(f"{post}課"))
        for post in (Post.HEAD, Post.CLERK, Post.MEMBER, Post.CHAIR, Post.CISO, Post.AUDITOR)
    ]

    seen_by = [
        actor
        for actor in (office.head, office.clerk, filed.secretariat(), *others)
        if Application.objects.visible_to(actor).filter(pk=application.pk).exists()
    ]

    assert [actor.user.name for actor in seen_by] == ["佐久間 誠", "森田 彩香", "石川 里奈"]


def test_the_committee_reads_what_was_filed_and_not_what_is_being_rewritten(client):
    office, secretariat = filed.section(), filed.secretariat()
    member = factories.actor(Post.MEMBER, name="委員 一郎")
    application = filed.accepted(office, secretariat)
    filing.return_to_applicant(
        application, remarks={"cost": "内訳"}, answer="", by=secretariat, now=NOW
    )
    filed.drafting.save_answers(application, {"cost": "書きかけ"}, seen=99, by=office.clerk)

    def page_for(actor):
        client.force_login(actor.user)
        return client.get(application.get_absolute_url()).content.decode()

    assert "書きかけ" in page_for(office.clerk)
    assert "書きかけ" not in page_for(member)


def _read_by_the_head(client, office, application):
    client.force_login(office.head.user)
    page = client.get(f"/approvals/{application.pk}/steps/confirm/")
    return {"presentation": page.context["presentation"]}


@pytest.mark.clause("4(2)イ")
def test_the_head_submits_only_what_the_head_has_read(client):
    office = filed.section()
    application = filed.draft(office)
    read = _read_by_the_head(client, office, application)
    drafting.save_answers(
        application, {"purpose": "あとから"}, seen=application.edit_number, by=office.clerk
    )

    answer = client.post(f"/approvals/{application.pk}/submit/", read, follow=True)

    assert "もう一度読んでから" in answer.text
    assert not filed.reread(application).rounds.exists()


@pytest.mark.clause("4(2)イ")
def test_the_head_submits_only_the_policy_the_head_has_read(client):
    office = filed.section()
    application = filed.draft(office)
    read = _read_by_the_head(client, office, application)
    PolicyVersion.objects.filter(policy=application.policy).update(edit_number=F("edit_number") + 1)

    client.post(f"/approvals/{application.pk}/submit/", read)
    assert not filed.reread(application).rounds.exists()

    client.post(
        f"/approvals/{application.pk}/submit/", _read_by_the_head(client, office, application)
    )
    assert filed.reread(application).status == ApplicationStatus.SUBMITTED
