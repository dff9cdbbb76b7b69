import pytest

from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY


@pytest.fixture
def section():
    return factories.department("安心安全課", parent=factories.division("総務部"))


@pytest.fixture
def head_post(section):
    return factories.appoint(factories.person("佐藤一郎"), Post.HEAD, section, title="安心安全課長")


@pytest.fixture
def head(head_post):
    return actor_of(head_post.user, TODAY)


@pytest.fixture
def clerk(section):
    return factories.actor(Post.CLERK, section, "担当四郎")


@pytest.fixture
def secretariat():
    return factories.actor(Post.SECRETARIAT, name="事務局花子")


@pytest.fixture
def preparing(section, head_post):
    """With everything but the checklist."""
    return factories.account(
        "狛江市安心安全課",
        status="PREPARING",
        department=section,
        handle="komae_anshin",
        url="https://x.com/komae_anshin",
        manager=head_post,
        purpose="防災情報の発信",
        topics="避難所",
        audience="市民",
        frequency="週に2回",
        tone="です・ます",
        registered_email="anshin@city.komae.lg.jp",
        profile_text="狛江市安心安全課が、防災の情報をお知らせします。",
    )


@pytest.fixture
def log_in(client, time_machine):
    """`log_in(actor)`: the browser of that person, on TODAY."""
    time_machine.move_to(f"{TODAY}T10:00:00+09:00", tick=False)

    def enter(actor):
        client.force_login(actor.user)
        return client

    return enter
