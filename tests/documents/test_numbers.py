from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from komae_sns.documents.models import DocumentNumber, NumberCounter
from komae_sns.documents.services import issue_number
from tests.factories import department

pytestmark = pytest.mark.integrity
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)


def issue(section, now=NOW):
    with transaction.atomic():
        return issue_number(section, title="公式Xの開設について", now=now)


def numbers():
    return sorted(DocumentNumber.objects.values_list("number", flat=True))


@pytest.fixture
def section(db):
    return department("秘書広報室", document_symbol="企秘")


def test_a_number_reads_as_the_city_writes_it(section):
    assert str(issue(section)) == "狛企秘発第1号"
    assert str(issue(section)) == "狛企秘発第2号"


def test_each_section_counts_for_itself(section):
    other = department("安心安全課", document_symbol="総安")

    assert [str(issue(s)) for s in (section, other, section)] == [
        "狛企秘発第1号",
        "狛総安発第1号",
        "狛企秘発第2号",
    ]


def test_counting_starts_again_in_april_by_the_citys_clock(section):
    march = issue(section, datetime(2027, 3, 31, 14, 59, tzinfo=UTC))
    april = issue(section, datetime(2027, 3, 31, 15, 0, tzinfo=UTC))

    assert (march.fiscal_year, march.number) == (2026, 1)
    assert (april.fiscal_year, april.number) == (2027, 1)


def test_a_section_that_keeps_its_symbol_under_a_new_name_counts_on(section):
    renamed = department("広報課", document_symbol="企秘")

    assert [str(issue(s)) for s in (section, renamed)] == ["狛企秘発第1号", "狛企秘発第2号"]


def test_without_a_symbol_the_name_stands_in(db):
    assert str(issue(department("議会事務局"))) == "狛議会事務局発第1号"


def test_a_number_keeps_its_text_when_the_symbol_changes(section):
    issued = issue(section)

    section.document_symbol = "広"
    section.save()

    assert str(DocumentNumber.objects.get(pk=issued.pk)) == "狛企秘発第1号"


def test_a_rolled_back_document_gives_its_number_back(section):
    issue(section)

    with transaction.atomic():
        issue_number(section, title="取りやめ", now=NOW)
        transaction.set_rollback(True)

    assert issue(section).number == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_is_not_issued_outside_a_transaction():
    section = department(document_symbol="企秘")

    with pytest.raises(transaction.TransactionManagementError):
        issue_number(section, title="t", now=NOW)

    assert numbers() == []


@pytest.mark.django_db(transaction=True)
def test_racing_sections_get_numbers_without_gaps_or_doubles():
    section = department(document_symbol="企秘")

    def race(n):
        with closing(connection), transaction.atomic():
            issue_number(section, title=f"第{n}", now=NOW)
            transaction.set_rollback(n % 4 == 0)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(race, range(40)))

    assert numbers() == list(range(1, 31))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE documents_documentnumber SET title = 'x'",
        "UPDATE documents_documentnumber SET number = 9",
        "DELETE FROM documents_documentnumber",
        "UPDATE documents_numbercounter SET last = last + 2",
        "UPDATE documents_numbercounter SET last = 0",
        "DELETE FROM documents_numbercounter",
    ],
)
def test_the_database_lets_nobody_alter_what_was_issued(section, sql):
    issue(section)
    issue(section)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert numbers() == [1, 2]


def test_the_database_lets_nobody_skip_a_number(section):
    issued = issue(section)

    issued.pk, issued.number = None, 3
    with pytest.raises(IntegrityError), transaction.atomic():
        issued.save(force_insert=True)

    assert NumberCounter.objects.get().last == 1
