"""4(3)エ: consents are on file, found by words, and told to nobody who has no part in them."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import Consent, Operator
from accounts.services.consents import record_consent, withdraw_consent
from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(3)エ")]
PERSON = "髙橋はなこさんの合唱"


@pytest.fixture
def running(section, head_post):
    return factories.account("狛江市安心安全課", department=section, manager=head_post)


def consent(account, by, **facts):
    given = {
        "subject": PERSON,
        "giver": "PARENT",
        "scope": "演奏会の写真3枚",
        "given_on": date(2026, 10, 1),
        "evidence": "同意書",
    }
    return record_consent(account, **(given | facts), by=by)


def test_it_is_found_before_posting_whatever_way_the_name_is_written(running, clerk, log_in):
    consent(running, clerk)
    consent(running, clerk, subject="第三小学校の運動会")
    browser = log_in(clerk)

    for address in (
        reverse("accounts:consent-list"),
        reverse("accounts:account-consents", args=[running.pk]),
    ):
        found = browser.get(address, {"q": "高橋 合唱"}).context["rows"]
        assert [each.subject for each, _ in found] == [PERSON]
        assert len(browser.get(address).context["rows"]) == 2
        assert browser.get(address, {"q": "あ" * 101}).context["rows"] == []


def test_it_holds_from_its_day_to_its_last_and_not_after_it_was_taken_back(running, clerk):
    given = consent(running, clerk, ends_on=date(2026, 11, 30))

    assert not given.is_valid_on(date(2026, 9, 30))
    assert given.is_valid_on(date(2026, 11, 30))
    assert not given.is_valid_on(date(2026, 12, 1))
    assert Consent.objects.on(TODAY).get() == given
    withdraw_consent(given, withdrawn_on=TODAY, because="転校", by=clerk)
    assert not Consent.objects.on(TODAY).exists()


def test_the_trail_names_nobody(running, clerk):
    consent(running, clerk)

    assert PERSON not in str(Entry.objects.get(action="accounts.record_consent").as_row())


def test_other_sections_and_other_contractors_read_nothing(running, clerk, log_in):
    consent(running, clerk)
    vendor = factories.actor(Post.CONTRACTOR, name="受託一郎")
    Operator.objects.create(account=running, user=vendor.user, starts_on=TODAY)
    outsiders = [
        factories.actor(Post.HEAD, name="他課長"),
        factories.actor(Post.MEMBER),
        factories.actor(Post.CONTRACTOR, name="受託二郎"),
    ]

    for outsider in outsiders:
        page = log_in(outsider).get(reverse("accounts:consent-list"), {"q": "合唱"})
        assert page.context["rows"] == []
        address = reverse("accounts:account-consents", args=[running.pk])
        assert log_in(outsider).get(address).status_code == 404
    assert Consent.objects.visible_to(vendor).count() == 1
    with pytest.raises(PermissionDenied):
        consent(running, outsiders[0])


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"subject": "　"}, "subject"),
        ({"given_on": date(2026, 11, 23)}, "given_on"),
        ({"ends_on": date(2026, 9, 30)}, "ends_on"),
    ],
)
def test_what_cannot_be_so_is_said_at_its_field(running, clerk, facts, field):
    with pytest.raises(ValidationError) as refused:
        consent(running, clerk, **facts)

    assert list(refused.value.message_dict) == [field]


@pytest.mark.integrity
def test_it_stays_as_given_by_sql_too(running, clerk):
    given = consent(running, clerk)
    withdraw_consent(given, withdrawn_on=TODAY, because="", by=clerk)

    for sql in (
        "DELETE FROM accounts_consent",
        "UPDATE accounts_consent SET scope = 'すべて'",
        "UPDATE accounts_consent SET withdrawn_on = NULL, withdrawn_by_id = NULL",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_taken_back_once(running, clerk):
    given = consent(running, clerk)
    withdraw_consent(given, withdrawn_on=TODAY, because="", by=clerk)

    with pytest.raises(ValidationError, match="もう取り消されています"):
        withdraw_consent(given, withdrawn_on=TODAY, because="", by=clerk)
