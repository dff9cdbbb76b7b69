"""Two windows, one form, the same moment: each click in a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from komae_sns.staff.models import FormSubmission
from tests.trust import world as city
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
def world(transactional_db, in_the_city_of_the_day):
    """Its own, where other connections see it."""
    return city.build()


@pytest.mark.integrity
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("url", AT_THE_SAME_MOMENT)
def test_clicks_at_the_same_moment_make_one(world, url):
    _, path, form, model = ready(world, url)
    before, start = model.objects.count(), Barrier(AT_ONCE, timeout=30)

    def click(_):
        client = client_of(world, url)
        start.wait()
        try:
            return client.post(path, form()).headers.get("Location")
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        places = set(pool.map(click, range(AT_ONCE)))

    assert model.objects.count() == before + 1
    assert len(places) == 1
    assert FormSubmission.objects.count() == 1
