"""案を取り下げる: a draft begun by mistake, or of a withdrawn application, is put away and kept."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from approvals.services import filing
from komae_sns.staff.posts import Post
from policies import papers, services
from policies.models import PolicyVersion
from policies.status import VersionStatus
from tests import factories
from tests.approvals import filed
from tests.approvals.rows import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(2)イ")]


def withdraw(version, by):
    services.withdraw_version(version, reason="誤って始めたため", by=by)
    version.refresh_from_db()


def test_a_revision_begun_by_mistake_is_put_away_and_another_may_begin(in_force, clerk):
    policy = in_force.policy
    mistaken = services.new_version(policy, by=clerk)

    withdraw(mistaken, clerk)
    newer = services.new_version(policy, by=clerk)

    assert [(v.number, v.status) for v in policy.versions.order_by("number")] == [
        (1, VersionStatus.IN_FORCE),
        (2, VersionStatus.WITHDRAWN),
        (3, VersionStatus.DRAFT),
    ]
    assert newer.articles == in_force.articles


def test_the_only_draft_put_away_is_taken_up_again_while_its_account_waits(draft, account, clerk):
    withdraw(draft, clerk)

    anew = services.new_version(draft.policy, by=clerk)

    assert (anew.number, anew.articles) == (2, draft.articles)


def test_who_could_read_the_draft_reads_it_still_and_nobody_else(in_force, clerk):
    draft = services.new_version(in_force.policy, by=clerk)
    stranger, auditor = factories.actor(Post.CLERK), factories.actor(Post.AUDITOR)
    secretariat = factories.actor(Post.SECRETARIAT)

    withdraw(draft, clerk)

    readers = [
        PolicyVersion.objects.visible_to(actor).filter(pk=draft.pk).exists()
        for actor in (clerk, secretariat, stranger, auditor)
    ]
    assert readers == [True, True, False, False]
    assert papers.file_name(draft).endswith("_案.pdf")


def test_only_its_section_puts_it_away_with_a_reason(draft, clerk):
    with pytest.raises(PermissionDenied):
        withdraw(draft, factories.actor(Post.CLERK))
    with pytest.raises(services.Refused, match="理由"):
        services.withdraw_version(draft, reason=" ", by=clerk)


def test_what_is_in_force_or_filed_is_not_put_away(in_force, head):
    with pytest.raises(services.Refused, match="施行した"):
        withdraw(in_force, head)
    office = filed.section()
    filed_draft = filed.submitted(office).policy.versions.get()
    with pytest.raises(services.Refused, match="申請に出している"):
        withdraw(filed_draft, office.head)


def test_the_policy_of_an_application_goes_only_with_it():
    office = filed.section()
    application = filed.draft(office)
    draft = application.policy.versions.get()
    with pytest.raises(services.Refused, match="申請「安心安全課公式Xの開設について」"):
        withdraw(draft, office.head)

    filing.withdraw(application, reason="やめる", by=office.head, now=NOW)

    draft.refresh_from_db()
    assert draft.status == VersionStatus.WITHDRAWN


@pytest.mark.integrity
def test_the_database_keeps_what_was_put_away(draft, account, clerk):
    withdraw(draft, clerk)

    for change in ({"status": "DRAFT"}, {"status": "IN_FORCE"}, {"articles": []}, {"title": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PolicyVersion.objects.filter(pk=draft.pk).update(**change)
