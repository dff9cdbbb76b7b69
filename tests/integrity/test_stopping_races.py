"""4(5)ウ・エ: 停止, 取りやめ and withdrawn notices at the same moment: one of them wins, whole."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import Suspension
from accounts.services import suspensions
from accounts.status import AccountStatus, SuspensionStatus
from komae_sns.audit.models import Entry
from komae_sns.lives import WrongStatus
from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from tests import factories
from tests.accounts.suspended import STOP_ON, announced, at, fresh, on, stop
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integrity]
DECIDED = ("accounts.stop", "accounts.cancel_suspension")


@pytest.fixture
def head():
    section = factories.department("安心安全課")
    post = factories.appoint(factories.person("佐藤一郎"), Post.HEAD, section)
    return actor_of(post.user, TODAY)


@pytest.fixture
def made(head):
    account = factories.account(department=head.appointments[0].department)
    return announced(account, head, factories.actor(Post.SECRETARIAT))


def at_once(*steps):
    start = Barrier(len(steps))

    def take(step):
        start.wait()
        try:
            step()
        except (WrongStatus, ValidationError):
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(take, steps))


@pytest.mark.clause("4(5)エ")
def test_stopped_and_called_off_at_once(made, head):
    by = on(head, STOP_ON)

    answers = at_once(
        *[lambda: stop(made, head)] * 2,
        *[lambda: suspensions.cancel(made, because="続ける", by=by, now=at(STOP_ON))] * 2,
    )

    assert answers.count("done") == 1
    ended = fresh(made)
    pair = (ended.status, ended.account.status)
    assert pair in {
        (SuspensionStatus.DONE, AccountStatus.SUSPENDED),
        (SuspensionStatus.CANCELLED, AccountStatus.RUNNING),
    }
    assert Entry.objects.filter(action__in=DECIDED).count() == 1
    assert ended.account.status_checks.count() == int(ended.is_done)


@pytest.mark.clause("4(5)ウ")
def test_stopped_while_its_only_notice_is_withdrawn(made, head):
    first = made.notices.get(kind="ACCOUNT")
    by = on(head, STOP_ON)

    at_once(
        lambda: stop(made, head),
        lambda: suspensions.withdraw_notice(first, because="取り違え", by=by, now=NOW),
    )

    ended = fresh(made)
    first.refresh_from_db()
    assert ended.is_done is not first.is_withdrawn
    assert (ended.announced_on is None) == first.is_withdrawn


@pytest.mark.clause("4(5)イ")
def test_begun_by_the_head_and_by_a_review_at_once(head):
    account = factories.account(department=head.appointments[0].department)
    office = factories.actor(Post.SECRETARIAT)

    at_once(
        *[lambda: suspensions.begin(account, reason="足りる", by=head, now=NOW)] * 2,
        lambda: suspensions.begin_after_review(account, reason="集約", by=office, now=NOW),
    )

    assert Suspension.objects.count() == 1
    assert Entry.objects.filter(action="accounts.begin_suspension").count() == 1
