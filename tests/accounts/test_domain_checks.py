"""4(5)エ: a name of the city's is watched as long as somebody could pass for the city with it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import DomainCheck, RelatedDomain, StatusAlarm
from accounts.services.domains import add_domain, check_domain, renew_domain
from accounts.standing import domain_standing
from komae_sns.home.work.incidents import for_the_ciso
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)エ")]


@pytest.fixture
def domain(section, head_post, secretariat):
    """Of an account that is stopped."""
    account = factories.account(status="SUSPENDED", department=section, manager=head_post)
    facts = {"purpose": "花火大会", "kept_by": "秘書広報室", "expires_on": None}
    return add_domain(account, "komae-hanabi.jp", by=secretariat, **facts)


def check(domain, by, **said):
    fine = dict.fromkeys(("is_ours", "leads_right", "certificate_is_good"), "YES")
    return check_domain(domain, **({"checked_on": TODAY} | fine | said), by=by, now=NOW)


def renew(domain, by, day, note=""):
    facts = {"new_expires_on": day, "renewed_on": TODAY, "note": note}
    return renew_domain(RelatedDomain.objects.get(pk=domain.pk), **facts, by=by)


def test_a_date_typed_wrongly_is_put_right_and_both_stay_to_be_read(domain, clerk):
    renew(domain, clerk, date(2036, 3, 31))

    with pytest.raises(ValidationError) as refused:
        renew(domain, clerk, date(2027, 3, 31))
    renew(domain, clerk, date(2027, 3, 31), note="年を取り違えた")

    assert list(refused.value.message_dict) == ["note"]
    assert RelatedDomain.objects.get().expires_on == date(2027, 3, 31)
    days = [renewal.new_expires_on.year for renewal in domain.renewals.all()]
    assert days == [2027, 2036]


def test_no_registry_gives_a_name_for_longer_than_ten_years(domain, clerk):
    facts = {"purpose": "催し", "kept_by": "課", "expires_on": date(2062, 3, 31)}

    with pytest.raises(ValidationError) as renewed:
        renew(domain, clerk, date(2062, 3, 31))
    with pytest.raises(ValidationError) as added:
        add_domain(domain.account, "komae-matsuri.jp", by=clerk, **facts)

    assert list(renewed.value.message_dict) == ["new_expires_on"]
    assert list(added.value.message_dict) == ["expires_on"]


@pytest.mark.integrity
@pytest.mark.parametrize("day", ["'2035-01-01'", "NULL"])
def test_no_expiry_moves_without_its_renewal(domain, clerk, day):
    renew(domain, clerk, date(2027, 3, 31))

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_relateddomain SET expires_on = {day}")


@pytest.mark.parametrize(
    ("said", "raises"),
    [
        ({}, False),
        ({"certificate_is_good": "NO", "note": "期限切れ"}, False),
        ({"is_ours": "UNKNOWN", "note": "管理画面に入れない"}, False),
        ({"is_ours": "NO", "note": "ほかの会社の名義"}, True),
        ({"leads_right": "NO", "note": "広告のページ"}, True),
    ],
)
def test_a_name_in_other_hands_goes_to_the_ciso(domain, clerk, said, raises):
    ciso = factories.actor(Post.CISO, name="統括責子")

    check(domain, clerk, **said)

    assert StatusAlarm.objects.exists() == raises
    assert len(for_the_ciso(ciso).tasks) == raises


@pytest.mark.parametrize(
    ("said", "field"),
    [({"is_ours": "NO"}, "note"), ({"checked_on": TODAY + timedelta(days=1)}, "checked_on")],
)
def test_what_is_missing_is_said_at_its_field(domain, clerk, said, field):
    with pytest.raises(ValidationError) as refused:
        check(domain, clerk, **said)

    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("days", "tone"), [(91, "good"), (90, "attention"), (8, "attention"), (7, "bad"), (-1, "bad")]
)
def test_the_nearer_the_end_the_louder_it_is_shown(domain, days, tone):
    domain.expires_on = TODAY + timedelta(days=days)

    assert domain_standing(domain, TODAY).tone == tone


def test_the_page_records_once_and_shows_who_looked(domain, clerk, log_in):
    address = reverse("accounts:domain-check", args=[domain.account_id, domain.pk])
    typed = {
        "submission_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
        "is_ours": "YES",
        "leads_right": "NO",
        "certificate_is_good": "UNKNOWN",
        "checked_on": TODAY,
    }
    page = log_in(clerk).post(address, typed)
    assert set(page.context["form"].errors) == {"note"}

    for _ in range(2):
        log_in(clerk).post(address, typed | {"note": "広告のページ"})

    assert DomainCheck.objects.count() == StatusAlarm.objects.count() == 1
    followed = log_in(clerk).get(StatusAlarm.objects.get().get_absolute_url(), follow=True)
    assert followed.redirect_chain[0][0].startswith("/incidents/")
    assert "広告のページ" in followed.content.decode()
    assert clerk.user.name in log_in(clerk).get(domain.get_absolute_url()).content.decode()
