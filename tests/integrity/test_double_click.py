"""Two windows, one form, the same moment: each click in a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from komae_sns.staff.models import FormSubmission
from tests.trust import world as city
from tests.trust.conftest import MORNING
from tests.trust.test_double_submit import client_of, ready

AT_THE_SAME_MOMENT = (
    "accounts:account-register",
    "accounts:domain-renew",
    "approvals:meeting-plan",
    "approvals:waiver-start",
    "intake:account-import",
    "policies:policy-take-over",
)
AT_ONCE = 3


@pytest.fixture
def world(transactional_db, settings, time_machine, tmp_path):
    """Its own, where other connections see it."""
    time_machine.move_to(MORNING, tick=False)
    settings.PAPERS_ROOT = settings.EXPORTS_ROOT = tmp_path
    return city.build()


@pytest.mark.integrity
@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_make_one(world, subtests):
    for url in AT_THE_SAME_MOMENT:
        with subtests.test(url):
            _, path, form, model = ready(world, url)
            clients = [client_of(world, url) for _ in range(AT_ONCE)]
            before, sent = model.objects.count(), FormSubmission.objects.count()

            places = _at_once(clients, path, form)

            assert model.objects.count() == before + 1
            assert len(places) == 1
            assert FormSubmission.objects.count() == sent + 1


def _at_once(
    clients: list[Client], path: str, form: Callable[[], dict[str, object]]
) -> set[str | None]:
    start = Barrier(AT_ONCE, timeout=30)

    def click(client: Client) -> str | None:
        start.wait()
        try:
            return client.post(path, form()).headers.get("Location")
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return set(pool.map(click, clients))
