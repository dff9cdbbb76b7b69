"""見本第4条, 4(5)エ: two people paste the same address at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import OfficialAccount
from accounts.services import AddressTaken, set_address
from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integrity]
AT_ONCE = 6


@pytest.mark.clause("見本第4条")
def test_one_account_gets_it_and_the_others_are_told_which():
    clerk = factories.actor(Post.SECRETARIAT)
    accounts = [factories.account(f"口座{n}", status="PREPARING") for n in range(AT_ONCE)]
    start = Barrier(AT_ONCE)

    def paste(account):
        start.wait()
        try:
            set_address(account, "https://x.com/KomaeBosai", by=clerk)
            return "taken it"
        except AddressTaken as refused:
            return refused.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(paste, accounts))

    holder = OfficialAccount.objects.get(handle_key="komaebosai")
    assert answers.count("taken it") == 1
    assert sum(f"「{holder}」" in answer for answer in answers) == AT_ONCE - 1
    assert Entry.objects.count() == 1
