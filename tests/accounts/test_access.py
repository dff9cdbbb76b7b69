"""4(3)カ, 見本第4条: what and who gets in can be cut; of a password only that it was changed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import Connection, CredentialChange, Keeper
from accounts.services import access
from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(3)カ")]
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def running(section, head_post):
    return factories.account("狛江市安心安全課", department=section, manager=head_post)


def connect(account, by, **facts):
    given = {"kind": "APP", "name": "予約投稿", "purpose": "新着の投稿", "starts_on": TODAY}
    return access.connect(account, **(given | facts), by=by, now=NOW)


def changed(account, by, **facts):
    given = {
        "changed_on": TODAY,
        "changed_by": by.user,
        "reason": "REGULAR",
        "unlike_others": True,
    }
    return access.record_credential_change(account, **(given | facts), by=by, now=NOW)


def test_an_app_is_cut_once_and_stays_to_be_read(running, clerk):
    app = connect(running, clerk)

    access.cut(app, ends_on=TODAY, by=clerk, now=NOW)
    access.cut(app, ends_on=TODAY, by=clerk, now=NOW)

    row = Connection.objects.get()
    assert (row.ends_on, row.ended_by) == (TODAY, clerk.user)
    assert Entry.objects.about(running).filter(action="accounts.cut").count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "　"}, "name"),
        ({"purpose": ""}, "purpose"),
        ({"starts_on": TOMORROW}, "starts_on"),
    ],
)
def test_what_is_missing_is_said_at_its_field(running, clerk, facts, field):
    with pytest.raises(ValidationError) as refused:
        connect(running, clerk, **facts)

    assert list(refused.value.message_dict) == [field]


@pytest.mark.clause("見本第4条(4)")
def test_a_password_unlike_any_other_is_recorded_and_never_the_password(running, clerk):
    with pytest.raises(ValidationError) as refused:
        changed(running, clerk, unlike_others=False)
    assert list(refused.value.message_dict) == ["unlike_others"]

    changed(running, clerk)

    words = {f.name for f in CredentialChange._meta.concrete_fields}
    assert words == {
        *("id", "account", "changed_on", "changed_by", "reason", "unlike_others"),
        *("recorded_by", "recorded_at"),
    }


@pytest.mark.integrity
@pytest.mark.clause("見本第4条(4)")
def test_the_ledgers_are_not_rewritten_by_sql(running, clerk):
    changed(running, clerk)
    access.cut(connect(running, clerk), ends_on=TODAY, by=clerk, now=NOW)
    facts = {"role": "HOLDER", "starts_on": TODAY}
    access.name_keeper(running, clerk.user, **facts, by=clerk, now=NOW)

    for sql in (
        "UPDATE accounts_credentialchange SET changed_on = '2020-01-01'",
        "DELETE FROM accounts_credentialchange",
        "UPDATE accounts_connection SET name = 'x'",
        "UPDATE accounts_connection SET ends_on = NULL, ended_at = NULL, ended_by_id = NULL",
        "UPDATE accounts_keeper SET role = 'WATCHER'",
        "DELETE FROM accounts_keeper",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_person_holds_a_role_once_at_a_time(running, clerk):
    facts = {"role": "WATCHER", "starts_on": TODAY, "by": clerk, "now": NOW}
    keeper = access.name_keeper(running, clerk.user, **facts)
    with pytest.raises(ValidationError):
        access.name_keeper(running, clerk.user, **facts)

    access.end_keeper(keeper, ends_on=TODAY, by=clerk, now=NOW)
    access.name_keeper(running, clerk.user, **facts)

    assert Keeper.objects.standing().count() == 1


def test_other_sections_neither_keep_nor_see_it(running, clerk, secretariat, log_in):
    connect(running, clerk)
    other = factories.actor(Post.CLERK, name="よその課")
    for by in (other, secretariat):
        with pytest.raises(PermissionDenied):
            connect(running, by)
    address = reverse("accounts:operator-list", args=[running.pk])

    assert "予約投稿" not in log_in(other).get(address).content.decode()
    assert "予約投稿" in log_in(secretariat).get(address).content.decode()


def test_an_account_nobody_watches_says_so(running, clerk, log_in):
    address = reverse("accounts:operator-list", args=[running.pk])
    assert "だれが見るか決まっていません" in log_in(clerk).get(address).content.decode()

    facts = {"role": "WATCHER", "starts_on": TODAY, "by": clerk, "now": NOW}
    access.name_keeper(running, clerk.user, **facts)

    assert "だれが見るか決まっていません" not in log_in(clerk).get(address).content.decode()


def test_the_pages_keep_what_was_typed_and_record_once(running, clerk, log_in):
    address = reverse("accounts:connection-add", args=[running.pk])
    typed = {
        "submission_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
        "kind": "DEVICE",
        "name": "課のタブレット",
        "starts_on": TODAY,
    }
    page = log_in(clerk).post(address, typed)
    assert set(page.context["form"].errors) == {"purpose"}
    assert "課のタブレット" in page.content.decode()

    for _ in range(2):
        assert log_in(clerk).post(address, typed | {"purpose": "広報係"}).status_code == 302
    assert Connection.objects.count() == 1
