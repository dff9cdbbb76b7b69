"""What the database itself refuses, whoever asks (DESIGN 10.3)."""

import pytest
from django.db import IntegrityError, connection, transaction

from policies import services
from policies.models import PolicyVersion
from policies.status import VersionStatus
from tests.policies.conftest import NOW

pytestmark = pytest.mark.integrity


@pytest.mark.parametrize(
    "change",
    [
        {"title": "別の題名"},
        {"articles": []},
        {"record": {}},
        {"enacted_on": None},
        {"in_force_at": None},
        {"number": 9},
        {"status": VersionStatus.DRAFT},
    ],
)
def test_a_version_in_force_cannot_be_altered(in_force, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.filter(pk=in_force.pk).update(**change)


def test_nothing_is_deleted(in_force, policy):
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM policies_policyversion")
    with pytest.raises(IntegrityError), transaction.atomic():
        policy.accounts.clear()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM policies_policy")
    assert PolicyVersion.objects.filter(pk=in_force.pk).exists()


def test_a_version_is_not_born_in_force(policy, clerk):
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(
            policy=policy,
            number=2,
            status=VersionStatus.IN_FORCE,
            title="題名",
            in_force_at=NOW,
            created_by=clerk.user,
        )


def test_two_versions_are_never_in_force_at_once(in_force, policy, head):
    revision = services.new_version(policy, by=head)

    with pytest.raises(IntegrityError), transaction.atomic():
        revision.move_to(VersionStatus.IN_FORCE, in_force_at=NOW, enacted_on=head.today)


def test_what_is_filed_cannot_be_altered_until_it_comes_back(draft, clerk):
    services.lock_for_filing(draft, by=clerk)

    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.filter(pk=draft.pk).update(articles=[])

    services.unlock_after_filing(draft, by=clerk)
    PolicyVersion.objects.filter(pk=draft.pk).update(title="別の題名")
