"""差戻し to the step before: committee → form check, head → clerk. What was filed stays filed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals.models import Application, StepBack
from approvals.services import decisions, filing, stepping_back
from approvals.services.refusals import Refused
from approvals.status import ApplicationStatus, ItemStatus
from approvals.waiting import waiting_for
from komae_sns.audit.models import Entry
from komae_sns.home import work
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import filed, rows
from tests.approvals.rows import NOW
from tests.trust.world import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(2)イ")]
WHY = "費用の欄と委託の欄が合わない"


@pytest.fixture
def sitting():
    return rows.committee()


@pytest.fixture
def office():
    return filed.section()


def mine(actor):
    return {found.effect: [task.why for task in found.tasks] for found in work.work_of(actor).mine}


def frozen(application):
    filed_round = application.rounds.get()
    version = application.policy.versions.get()
    return filed_round.snapshot, filed_round.accepted_at, version.is_filed, application.answers


@pytest.mark.clause("4(2)ウ")
def test_the_chair_ends_the_item_and_the_secretariat_accepts_the_same_round_again(sitting, office):
    application = filed.accepted(office, sitting.secretariat)
    before = frozen(application)
    item = rows.voting(sitting, application)

    decisions.send_item_to_check(item, reason=WHY, by=sitting.chair, now=NOW)

    application, item = filed.reread(application), rows.reread(item)
    assert application.status == ApplicationStatus.SUBMITTED
    assert (item.status, item.closed_by) == (ItemStatus.RETURNED, sitting.chair.user)
    assert waiting_for(application).who == "事務局"
    told = Notice.objects.get(kind="application_back_at_check")
    assert (told.person, WHY in told.body) == (sitting.secretariat.user, True)
    assert "委員会から受付に戻りました" in mine(sitting.secretariat)["受け付けるか、差し戻す"][0]
    filing.accept(application, by=sitting.secretariat, now=NOW + timedelta(hours=1))
    application = filed.reread(application)
    assert frozen(application) == before
    assert Application.objects.not_on_an_agenda().get() == application
    assert rows.voting(sitting, application).round.number == 1


def test_from_the_form_check_it_may_go_back_to_the_applicant(sitting, office):
    application = filed.accepted(office, sitting.secretariat)
    stepping_back.send_back_to_check(application, reason=WHY, by=sitting.secretariat, now=NOW)

    filing.return_to_applicant(
        application, remarks={"cost": "内訳"}, answer="", by=sitting.secretariat, now=NOW
    )

    application = filed.reread(application)
    assert application.status == ApplicationStatus.RETURNED
    assert application.policy.versions.get().is_editable
    assert StepBack.objects.standing_on(application) is None


def test_the_secretariat_takes_it_off_an_agenda_but_not_out_of_a_vote(sitting, office):
    waiting, voting = (rows.application(office.department, address=f"@komae_{n}") for n in range(2))
    item = rows.meeting(sitting, waiting).items.get()
    rows.voting(sitting, voting)

    stepping_back.send_back_to_check(waiting, reason=WHY, by=sitting.secretariat, now=NOW)
    with pytest.raises(Refused, match="採決中"):
        stepping_back.send_back_to_check(voting, reason=WHY, by=sitting.secretariat, now=NOW)

    assert rows.reread(item).status == ItemStatus.REMOVED
    assert filed.reread(voting).status == ApplicationStatus.IN_REVIEW


def test_what_the_votes_have_settled_does_not_go_back(sitting):
    item = rows.voted(sitting, *[rows.APPROVE] * 5)

    with pytest.raises(Refused, match="結果のとおりに"):
        decisions.send_item_to_check(item, reason=WHY, by=sitting.chair, now=NOW)


def test_of_two_steps_at_once_the_second_is_told(sitting, office):
    application = rows.application(office.department)
    by = sitting.secretariat
    stepping_back.send_back_to_check(application, reason=WHY, by=by, now=NOW)

    with pytest.raises(WrongStatus):
        stepping_back.send_back_to_check(application, reason=WHY, by=by, now=NOW)
    assert StepBack.objects.count() == 1


def test_who_may_send_back_and_not_without_a_reason(sitting, office):
    application = rows.application(office.department)
    item = rows.open_meeting(sitting, application).items.get()
    own = factories.appoint(sitting.secretariat.user, Post.CLERK, office.department)

    for stranger in (sitting.members[0], sitting.vice_chair, office.head):
        with pytest.raises(PermissionDenied):
            decisions.send_item_to_check(item, reason=WHY, by=stranger, now=NOW)
    for stranger in (sitting.chair, office.head, filed.as_actor(own.user)):
        with pytest.raises(PermissionDenied, match="受付に戻すのは事務局"):
            stepping_back.send_back_to_check(application, reason=WHY, by=stranger, now=NOW)
    with pytest.raises(Refused, match="理由"):
        decisions.send_item_to_check(item, reason="　", by=sitting.chair, now=NOW)


def test_once_accepted_the_head_cannot_pull_it_back_but_may_withdraw(client, sitting, office):
    application = filed.accepted(office, sitting.secretariat)
    stepping_back.send_back_to_check(application, reason=WHY, by=sitting.secretariat, now=NOW)
    client.force_login(office.head.user)

    page = client.get(application.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="一度受け付けた"):
        filing.pull_back(application, by=office.head, now=NOW)

    assert WHY in page
    assert reverse("approvals:application-pull-back", args=[application.pk]) not in page
    filing.withdraw(application, reason="やめる", by=office.head, now=NOW)


@pytest.mark.integrity
def test_the_database_holds_the_way_back(sitting, office):
    application = filed.accepted(office, sitting.secretariat)
    same = Application.objects.filter(pk=application.pk)
    rows.meeting(sitting, application)
    with pytest.raises(IntegrityError, match="議題のまま"), transaction.atomic():
        same.update(status="SUBMITTED")
    stepping_back.send_back_to_check(application, reason=WHY, by=sitting.secretariat, now=NOW)

    for step in (
        lambda: same.update(status="DRAFT"),
        lambda: same.update(answers={}),
        lambda: application.rounds.update(snapshot={}),
        lambda: application.rounds.update(accepted_at=None),
        lambda: StepBack.objects.update(reason="別の理由"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            step()


def test_the_head_gives_the_draft_back_and_the_clerk_reads_why(client, office):
    application = filed.draft(office)
    filing.pass_to_head(application, by=office.clerk, now=NOW)
    assert "課長から戻された下書きを直して、もう一度回す" not in mine(office.clerk)

    stepping_back.give_back(application, remark="費用の内訳を", by=office.head, now=NOW)

    application = filed.reread(application)
    assert (application.status, application.passed_to_head_at) == ("DRAFT", None)
    told = Notice.objects.get(kind="draft_given_back")
    assert (told.person, "費用の内訳を" in told.body) == (office.clerk.user, True)
    assert list(mine(office.clerk)) == ["課長から戻された下書きを直して、もう一度回す"]
    client.force_login(office.clerk.user)
    for url in (application.get_absolute_url(), f"/approvals/{application.pk}/steps/existing/"):
        assert "費用の内訳を" in client.get(url).content.decode()


def test_the_remark_goes_when_the_draft_is_passed_up_or_filed(office):
    application = filed.draft(office)
    filing.pass_to_head(application, by=office.clerk, now=NOW)
    stepping_back.give_back(application, remark="内訳を", by=office.head, now=NOW)

    filing.pass_to_head(application, by=office.clerk, now=NOW)
    assert StepBack.objects.standing_on(filed.reread(application)) is None
    filed.file(application, office.head)
    filing.pull_back(application, by=office.head, now=NOW)

    application = filed.reread(application)
    assert StepBack.objects.standing_on(application) is None
    assert list(mine(office.clerk)) == ["下書きを書き上げる"]


def test_nothing_is_given_back_twice_or_without_a_word(office):
    application = filed.draft(office)

    with pytest.raises(Refused, match="担当者の手もと"):
        stepping_back.give_back(application, remark="内訳を", by=office.head, now=NOW)
    filing.pass_to_head(application, by=office.clerk, now=NOW)
    with pytest.raises(Refused, match="直してほしいところ"):
        stepping_back.give_back(application, remark=" ", by=office.head, now=NOW)
    with pytest.raises(PermissionDenied, match="その課の長だけ"):
        stepping_back.give_back(application, remark="内訳を", by=office.clerk, now=NOW)
    filed.file(application, office.head)
    with pytest.raises(WrongStatus):
        stepping_back.give_back(application, remark="内訳を", by=office.head, now=NOW)


def test_what_a_head_writes_to_the_clerk_stays_in_the_section(client, sitting, office):
    """A case that came back is still read by the committee."""
    application = filed.accepted(office, sitting.secretariat)
    filing.return_to_applicant(
        application, remarks={"cost": "内訳"}, answer="", by=sitting.secretariat, now=NOW
    )
    filing.pass_to_head(application, by=office.clerk, now=NOW)
    stepping_back.give_back(application, remark="課の中の話", by=office.head, now=NOW)
    client.force_login(sitting.chair.user)

    page = client.get(application.get_absolute_url())

    assert page.status_code == 200
    assert "課の中の話" not in page.content.decode()
    assert Entry.objects.filter(action="approvals.give_back").count() == 1


def test_pulling_back_and_withdrawing_say_first_what_they_do(client, office):
    application = filed.submitted(office)
    client.force_login(office.head.user)
    pull_back, withdraw = (
        reverse(f"approvals:application-{step}", args=[application.pk])
        for step in ("pull-back", "withdraw")
    )

    page = client.get(pull_back).content.decode()
    assert "申請は「起案中」に戻り" in page
    assert application.policy.title in client.get(withdraw).content.decode()
    assert filed.reread(application).status == ApplicationStatus.SUBMITTED
    client.post(pull_back)

    assert filed.reread(application).status == ApplicationStatus.DRAFT
    assert client.get(pull_back).status_code == 409


def test_a_word_that_is_missing_is_told_at_its_field(client, sitting, office, time_machine):
    time_machine.move_to(NOW, tick=False)
    sitting.chair.user.set_password(PASSWORD)
    sitting.chair.user.save(update_fields=["password"])
    item = rows.voting(sitting)
    client.force_login(sitting.chair.user)
    url = reverse("approvals:item-to-check", args=[item.meeting_id, item.pk])

    page = client.post(url, {"reason": WHY, "password": "ちがう"})
    assert "password" in page.context["form"].errors
    assert WHY in page.content.decode()
    client.post(url, {"reason": WHY, "password": PASSWORD})

    assert rows.reread(item).status == ItemStatus.RETURNED
