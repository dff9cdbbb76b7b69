"""The pages on which a table is brought in."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import OfficialAccount
from komae_sns.audit.models import Entry
from komae_sns.home.intake.models import Intake
from komae_sns.home.tasks import discard_expired_intakes
from komae_sns.staff.models import User
from komae_sns.staff.posts import Post
from tests import factories
from tests.intake.tables import account_row, csv_of, section_with_head

pytestmark = pytest.mark.django_db
PASSWORD = "たまがわのみずとみどり2026"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(f"{factories.TODAY}T10:00:00+09:00", tick=False)


@pytest.fixture
def office(client):
    user = factories.person("事務一郎", password=PASSWORD)
    factories.appoint(user, Post.SECRETARIAT)
    client.force_login(user)
    return client


def choose(client, content, address="intake:account-import", name="一覧.csv", **place):
    form = {"submission_id": str(uuid4()), "file": SimpleUploadedFile(name, content)}
    return client.post(reverse(address, kwargs=place), form)


def seen(client, intake):
    page = client.get(intake.get_absolute_url())
    return page.context["look"].plan.digest


def take(client, intake, **typed):
    typed = {"seen": seen(client, intake), **typed}
    return client.post(reverse("intake:intake-take", args=[intake.pk]), typed, follow=True)


def test_a_table_with_errors_waits_until_they_are_mended_or_left_out(office):
    section_with_head()
    choose(office, csv_of(account_row("one"), account_row("two", department="ない課")))
    intake = Intake.objects.get()

    refused = take(office, intake)

    assert "除いて取り込むことを選んでください" in refused.content.decode()
    assert OfficialAccount.objects.count() == 0
    take(office, intake, only_good="on")
    intake.refresh_from_db()
    assert OfficialAccount.objects.count() == 1
    assert (intake.status, bytes(intake.content), intake.left_out) == ("TAKEN", b"", 1)
    entry = Entry.objects.get(action="home.intake_taken")
    assert intake.sha256 in entry.note
    assert entry.changes == {"新規": [None, 1], "誤り": [None, 1]}


def test_the_rows_to_mend_come_as_a_table_that_can_be_chosen_again(office):
    section_with_head()
    choose(office, csv_of(account_row("one"), account_row("two", department="秘書公報室")))
    first = Intake.objects.get()

    answer = office.get(reverse("intake:intake-errors", args=[first.pk]))

    text = answer.content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("3,運用主体：「秘書公報室」")
    assert "'@two" in text
    mended = text.replace("X,'@two,狛江市two,秘書公報室", "X,'@two,狛江市two,秘書広報室")
    choose(office, mended.encode("utf-8-sig"))
    again = Intake.objects.latest("pk")
    plan = office.get(again.get_absolute_url()).context["look"].plan
    assert [row.verdict.label for row in plan.rows] == ["新規"]


def test_columns_are_corrected_by_the_person_and_remembered(office):
    section_with_head()
    heading = "媒体,アドレス,よびな,うけもち,開設日,根拠,目的\n"
    content = csv_of(account_row("one"), heading=heading)
    choose(office, content)
    intake = Intake.objects.get()
    page = office.get(intake.get_absolute_url())
    assert page.context["look"].missing == ("表示名", "運用主体")

    columns = {f"column-{key}": place for key, place in intake.places.items()}
    typed = {"sheet": 0, "heading": 1, **columns, "column-name": 2, "column-department": 3}
    office.post(reverse("intake:intake-settle", args=[intake.pk]), typed)
    choose(office, csv_of(account_row("two"), heading=heading))

    remembered = Intake.objects.latest("pk")
    assert (remembered.places["name"], remembered.places["department"]) == (2, 3)
    assert office.get(remembered.get_absolute_url()).context["look"].plan.counts["NEW"] == 1


def test_one_column_cannot_be_two_things(office):
    section_with_head()
    choose(office, csv_of(account_row("one")))
    intake = Intake.objects.get()

    typed = {"sheet": 0, "heading": 1, "column-name": 2, "column-department": 2}
    page = office.post(reverse("intake:intake-settle", args=[intake.pk]), typed)

    assert "と同じ欄です" in page.content.decode()


def test_what_the_table_lacks_is_given_for_all_rows(office):
    section_with_head()
    heading = "媒体,アドレス,表示名,所管課,開設日\n"
    rows = [",".join(account_row(name).split(",")[:5]) for name in ("one", "two")]
    choose(office, csv_of(*rows, heading=heading))
    intake = Intake.objects.get()

    columns = {f"column-{key}": place for key, place in intake.places.items()}
    given = {"default-evidence": "令和8年度調査", "default-purpose": "市政情報"}
    typed = {"sheet": 0, "heading": 1, **columns, **given}
    office.post(reverse("intake:intake-settle", args=[intake.pk]), typed)
    take(office, intake)

    assert {a.decision.basis for a in OfficialAccount.objects.all()} == {"令和8年度調査"}


def test_what_moved_on_meanwhile_is_shown_again_and_nothing_taken(office):
    section = section_with_head()
    choose(office, csv_of(account_row("one"), account_row("two")))
    intake = Intake.objects.get()
    old = seen(office, intake)
    factories.account("先に", department=section, handle="two", url="https://x.com/two")

    page = office.post(reverse("intake:intake-take", args=[intake.pk]), {"seen": old}, follow=True)

    assert "まだ何も取り込んでいません" in page.content.decode()
    assert OfficialAccount.objects.count() == 1


def test_a_second_click_takes_nothing_twice(office):
    section_with_head()
    choose(office, csv_of(account_row("one")))
    intake = Intake.objects.get()
    typed = {"seen": seen(office, intake)}
    address = reverse("intake:intake-take", args=[intake.pk])

    first, second = office.post(address, typed), office.post(address, typed)

    assert (first.status_code, second.status_code) == (302, 409)
    assert OfficialAccount.objects.count() == 1


def test_a_mended_table_of_the_same_length_is_not_taken_for_the_first_one(office):
    """After 「戻る」 the page has its number still; the file has other content."""
    section_with_head()
    address, number = reverse("intake:account-import"), str(uuid4())
    for handle in ("one", "two"):
        file = SimpleUploadedFile("一覧.csv", csv_of(account_row(handle)))
        answer = office.post(address, {"submission_id": number, "file": file})

    assert "一度送信されています" in answer.text
    assert Intake.objects.count() == 1


def test_people_and_posts_ask_for_the_password_again(office):
    text = "ログイン名,氏名,よみがな\ne9,新任一郎,しんにん\n".encode()
    choose(office, text, "intake:intake-new", kind="people")
    intake = Intake.objects.get()

    take(office, intake, password="まちがい")
    assert not User.objects.filter(username="e9").exists()
    take(office, intake, password=PASSWORD)
    assert User.objects.filter(username="e9").exists()


def test_a_colleague_of_the_secretariat_does_not_see_another_s_file(office, client):
    section_with_head()
    choose(office, csv_of(account_row("one")))
    other = factories.person("事務二郎")
    factories.appoint(other, Post.SECRETARIAT)
    client.force_login(other)

    assert client.get(Intake.objects.get().get_absolute_url()).status_code == 404


def test_a_file_that_waited_a_week_is_gone_and_its_hash_stays(office, time_machine):
    section_with_head()
    choose(office, csv_of(account_row("one")))
    intake = Intake.objects.get()

    time_machine.move_to(timezone.now() + timedelta(days=7, minutes=1), tick=False)
    discard_expired_intakes()
    discard_expired_intakes()

    intake.refresh_from_db()
    assert (intake.status, bytes(intake.content)) == ("DISCARDED", b"")
    assert Entry.objects.filter(action="home.intake_discarded").count() == 1


def test_a_file_that_is_no_table_is_told_at_its_field(office):
    page = choose(office, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, name="古い.xls")

    assert "古い形式のExcelファイル" in page.content.decode()
    assert Intake.objects.count() == 0


def test_a_long_table_is_shown_in_pages(office, django_assert_max_num_queries):
    section_with_head()
    choose(office, csv_of(*(account_row(f"n{n}x") for n in range(230))))
    address = Intake.objects.get().get_absolute_url()

    with django_assert_max_num_queries(25):
        page = office.get(f"{address}?page=3")

    assert len(page.context["page"].lines) == 30
    assert office.get(f"{address}?page=99999&show=NEW").status_code == 200
    assert office.get(f"{address}?page=x&show=x").status_code == 200


@pytest.mark.parametrize("kind", ["accounts", "departments", "people", "appointments", "transfers"])
def test_the_sample_can_be_read_back(office, kind):
    sample = office.get(reverse("intake:intake-sample", args=[kind]))

    choose(office, sample.content, "intake:intake-new", kind=kind)

    look = office.get(Intake.objects.get().get_absolute_url()).context["look"]
    assert look.missing == ()
    assert len(look.plan.rows) == 1
