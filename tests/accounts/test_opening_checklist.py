"""開設準備: what is missing before an account may run."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import checklist
from accounts.models import OpeningCheck
from accounts.services import confirm_check, opening_gaps, withdraw_check
from komae_sns.audit.models import Entry
from komae_sns.city import guideline
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_this_app(monkeypatch):
    monkeypatch.setattr(checklist, "_sources", [])


def confirm(account, key, by, note=""):
    confirm_check(account, key, by=by, now=timezone.now(), note=note)


def withdraw(account, key, by):
    withdraw_check(account, key, by=by, now=timezone.now())


@pytest.fixture
def ready(preparing, clerk):
    for item in checklist.items():
        confirm(preparing, item.key, clerk)
    return preparing


def spoil(account, **facts):
    type(account).objects.filter(pk=account.pk).update(**facts)
    account.refresh_from_db()
    return opening_gaps(account, TODAY)


@pytest.mark.parametrize("item", checklist.items(), ids=lambda item: item.key)
def test_every_item_comes_from_a_clause(item):
    assert guideline.find(item.clause) is not None


def test_an_account_with_everything_lacks_nothing(ready):
    assert opening_gaps(ready, TODAY) == ()


def test_each_item_not_confirmed_is_missing(preparing):
    assert [gap.clause for gap in opening_gaps(preparing, TODAY)] == [
        item.clause for item in checklist.items()
    ]


@pytest.mark.parametrize(
    ("facts", "clause"),
    [
        ({"url": "", "handle": "", "handle_key": ""}, "見本第4条(1)"),
        ({"manager": None}, "4(2)イ"),
        ({"registered_email": ""}, "見本第4条(2)"),
        ({"registered_email": "a@example.com"}, "見本第4条(2)"),
        ({"registered_email": "a@mail.city.komae.lg.jp"}, "見本第4条(2)"),
        ({"tone": "　"}, "4(2)イ"),
        ({"topics": "\u200b"}, "4(2)イ"),
        ({"contractor": "株式会社こまえ広報"}, "4(1)"),
        ({"contractor": "株式会社こまえ広報", "contractor_until": "2026-11-21"}, "4(1)"),
        ({"profile_text": "よろしくおねがいします。"}, "4(2)イ"),
        ({"profile_text": "　"}, "4(2)イ"),
    ],
)
def test_each_lack_is_named_with_its_clause(ready, facts, clause):
    assert {gap.clause for gap in spoil(ready, **facts)} == {clause}


@pytest.mark.clause("4(2)イ")
def test_a_manager_whose_term_is_over_or_has_not_begun_is_none(ready, section):
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    past = factories.appoint(factories.person(), Post.HEAD, section, ends_on=yesterday)
    coming = factories.appoint(factories.person(), Post.HEAD, section, starts_on=tomorrow)

    assert len(spoil(ready, manager=past)) == 1
    assert len(spoil(ready, manager=coming)) == 1


def test_the_last_day_of_a_contract_still_counts(ready):
    assert spoil(ready, contractor="業者", contractor_until=TODAY) == ()


def test_apps_above_add_what_they_miss(ready):
    gap = checklist.Gap("運用ポリシーがありません。", "4(2)イ")

    checklist.register_gaps(lambda account, today: [gap])

    assert opening_gaps(ready, TODAY) == (gap,)


def test_a_confirmation_is_recorded_once_however_often_it_is_sent(preparing, clerk, head):
    confirm(preparing, "watch", clerk, note="夜間は宿直")
    confirm(preparing, "watch", head)

    assert OpeningCheck.objects.get().confirmed_by == clerk.user
    entry = Entry.objects.about(preparing).get()
    assert (entry.label, entry.clause, entry.note) == (
        "開設前の確認をした",
        "4(3)カ",
        "夜間は宿直",
    )


def test_a_withdrawn_confirmation_is_open_again_and_stays_to_be_read(preparing, clerk, head):
    confirm(preparing, "watch", clerk)
    withdraw(preparing, "watch", head)
    confirm(preparing, "watch", head)

    assert [c.withdrawn_by for c in OpeningCheck.objects.order_by("pk")] == [head.user, None]
    assert Entry.objects.about(preparing).count() == 3


def test_withdrawing_nothing_records_nothing(preparing, clerk):
    withdraw(preparing, "watch", clerk)

    assert not Entry.objects.about(preparing).exists()


def test_an_item_that_the_city_does_not_have_is_refused(preparing, clerk):
    with pytest.raises(ValidationError, match="この確認の項目はありません"):
        confirm(preparing, "no_such_item", clerk)


@pytest.mark.parametrize("post", [p for p in Post if p not in {Post.HEAD, Post.CLERK}])
def test_only_the_section_confirms(preparing, section, post):
    with pytest.raises(PermissionDenied, match="運用する課"):
        confirm(preparing, "watch", factories.actor(post, section))


def test_after_opening_the_checklist_is_closed(section, clerk):
    account = factories.account(department=section)

    with pytest.raises(ValidationError, match="もう終わっています"):
        confirm(account, "watch", clerk)
    with pytest.raises(ValidationError, match="もう終わっています"):
        withdraw(account, "watch", clerk)
