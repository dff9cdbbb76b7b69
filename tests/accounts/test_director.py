"""部長 read of the sections below theirs, and act for none of them (DESIGN 6)."""

import pytest
from django.urls import reverse

from accounts import permissions
from accounts.models import AnnualReview, Suspension
from approvals.models import Application
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.reviews import rows as reviewed

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)ウ")]


@pytest.fixture
def section():
    return factories.department("図書館", parent=factories.division("教育部"))


@pytest.fixture
def director(section):
    return factories.actor(Post.HEAD, section.parent, "部長")


def test_a_director_reads_how_a_stop_stands_and_takes_no_step(section, director, log_in):
    account = factories.account("図書館だより", status="STOPPING", department=section)
    suspension = account.suspensions.get()

    assert Suspension.objects.visible_to(director).get() == suspension
    browser = log_in(director)
    assert browser.get(suspension.get_absolute_url()).status_code == 200
    written = reverse("accounts:suspension-plan", args=[account.pk, suspension.pk])
    assert browser.get(written).status_code == 403
    for may in (
        permissions.can_plan_suspension,
        permissions.can_submit_suspension,
        permissions.can_stop,
        permissions.can_cancel_suspension,
    ):
        assert not may(director, suspension)


def test_a_director_reads_a_review_and_does_not_answer_it(section, director, log_in):
    account = factories.account("図書館だより", department=section)
    review = reviewed.opened(account)

    assert AnnualReview.objects.visible_to(director).get() == review
    assert not permissions.can_answer_review(director, review)
    assert not permissions.can_read_review_draft(director, review)


def test_drafts_stay_with_their_own_section(section, director):
    rows.application(section, status="DRAFT")
    filed = rows.application(section, status="IN_REVIEW")

    assert list(Application.objects.visible_to(director)) == [filed]


def test_what_stands_below_another_division_does_not_exist(section):
    account = factories.account("図書館だより", status="STOPPING", department=section)
    reviewed.opened(factories.account("図書館", department=section))
    rows.application(section, status="IN_REVIEW")
    other = factories.actor(Post.HEAD, factories.division("総務部"), "総務部長")

    assert not Suspension.objects.visible_to(other).exists()
    assert not AnnualReview.objects.visible_to(other).exists()
    assert not Application.objects.visible_to(other).exists()
    assert not permissions.can_read_procedure(other, account)
