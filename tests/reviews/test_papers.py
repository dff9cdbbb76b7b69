"""効果測定調書: 案 until it is confirmed, then kept as printed; all of a 年度 in one ZIP."""

import csv
import io
from datetime import date
from zipfile import ZipFile

import pytest

from accounts.services.figures import Entry, Reading, record_month
from komae_sns.documents import archives
from komae_sns.documents import services as documents
from komae_sns.documents.models import Paper
from komae_sns.home.reviews import bundle, papers
from tests import factories
from tests.approvals import filed
from tests.factories import NOW, TODAY
from tests.reviews import rows
from tests.reviews.rows import YEAR, again, opened, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)ア")]


@pytest.fixture(autouse=True)
def _papers_lie_apart(settings, tmp_path):
    settings.PAPERS_ROOT = tmp_path / "papers"


@pytest.fixture
def confirmed(account, own, secretariat):
    reading = Reading(TODAY, "SCREEN")
    for month, followers in ((date(2026, 2, 1), 1200), (date(2026, 3, 1), 1250)):
        entries = {"followers": Entry(value=followers)}
        record_month(account, month, entries, reading, by=own.clerk, now=NOW)
    review = submitted(opened(account), by=own.head)
    rows.confirmed(review, by=secretariat)
    return again(review)


def test_the_paper_says_what_was_answered_and_on_which_figures(confirmed):
    said = papers.context(confirmed, confirmed.latest_round.snapshot)

    assert said["heading"] == "令和7年度　公式アカウント効果測定調書"
    assert [row["text"] for row in said["rows"]][:3] == [
        rows.ANSWERS[key] for key in ("answer_a", "answer_b", "answer_c")
    ]
    assert said["rows"][0]["question"].startswith("特定の分野")
    assert dict(said["account"])["開設日"] == "令和2年4月1日"
    assert dict(said["months"])["3月"][0][1] == "1,250人"
    assert said["totals"][0][0] == "+50人"
    assert dict(said["office"])["判定"] == "継続"


def test_a_confirmed_paper_is_kept_and_stays_whatever_changes(confirmed, account, own):
    first = papers.review_pdf(confirmed, by=own.head, now=NOW)
    account.name = "あとの名前"
    account.save(update_fields=["name"])

    assert papers.review_pdf(again(confirmed), by=own.head, now=NOW) == first
    assert documents.contents(Paper.objects.get(kind="review")) == first


def test_before_it_is_confirmed_nothing_is_kept(account, own):
    review = submitted(opened(account), by=own.head)

    assert papers.review_pdf(review, by=own.head, now=NOW).startswith(b"%PDF")
    assert papers.context(review, {})["draft"]
    assert not Paper.objects.exists()


def test_all_papers_of_a_year_one_may_read_in_one_file(confirmed, secretariat, own, tmp_path):
    opened(factories.account("まだ", department=own.department))
    built = bundle.build({"year": YEAR}, secretariat, tmp_path / "a", lambda done, total: None)
    library = filed.section("図書館", "図").head
    bundle.build({"year": YEAR}, library, tmp_path / "b", lambda done, total: None)

    archive = ZipFile(tmp_path / "a")
    [line] = csv.DictReader(io.StringIO(archive.read(archives.LIST).decode("utf-8-sig")))
    assert (line["アカウント"], line["判定"]) == ("狛江市消防団", "継続")
    assert archive.read(line["ファイル名"]) == documents.contents(Paper.objects.get())
    assert built.remark == "1件の令和7年度の効果測定調書が入っています。"
    assert ZipFile(tmp_path / "b").namelist() == [archives.LIST]
