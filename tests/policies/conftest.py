from datetime import UTC, datetime

import pytest

from komae_sns.staff.models import Department
from komae_sns.staff.posts import Post
from policies import services
from policies.records import record_of
from tests import factories

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@pytest.fixture
def section(db):
    division = factories.division("企画財政部")
    return factories.department("秘書広報室", kind=Department.Kind.OFFICE, parent=division)


@pytest.fixture
def head(section):
    return factories.actor(Post.HEAD, section, "室長太郎")


@pytest.fixture
def clerk(section):
    return factories.actor(Post.CLERK, section, "担当花子")


@pytest.fixture
def policy(section, clerk):
    """A complete draft: every blank of the sample is filled."""
    record = record_of(
        section, factories.service(), handle="komae_koho", email="koho@city.komae.lg.jp"
    )
    return services.start_policy(section, record, by=clerk)


@pytest.fixture
def draft(policy):
    return policy.versions.get()


@pytest.fixture
def account(policy, section):
    """In preparation, granted and covered by the policy."""
    account = factories.account(status="PREPARING", department=section)
    policy.accounts.add(account)
    return account


@pytest.fixture
def in_force(draft, account, head):
    return services.put_in_force(draft, enacted_on=head.today, by=head, now=NOW)
