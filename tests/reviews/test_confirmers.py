"""4(5)ア: nobody confirms their own doing, nor what was done in their name; yet somebody can."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import AnnualReview
from accounts.services import annual_reviews
from komae_sns.home.work import reviews as work
from komae_sns.notices.models import Notice
from komae_sns.staff import services as staff
from komae_sns.staff.actors import actor_of
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals.filed import as_actor
from tests.factories import NOW, TODAY
from tests.reviews import rows
from tests.reviews.rows import STOP, YEAR, opened, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)ア")]


def waiting(actor):
    listed = work.to_confirm(actor)
    return [task.what for task in listed.tasks] if listed else []


@pytest.fixture
def deputed(account, own, secretariat):
    """Submitted by the deputy of the head, who goes to the secretariat the next day."""
    days = {"starts_on": TODAY, "ends_on": TODAY}
    staff.name_deputy(own.head.own[0], own.clerk.user, **days, reason="出張", by=own.head)
    review = submitted(opened(account), by=as_actor(own.clerk.user))
    Appointment.objects.filter(pk=own.head.own[0].pk).update(ends_on=TODAY)
    factories.appoint(own.head.user, Post.SECRETARIAT)
    return review


def test_who_was_deputed_does_not_confirm_what_was_submitted_in_their_name(deputed, own):
    holder = actor_of(own.head.user, TODAY + timedelta(days=1))

    with pytest.raises(PermissionDenied, match="自分の名で出された"):
        rows.confirmed(deputed, by=holder)

    assert waiting(holder) == []
    facts = {"status": "CONFIRMED", "confirmed_at": NOW, "confirmed_by": own.head.user}
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualReview.objects.filter(pk=deputed.pk).update(**facts)


def test_both_names_stand_wherever_the_submitter_does(client, deputed, own, secretariat):
    client.force_login(secretariat.user)
    both = f"{own.head.user.name}（代決　{own.clerk.user.name}）"

    assert both in client.get(deputed.get_absolute_url()).content.decode()
    listed = b"".join(client.get(f"/reviews/{YEAR}/?as=csv").streaming_content)
    assert both in listed.decode("utf-8-sig")


@pytest.fixture
def chair():
    return factories.actor(Post.CHAIR, name="委員長太郎")


def test_where_all_the_secretariat_works_in_the_section_the_chair_confirms(
    account, own, secretariat, chair
):
    factories.appoint(secretariat.user, Post.CLERK, own.department)
    secretariat = actor_of(secretariat.user, TODAY)
    review = submitted(opened(account), by=own.head, **STOP)

    assert (waiting(secretariat), len(waiting(chair))) == ([], 1)
    told = Notice.objects.filter(kind="review_submitted").values_list("person__name", flat=True)
    assert list(told) == ["委員長太郎"]
    with pytest.raises(PermissionDenied):
        rows.confirmed(review, by=secretariat)
    review = rows.confirmed(review, by=chair)
    assert (review.status, review.account.status) == ("CONFIRMED", "STOPPING")


def test_as_long_as_one_of_the_secretariat_is_outside_the_chair_is_not_asked(
    account, own, secretariat, chair
):
    both = factories.actor(Post.SECRETARIAT)
    factories.appoint(both.user, Post.CLERK, own.department)
    review = submitted(opened(account), by=own.head)

    assert (len(waiting(secretariat)), waiting(chair)) == (1, [])
    with pytest.raises(PermissionDenied):
        rows.confirmed(review, by=chair)


def test_a_review_stays_with_the_section_that_answered(client, account, own, secretariat):
    review = submitted(opened(account), by=own.head)
    moved = factories.department("デジタル推進課")
    factories.moved(account, moved)
    own.department.name = "危機管理課"
    own.department.save(update_fields=["name"])
    client.force_login(secretariat.user)

    page = client.get(f"/reviews/{YEAR}/")

    line = page.context["progress"].lines[0]
    assert (line.section, line.department_id) == ("安心安全課", own.department.pk)
    there = client.get(f"/reviews/{YEAR}/?department={own.department.pk}").context["page"].rows
    assert [r.pk for r in there] == [review.pk]
    review = rows.returned(review, "数字で。", by=secretariat)
    assert review.section_full_name == "デジタル推進課"
    annual_reviews.exclude(review, reason="手続中", by=secretariat, now=NOW)
    assert rows.again(review).section_full_name == "デジタル推進課"
