"""A draft is never lost: saved half filled, by several people, on several machines."""

import pytest
from django.core.exceptions import PermissionDenied

from approvals.services import drafting, filing
from komae_sns.lives import WrongStatus
from tests.approvals import filed
from tests.approvals.rows import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return filed.section()


@pytest.fixture
def application(office):
    return filing.start(office.department, by=office.clerk, now=NOW)


def test_two_people_write_different_fields_at_the_same_time(office, application):
    drafting.save_answers(application, {"purpose": "課長が書いた"}, seen=0, by=office.head)
    saved = drafting.save_answers(application, {"topics": "担当が書いた"}, seen=0, by=office.clerk)

    application.refresh_from_db()
    assert saved.clashes == ()
    assert application.answers["purpose"] == "課長が書いた"
    assert application.answers["topics"] == "担当が書いた"


def test_the_second_writer_of_one_field_is_shown_both_texts(office, application):
    drafting.save_answers(application, {"purpose": "課長が書いた"}, seen=0, by=office.head)

    saved = drafting.save_answers(application, {"purpose": "担当が書いた"}, seen=0, by=office.clerk)

    application.refresh_from_db()
    (clash,) = saved.clashes
    assert (clash.theirs, clash.mine) == ("課長が書いた", "担当が書いた")
    assert application.answers["purpose"] == "課長が書いた"


def test_saving_the_same_again_is_no_clash_and_no_edit(office, application):
    drafting.save_answers(application, {"purpose": "同じ"}, seen=0, by=office.head)

    saved = drafting.save_answers(application, {"purpose": "同じ"}, seen=0, by=office.clerk)

    assert (saved.edit_number, saved.clashes) == (1, ())


def test_another_section_cannot_write(application):
    with pytest.raises(PermissionDenied):
        drafting.save_answers(
            application, {"purpose": "x"}, seen=0, by=filed.section("図書館").head
        )


def test_nobody_writes_while_it_is_with_the_secretariat(office):
    application = filed.submitted(office)

    with pytest.raises(WrongStatus):
        drafting.save_answers(application, {"purpose": "x"}, seen=99, by=office.clerk)


def test_the_policy_begins_as_the_sample_and_follows_the_account(office):
    application = filed.draft(office)
    version = application.policy.versions.get()
    assert version.title == "狛江市安心安全課Xアカウント運用ポリシー"

    drafting.save_answers(
        application, {"registered_email": "bousai@city.komae.lg.jp"}, seen=99, by=office.clerk
    )
    drafting.prepare_policy(filed.reread(application), by=office.clerk)

    version.refresh_from_db()
    assert "bousai@city.komae.lg.jp" in str(version.articles)
    assert "anzen@city.komae.lg.jp" not in str(version.articles)


def test_a_title_that_is_being_rewritten_is_not_shown_to_others(office):
    secretariat = filed.secretariat()
    application = filed.accepted(office, secretariat, title="もとの件名")
    filing.return_to_applicant(
        application, remarks={"title": "短く"}, answer="", by=secretariat, now=NOW
    )

    drafting.save_answers(application, {"title": "新しい件名"}, seen=99, by=office.clerk)
    assert filed.reread(application).title == "もとの件名"

    filed.file(application, office.head)
    assert filed.reread(application).title == "新しい件名"


def test_the_same_page_writes_its_field_again_and_another_tab_does_not(office, application):
    mine, other = {"page": "a", "by": office.clerk}, {"page": "b", "by": office.clerk}
    drafting.save_answers(application, {"purpose": "はじめ"}, seen=0, **mine)

    again = drafting.save_answers(application, {"purpose": "つづき"}, seen=0, **mine)
    late = drafting.save_answers(application, {"purpose": "別の画面"}, seen=0, **other)

    application.refresh_from_db()
    assert (again.clashes, application.answers["purpose"]) == ((), "つづき")
    assert [clash.theirs for clash in late.clashes] == ["つづき"]
