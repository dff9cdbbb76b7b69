"""4(5)ア: the three questions, the figures, the verdict; submitted, returned, confirmed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import review_form
from accounts.models import Suspension
from accounts.services import EditedMeanwhile, annual_reviews
from accounts.services.annual_reviews import NotReady
from komae_sns.audit.models import Entry
from komae_sns.city import guideline
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from komae_sns.staff import services as staff
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals.filed import as_actor
from tests.factories import NOW, TODAY
from tests.reviews import rows
from tests.reviews.rows import IMPROVE, STOP, again, answered, opened, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)ア")]


@pytest.fixture
def review(account):
    return opened(account)


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("person__name", flat=True))


def test_the_three_questions_are_those_of_the_guideline():
    questions = [field for field in review_form.fields() if field.question]

    assert [f.question for f in questions] == ["4(2)ア(ア)", "4(2)ア(イ)", "4(2)ア(ウ)"]
    assert all(f.asks == guideline.clause(f.question).text for f in questions)


@pytest.mark.parametrize("missing", ["answer_a", "answer_b", "answer_c", "verdict", "reason"])
def test_nothing_is_submitted_unanswered(review, own, missing):
    answered(review, by=own.clerk, **{missing: " 　"})

    with pytest.raises(NotReady) as refused:
        rows.filed(review, by=own.head)

    assert [gap.key for gap in refused.value.gaps] == [missing]
    assert again(review).round == 0


def test_improving_says_what_and_by_when(review, own):
    answered(review, by=own.clerk, verdict="IMPROVE")

    with pytest.raises(NotReady) as refused:
        rows.filed(review, by=own.head)

    assert [gap.key for gap in refused.value.gaps] == ["improvement", "improve_by"]


def test_the_clerk_writes_and_passes_the_head_submits(review, own, secretariat):
    answered(review, by=own.clerk)
    annual_reviews.pass_to_head(again(review), by=own.clerk, now=NOW)
    with pytest.raises(PermissionDenied):
        rows.filed(again(review), by=own.clerk)

    rows.filed(again(review), by=own.head, similar=[{"id": 1}])

    review = again(review)
    assert (review.status, review.verdict, review.round) == ("SUBMITTED", "CONTINUE", 1)
    assert str(review.document_number)
    snapshot = review.latest_round.snapshot
    assert snapshot["answers"] == rows.ANSWERS
    assert snapshot["shown"][0]["question"].startswith("特定の分野・業務に特化した情報発信が")
    assert snapshot["similar"] == [{"id": 1}]
    assert told("review_passed_to_head") == {own.head.user.name}
    assert told("review_submitted") == {secretariat.user.name}


def test_a_deputy_submits_in_the_heads_name(review, own):
    days = {"starts_on": TODAY, "ends_on": TODAY}
    staff.name_deputy(own.head.own[0], own.clerk.user, **days, reason="出張", by=own.head)
    stand_in = as_actor(own.clerk.user)

    review = submitted(review, by=stand_in)

    filed = review.latest_round
    assert (filed.submitted_by, filed.submitted_for) == (own.clerk.user, own.head.user)
    assert "代決" in filed.snapshot["submitter"]["office_and_name"]


def test_nobody_submits_or_decides_on_another_text_than_they_read(review, own, secretariat):
    read = answered(review, by=own.clerk).presentation
    answered(again(review), by=own.clerk, reason="あとから書きかえた。")
    with pytest.raises(EditedMeanwhile):
        annual_reviews.submit(review, presentation=read, similar=[], by=own.head, now=NOW)
    first = rows.filed(review, by=own.head).presentation
    rows.returned(review, "数字で。", by=secretariat)
    rows.filed(review, by=own.head)

    decided = {"presentation": first, "by": secretariat, "now": NOW}
    with pytest.raises(EditedMeanwhile):
        annual_reviews.confirm(again(review), **decided)
    with pytest.raises(EditedMeanwhile):
        annual_reviews.return_to_section(again(review), reason="数字で。", **decided)

    assert again(review).status == "SUBMITTED"


def test_two_who_write_at_once_lose_nothing(review, own):
    one = annual_reviews.save_answers(review, {"reason": "甲"}, seen=0, by=own.clerk, page="a")
    other = annual_reviews.save_answers(
        review, {"reason": "乙", "answer_a": "丙"}, seen=0, by=own.head, page="b"
    )

    assert one.clashes == ()
    assert [(c.field, c.theirs, c.mine) for c in other.clashes] == [("reason", "甲", "乙")]
    assert again(review).answers == {"reason": "甲", "answer_a": "丙"}


def test_returned_with_its_reason_reworked_and_compared(review, own, secretariat):
    review = submitted(review, by=own.head)
    with pytest.raises(ValidationError):
        rows.returned(review, "　", by=secretariat)
    rows.returned(review, "数字で。", by=secretariat)
    assert told("review_returned") == {own.head.user.name, own.clerk.user.name}

    review = submitted(again(review), by=own.head, reason="登録者が85人増えた。")

    first, second = review.rounds.order_by("number")
    assert (first.returned_because, second.returned_at) == ("数字で。", None)
    entry = Entry.objects.filter(action="accounts.submit_review").order_by("-seq").first()
    assert entry.changes["判定の理由"] == [rows.ANSWERS["reason"], "登録者が85人増えた。"]
    assert review.document_number.number == 1


def test_confirming_ends_it(review, own, secretariat):
    review = submitted(review, by=own.head)

    rows.confirmed(review, by=secretariat)

    review = again(review)
    assert (review.status, review.confirmed_by) == ("CONFIRMED", secretariat.user)
    assert told("review_confirmed") == {own.head.user.name, own.clerk.user.name}
    with pytest.raises(WrongStatus):
        rows.returned(review, "やはり", by=secretariat)
    with pytest.raises(WrongStatus):
        answered(review, by=own.head)


@pytest.mark.parametrize("post", [Post.AUDITOR, Post.CHAIR, Post.CISO, Post.CONTRACTOR])
def test_only_the_secretariat_confirms(review, own, secretariat, post):
    review = submitted(review, by=own.head)

    with pytest.raises(PermissionDenied):
        rows.confirmed(review, by=factories.actor(post))


def test_nobody_confirms_the_review_of_their_own_section(review, own, secretariat):
    factories.appoint(secretariat.user, Post.CLERK, own.department)
    review = submitted(review, by=own.head)

    with pytest.raises(PermissionDenied):
        rows.confirmed(review, by=as_actor(secretariat.user))


@pytest.mark.clause("4(5)イ")
def test_a_verdict_to_stop_begins_the_suspension_when_it_is_confirmed(
    review, account, own, secretariat
):
    review = submitted(review, by=own.head, **STOP)
    account.refresh_from_db()
    assert account.status == "RUNNING"

    rows.confirmed(review, by=secretariat)

    account.refresh_from_db()
    suspension = Suspension.objects.get()
    assert (account.status, suspension.origin) == ("STOPPING", "REVIEW")
    assert suspension.reason == STOP["reason"]


def test_a_verdict_to_stop_what_is_being_stopped_goes_on_with_that(
    review, account, own, secretariat
):
    review = submitted(review, by=own.head, **STOP)
    factories.make_way(account, "STOPPING")
    account.move_to("STOPPING")

    rows.confirmed(review, by=secretariat)

    assert Suspension.objects.get().origin == "HEAD"


def test_what_was_promised_is_asked_about_the_next_year(account, own, secretariat):
    first = submitted(opened(account, 2024), by=own.head, **IMPROVE)
    rows.confirmed(first, by=secretariat)

    second = submitted(opened(account, 2025), by=own.head)

    promised = second.latest_round.snapshot["promised"]
    assert promised == {"year": "令和6年度", "text": "写真を増やす。", "by": "令和9年9月30日"}
