"""4(5)エ and DESIGN 10: what the database itself refuses about accounts, whoever asks."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from accounts.models import (
    AccountChange,
    Acknowledgement,
    AnnualReview,
    BadgeEvent,
    Connection,
    Consent,
    ContentCheck,
    CredentialChange,
    Decision,
    DomainCheck,
    DomainRenewal,
    Figure,
    FormerHandle,
    Handover,
    HandoverTick,
    Keeper,
    LinkCheck,
    OfficialAccount,
    OpeningCheck,
    Operator,
    Pause,
    PermittedContact,
    RelatedDomain,
    ReviewRound,
    ReviewYear,
    SectionMove,
    Service,
    StatusAlarm,
    StatusCheck,
    Suspension,
    SuspensionNotice,
)
from accounts.models.official_account import new_public_key
from accounts.status import STARTS, TRANSITIONS, AccountStatus
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.integrity]

KEPT = [
    AccountChange,
    AnnualReview,
    Acknowledgement,
    BadgeEvent,
    Consent,
    ContentCheck,
    Decision,
    DomainCheck,
    DomainRenewal,
    Figure,
    FormerHandle,
    LinkCheck,
    OfficialAccount,
    OpeningCheck,
    Operator,
    Pause,
    PermittedContact,
    RelatedDomain,
    ReviewRound,
    ReviewYear,
    SectionMove,
    Service,
    Suspension,
    Connection,
    CredentialChange,
    Keeper,
    Handover,
    HandoverTick,
    StatusAlarm,
    SuspensionNotice,
    StatusCheck,
]
TABLE = "accounts_officialaccount"


def refused(sql: str, *values: object) -> bool:
    """Whether the database refuses the statement; nothing of it stays."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            # What is checked at commit is checked here.
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


@pytest.fixture
def account():
    """Nothing hangs on it: no other key protects it."""
    return factories.account()


@pytest.fixture
def used(account):
    """With a row in every table that tells of it."""
    user, then = factories.person(), "2026-11-22T00:00Z"
    OpeningCheck.objects.create(account=account, item="watch", confirmed_by=user, confirmed_at=then)
    Operator.objects.create(account=account, user=user, starts_on=TODAY)
    Acknowledgement.objects.create(
        person=user, acknowledged_on=TODAY, acknowledged_at=then, text_sha256="0" * 64
    )
    ContentCheck.objects.create(
        account=account,
        covers_from=TODAY,
        checked_on=TODAY,
        result=ContentCheck.Result.FINE,
        checked_by=user,
        checked_at=then,
    )
    Figure.objects.create(
        account=account,
        metric="followers",
        month=TODAY.replace(day=1),
        value=1,
        taken_on=TODAY,
        source=Figure.Source.SCREEN,
        recorded_by=user,
        recorded_at=then,
    )
    _fill_the_ledgers(account, user)
    factories.pause(account)
    factories.notice(factories.planned(factories.suspension(account)))
    return account


def _fill_the_ledgers(account, user):
    then = "2026-11-22T00:00Z"
    AccountChange.objects.create(
        account=account,
        field="purpose",
        label="目的",
        decided_as=AccountChange.DecidedAs.HEAD,
        decided_by=user,
        valid_from=TODAY,
    )
    factories.moved(account, factories.department("危機管理課"))
    BadgeEvent.objects.create(
        account=account, badge=account.Badge.APPLIED, happened_on=TODAY, recorded_by=user
    )
    FormerHandle.objects.create(
        account=account, service=account.service, handle="old", ends_on=TODAY, recorded_by=user
    )
    LinkCheck.objects.create(
        account=account,
        page_lists_it=False,
        profile_leads_home=True,
        checked_on=TODAY,
        checked_by=user,
    )
    check = StatusCheck.objects.create(account=account, number=1, due_on=TODAY)
    PermittedContact.objects.create(
        account=account,
        kind="FOLLOW",
        body="PUBLIC",
        target="東京都",
        url="https://x.com/tocho_koho",
        url_key="tocho_koho",
        reason="都の情報",
        status="WAITING",
        asked_by=user,
        asked_at=then,
    )
    _review(account, user)
    _change_hands(account, user)
    StatusAlarm.objects.create(account=account, check_found_by=check, what="異常", raised_at=then)
    Consent.objects.create(
        account=account,
        subject="催しの参加者",
        giver=Consent.Giver.values[0],
        scope="Xへの掲載",
        given_on=TODAY,
        evidence="同意書",
        recorded_by=user,
    )
    domain = RelatedDomain.objects.create(
        account=account,
        ascii_name="komae.example",
        name="komae.example",
        purpose="催し",
        kept_by="秘書広報室",
        registered_by=user,
    )
    DomainCheck.objects.create(
        domain=domain,
        is_ours="YES",
        leads_right="YES",
        certificate_is_good="YES",
        checked_on=TODAY,
        checked_by=user,
        recorded_at=NOW,
    )
    DomainRenewal.objects.create(
        domain=domain, new_expires_on=TODAY, renewed_on=TODAY, renewed_by=user
    )


def _review(account, user):
    days = {"opened_on": TODAY, "due_on": TODAY}
    year = ReviewYear.objects.create(fiscal_year=2026, status="OPEN", **days)
    review = AnnualReview.objects.create(
        year=year,
        account=account,
        status="OPEN",
        first_due_on=TODAY,
        waiting_since=NOW,
        **days,
    )
    ReviewRound.objects.create(
        review=review, number=1, snapshot={}, submitted_by=user, submitted_at=NOW
    )


def _change_hands(account, user):
    facts = {"account": account, "starts_on": TODAY, "added_by": user, "added_at": NOW}
    Connection.objects.create(kind="APP", name="予約投稿", purpose="新着", **facts)
    Keeper.objects.create(role="HOLDER", user=user, **facts)
    CredentialChange.objects.create(
        account=account,
        changed_on=TODAY,
        changed_by=user,
        reason="OTHER",
        unlike_others=True,
        recorded_by=user,
        recorded_at=NOW,
    )
    handover = Handover.objects.create(
        account=account,
        leaver=user,
        appointment=account.manager,
        last_day=TODAY,
        opened_at=NOW,
    )
    HandoverTick.objects.create(handover=handover, item="devices", done_by=user, done_at=NOW)


@pytest.fixture
def row(account):
    """Columns and values of the account, to be written again in other ways."""
    columns = [f.column for f in OfficialAccount._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {TABLE} WHERE id = %s", [account.pk])
        return dict(zip(columns, cursor.fetchone(), strict=True))


def insert(row: dict, verb: str = "INSERT") -> tuple:
    marks = ", ".join(["%s"] * len(row))
    return (f"{verb} INTO {TABLE} ({', '.join(row)}) VALUES ({marks})", *row.values())


@pytest.fixture
def another(row):
    """A row that could be added as it is, so that each test spoils one thing only."""
    fresh = factories.decision()
    return row | {
        "id": row["id"] + 1000,
        "decision_id": fresh.pk,
        "handle": "another",
        "handle_key": "another",
        "url": "https://x.com/another",
        "public_key": new_public_key(),
    }


def test_the_row_that_the_tests_spoil_is_otherwise_taken(another):
    assert not refused(*insert(another))


# -- nothing is deleted


@pytest.mark.clause("4(5)エ")
@pytest.mark.parametrize("model", KEPT)
def test_no_row_is_deleted_by_the_orm(used, model):
    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        model.objects.all().delete()

    assert model.objects.exists()


@pytest.mark.clause("4(5)エ")
@pytest.mark.parametrize("model", KEPT)
def test_no_row_is_deleted_past_the_orm_rules(used, model):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all()._raw_delete(using="default")


@pytest.mark.clause("4(5)エ")
@pytest.mark.parametrize("model", KEPT)
def test_no_row_is_deleted_by_sql(used, model):
    assert refused(f"DELETE FROM {model._meta.db_table}")


@pytest.mark.clause("4(5)エ")
@pytest.mark.parametrize("table", [TABLE, "accounts_decision", "accounts_service", "staff_user"])
def test_no_table_is_emptied(used, table):
    """Also not through a table it hangs on: TRUNCATE … CASCADE fires the same guards."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite には TRUNCATE がありません")
    connection.check_constraints()  # what is pending would refuse the TRUNCATE by itself

    assert refused(f"TRUNCATE {table} CASCADE")


def test_every_key_to_an_account_protects_it():
    """No cascade leads to an account, and none from it takes anything along."""
    related = [r for model in KEPT for r in model._meta.related_objects] + [
        f.remote_field for model in KEPT for f in model._meta.concrete_fields if f.remote_field
    ]

    assert {r.on_delete for r in related if not r.many_to_many} == {models.PROTECT}


@pytest.mark.clause("4(5)エ")
@pytest.mark.parametrize(
    "collision",
    [
        ["id"],
        ["decision_id"],
        ["service_id", "handle_key"],
        ["url"],
    ],
)
def test_no_account_is_replaced_by_another_row(account, row, another, collision):
    """SQLite's REPLACE deletes what it collides with, without a DELETE that a trigger sees."""
    spoilt = another | {column: row[column] for column in collision}
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"

    assert refused(*insert(spoilt, verb))
    assert OfficialAccount.objects.get().pk == account.pk


@pytest.mark.parametrize(
    "change", ["url = '{url}'", "service_id = {service_id}, handle_key = '{handle_key}'"]
)
def test_no_account_is_pushed_out_by_an_update(account, row, change):
    factories.account(name="ほか")
    verb = "UPDATE OR REPLACE" if connection.vendor == "sqlite" else "UPDATE"

    assert refused(f"{verb} {TABLE} SET {change.format(**row)} WHERE id <> {account.pk}")
    assert OfficialAccount.objects.count() == 2


def test_a_service_is_not_replaced(account):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL には REPLACE がありません")

    assert refused(
        "INSERT OR REPLACE INTO accounts_service (code, name, rules, sort, is_offered) "
        "VALUES ('x', 'にせ', '{}', 1, 1)"
    )


def test_an_upsert_changes_nothing_that_is_fixed(account, row, another):
    sql, *values = insert(another | {"id": row["id"]})

    assert refused(
        f"{sql} ON CONFLICT (id) DO UPDATE SET decision_id = excluded.decision_id", *values
    )


# -- no account without a granting decision


@pytest.mark.clause("4(2)ウ")
@pytest.mark.parametrize("status", sorted(STARTS))
def test_no_account_stands_on_a_refusal(another, status):
    no = factories.decision("REJECTED")

    assert refused(*insert(another | {"decision_id": no.pk, "status": status}))
    assert refused(*insert(another | {"decision_id": no.pk, "decision_grants": False}))


@pytest.mark.clause("4(2)ウ")
@pytest.mark.parametrize("value", [None, 999_999, 0, -1])
def test_no_account_stands_on_no_decision(another, value):
    assert refused(*insert(another | {"decision_id": value}))


def test_two_accounts_do_not_share_a_decision(account, another):
    assert refused(*insert(another | {"decision_id": account.decision_id}))


@pytest.mark.parametrize("outcome", ["APPROVED", "REJECTED"])
def test_an_account_is_not_pointed_to_another_decision(account, outcome):
    other = factories.decision(outcome)

    assert refused(f"UPDATE {TABLE} SET decision_id = %s", other.pk)


@pytest.mark.parametrize("value", ["FALSE", "NULL"])
def test_the_granting_mark_of_an_account_stays(account, value):
    assert refused(f"UPDATE {TABLE} SET decision_grants = {value}")


@pytest.mark.parametrize(
    "change",
    [
        "grants = FALSE",
        "outcome = 'REJECTED', grants = FALSE",
        "outcome = 'WAIVED'",
        "basis = 'べつの根拠'",
        "decided_on = '2020-01-01'",
        "id = id + 1000",
    ],
)
def test_a_decision_is_never_rewritten(account, change):
    assert refused(f"UPDATE accounts_decision SET {change}")


def test_a_refusal_does_not_become_a_permission():
    factories.decision("REJECTED")

    assert refused("UPDATE accounts_decision SET outcome = 'APPROVED', grants = TRUE")


@pytest.mark.parametrize(
    ("outcome", "grants"), [("REJECTED", True), ("APPROVED", False), ("", True)]
)
def test_a_decision_does_not_grant_against_its_outcome(outcome, grants):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.decision(outcome, grants=grants)


# -- the life


ILLEGAL = [
    (old, new)
    for old in AccountStatus
    for new in [*AccountStatus, "DELETED", ""]
    if new != old and new not in TRANSITIONS[old]
]


@pytest.mark.parametrize(("old", "new"), ILLEGAL)
def test_no_move_but_the_declared_ones(old, new):
    account = factories.account(status=old)

    assert refused(f"UPDATE {TABLE} SET status = %s WHERE id = %s", str(new), account.pk)


MOVES = [(old, new) for old in AccountStatus for new in sorted(TRANSITIONS[old])]


@pytest.mark.parametrize(("old", "new"), MOVES)
def test_the_declared_moves_are_taken(old, new):
    facts = {"url": "https://x.com/a", "opened_on": TODAY} if old == "PREPARING" else {}
    account = factories.account(status=old, **facts)
    if account.manager is None:
        section = account.department
        account.manager = factories.appoint(factories.person(), Post.HEAD, section)
        account.save(update_fields=["manager"])
    factories.make_way(account, new)

    assert not refused(f"UPDATE {TABLE} SET status = %s WHERE id = %s", str(new), account.pk)


@pytest.mark.parametrize("status", [*sorted(set(AccountStatus) - STARTS), "DELETED", "running", ""])
def test_no_account_is_born_in_the_middle_of_its_life(another, status):
    assert refused(*insert(another | {"status": str(status)}))


@pytest.mark.parametrize("missing", [{"url": ""}, {"manager_id": None}, {"opened_on": None}])
def test_no_account_runs_without_address_manager_and_day(another, row, missing):
    assert refused(*insert(another | missing))

    name, value = next(iter(missing.items()))
    assert refused(f"UPDATE {TABLE} SET {name} = %s", value)


@pytest.mark.parametrize("key", ["", "other_key"])
def test_a_handle_is_not_hidden_from_the_register(another, row, key):
    """A handle without its key, or a key without its handle, could be registered twice."""
    spoilt = (
        {"handle": "somebody", "handle_key": ""} if not key else {"handle": "", "handle_key": key}
    )

    assert refused(*insert(another | spoilt))


@pytest.mark.parametrize("column", ["id", "decision_id", "registered_at"])
def test_what_an_account_is_stays(account, column):
    value = {"registered_at": "'2001-01-01 00:00:00'"}.get(column, f"{column} + 1000")

    assert refused(f"UPDATE {TABLE} SET {column} = {value}")


# -- confirmations and operators


@pytest.mark.parametrize(
    "change",
    ["item = 'password_unlike'", "note = 'あとから'", "confirmed_at = '2020-01-01 00:00:00'"],
)
def test_a_confirmation_is_not_rewritten(used, change):
    assert refused(f"UPDATE accounts_openingcheck SET {change}")


def test_a_withdrawal_is_not_taken_back(used):
    check = OpeningCheck.objects.get()
    OpeningCheck.objects.update(withdrawn_at=check.confirmed_at, withdrawn_by=check.confirmed_by)

    assert refused("UPDATE accounts_openingcheck SET withdrawn_at = NULL, withdrawn_by_id = NULL")


def test_a_withdrawal_has_its_person(used):
    assert refused("UPDATE accounts_openingcheck SET withdrawn_at = confirmed_at")


@pytest.mark.parametrize("column", ["user_id", "account_id", "starts_on"])
def test_who_operated_from_when_stays(used, column):
    value = "'2020-01-01'" if column == "starts_on" else f"{column} + 1"

    assert refused(f"UPDATE accounts_operator SET {column} = {value}")


@pytest.mark.parametrize("recorded", ["nothing", "to another section", "from another section"])
def test_an_account_changes_its_section_only_with_a_record_of_it(account, recorded):
    """Else a report of an old 年度 would follow the section of today."""
    heir, other = factories.department("危機管理課"), factories.department("防犯課")
    pairs = {
        "to another section": (account.department, other),
        "from another section": (other, heir),
    }
    if pair := pairs.get(recorded):
        old, new = pair
        SectionMove.objects.create(account=account, old=old, new=new, moved_on=TODAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        OfficialAccount.objects.filter(pk=account.pk).update(department=heir)

    factories.moved(account, heir)
    assert OfficialAccount.objects.get(pk=account.pk).department == heir


def test_the_table_of_models_above_is_whole():
    assert set(KEPT) == set(apps.get_app_config("accounts").get_models())
