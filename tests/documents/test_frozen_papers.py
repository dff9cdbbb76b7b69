import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from komae_sns.documents import paper_files
from komae_sns.documents.models import Paper
from komae_sns.documents.paper_files import PaperDamaged
from komae_sns.documents.press import PressFailed, Printed
from komae_sns.documents.services import MissingGlyphs, contents, frozen_paper
from tests.factories import department

pytestmark = pytest.mark.integrity
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _papers_root(settings, tmp_path):
    settings.PAPERS_ROOT = tmp_path / "papers"


def freeze(subject, make, edition=1, kind="policy"):
    return frozen_paper(kind, subject, edition, make, title="運用ポリシー", now=NOW)


def printed(content=b"%PDF-1.7 a"):
    return lambda: Printed(content, pages=2)


def files(settings):
    return [path for path in settings.PAPERS_ROOT.rglob("*") if path.is_file()]


@pytest.fixture
def subject(db):
    return department()


def test_a_paper_is_served_as_it_was_first_printed(subject):
    paper = freeze(subject, printed(b"%PDF-1.7 first"))

    again = freeze(subject, printed(b"%PDF-1.7 second"))

    assert again == paper
    assert contents(again) == b"%PDF-1.7 first"
    assert (paper.size, paper.pages) == (14, 2)
    assert paper.sha256 == hashlib.sha256(b"%PDF-1.7 first").hexdigest()


def test_a_frozen_paper_is_not_printed_again(subject):
    freeze(subject, printed())

    def press_is_down():
        raise PressFailed("down")

    assert contents(freeze(subject, press_is_down)) == b"%PDF-1.7 a"


def test_kinds_editions_and_subjects_are_different_papers(subject):
    other = department("安心安全課")

    papers = {
        freeze(subject, printed(b"1")),
        freeze(subject, printed(b"2"), edition=2),
        freeze(subject, printed(b"3"), kind="plan_form"),
        freeze(other, printed(b"4")),
    }

    assert {contents(paper) for paper in papers} == {b"1", b"2", b"3", b"4"}
    assert Paper.objects.of(subject).count() == 3


def test_a_paper_with_a_missing_character_is_not_frozen(subject, settings):
    with pytest.raises(MissingGlyphs, match="😀（U\\+1F600）") as refusal:
        freeze(subject, lambda: Printed(b"%PDF", pages=1, missing=("😀",)))

    assert refusal.value.characters == ("😀",)
    assert not Paper.objects.exists()
    assert files(settings) == []


@pytest.mark.django_db(transaction=True)
def test_racing_callers_get_the_same_paper(settings):
    subject = department()

    def race(n):
        with closing(connection):
            return freeze(subject, printed(f"%PDF {n}".encode())).pk

    with ThreadPoolExecutor(8) as pool:
        pks = set(pool.map(race, range(24)))

    assert pks == {Paper.objects.get().pk}
    assert contents(Paper.objects.get()).startswith(b"%PDF ")


def test_a_stored_file_cannot_be_written_to_by_its_mode(subject):
    path = paper_files.path_of(freeze(subject, printed()).sha256)

    assert stat.S_IMODE(path.stat().st_mode) == 0o440


def test_an_altered_file_is_noticed(subject):
    paper = freeze(subject, printed())
    path = paper_files.path_of(paper.sha256)
    path.chmod(0o640)
    path.write_bytes(b"%PDF-1.7 b")

    with pytest.raises(PaperDamaged, match=paper.sha256[:16]):
        contents(paper)


def test_a_lost_file_is_noticed(subject):
    paper = freeze(subject, printed())
    paper_files.path_of(paper.sha256).unlink()

    with pytest.raises(PaperDamaged):
        contents(paper)


def test_an_altered_file_is_not_taken_for_a_new_paper(subject):
    path = paper_files.path_of(freeze(subject, printed()).sha256)
    path.chmod(0o640)
    path.write_bytes(b"forged")

    with pytest.raises(PaperDamaged):
        freeze(department("安心安全課"), printed())


def test_a_write_cut_off_leaves_nothing_under_the_name(settings, monkeypatch):
    def power_cut(descriptor):
        raise OSError("power cut")

    monkeypatch.setattr(os, "fsync", power_cut)

    with pytest.raises(OSError, match="power cut"):
        paper_files.keep(b"%PDF-1.7 a")

    assert files(settings) == []


@pytest.mark.parametrize(
    "sql", ["UPDATE documents_paper SET title = 'x'", "DELETE FROM documents_paper"]
)
def test_the_database_lets_nobody_alter_a_paper(subject, sql):
    freeze(subject, printed())

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert Paper.objects.get().title == "運用ポリシー"
