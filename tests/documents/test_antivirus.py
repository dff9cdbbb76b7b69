"""The city's virus scanner is asked about every file before anything else reads it."""

import tempfile
import time
from pathlib import Path

import pytest

from komae_sns.documents.evidence import antivirus
from komae_sns.documents.evidence.antivirus import Scan
from komae_sns.documents.evidence.reading import NotEvidence, read
from tests.documents import clamd


@pytest.fixture
def scanner(settings):
    with tempfile.TemporaryDirectory() as folder, clamd.running(Path(folder)) as server:
        settings.CLAMD_URL, settings.CLAMD_SECONDS = server.url, 2
        yield server


def test_what_is_clean_is_kept_and_said_to_be(scanner):
    content = b"\xe3\x81\x82" * 100_000  # several pieces

    brought = read("画面.txt", content)

    assert brought.scan == Scan.CLEAN
    assert scanner.seen == [content]
    assert antivirus.answers()


def test_it_is_reached_through_the_network_too(settings):
    with clamd.running() as server:
        settings.CLAMD_URL = server.url

        assert read("a.txt", b"a").scan == Scan.CLEAN


def test_a_virus_is_named_and_not_kept(scanner):
    with pytest.raises(NotEvidence, match="Eicar-Signature"):
        read("eicar.txt", clamd.EICAR)


AWAY = {
    "hangs": "hangs",
    "drips": "drips",
    "too large": "INSTREAM size limit exceeded. ERROR\0",
    "garbage": "220 mail.example ESMTP\r\n",
    "nothing": "\0",
    "endless": "x" * 100_000,
    "a lie": "stream: OK FOUNDLING\0",
}


@pytest.mark.parametrize("answer", AWAY.values(), ids=AWAY)
def test_without_its_answer_nothing_is_kept(scanner, settings, answer):
    scanner.answer, settings.CLAMD_SECONDS = answer, 0.3
    started = time.monotonic()

    with pytest.raises(NotEvidence, match="検査ができない"):
        read("a.txt", b"a")

    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "away", ["unix:///nonexistent/clamd", "tcp://127.0.0.1:1", "http://clamd", "clamd", "tcp://[x"]
)
def test_a_scanner_that_refuses_or_is_wrongly_named_is_away(settings, away):
    settings.CLAMD_URL = away

    with pytest.raises(NotEvidence, match="検査ができない"):
        read("a.txt", b"a")
    assert not antivirus.answers()


def test_where_the_city_chose_so_a_file_is_kept_unscanned_and_said_to_be(settings):
    settings.CLAMD_URL, settings.CLAMD_REQUIRED = "unix:///nonexistent/clamd", False

    assert read("a.txt", b"a").scan == Scan.AWAY


def test_a_virus_is_refused_even_where_the_answer_is_not_required(scanner, settings):
    settings.CLAMD_REQUIRED = False

    with pytest.raises(NotEvidence, match="危険"):
        read("eicar.txt", clamd.EICAR)
