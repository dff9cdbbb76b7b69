import pytest

from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import filed


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(factories.NOW, tick=False)


@pytest.fixture
def own():
    """A section with its head and clerk."""
    return filed.section()


@pytest.fixture
def secretariat():
    return factories.actor(Post.SECRETARIAT, name="事務局花子")


@pytest.fixture
def account(own):
    return factories.account("狛江市消防団", department=own.department)
