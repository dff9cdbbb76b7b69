"""A real clamd, where one is installed, with the one signature that is needed and no others.

apt-get install -y --no-install-recommends clamav-daemon
python3 manage.py test -m slow tests/documents/test_real_clamd.py
"""

import base64
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import override_settings

from komae_sns.documents.evidence import antivirus
from komae_sns.documents.evidence.antivirus import Infected, Scan, ScannerAway
from komae_sns.documents.evidence.reading import NotEvidence, read
from tests.documents.clamd import EICAR

CLAMD = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
STARTS_WITHIN = 30  # seconds
LARGEST = 12 * 1024 * 1024
MAIL = b"""From: a@example.jp
Subject: x
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: application/octet-stream; name=x.com
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename=x.com

%s
--b--
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CLAMD is None, reason="no clamd here: apt-get install clamav-daemon"),
]


@pytest.fixture(scope="module")
def daemon():
    with tempfile.TemporaryDirectory() as folder, started(Path(folder)) as process:
        yield process


@pytest.fixture(autouse=True)
def asked(daemon, settings):
    settings.CLAMD_URL, settings.CLAMD_SECONDS = daemon.url, 10


@contextmanager
def started(folder: Path) -> Iterator[subprocess.Popen]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "db").mkdir()
    (folder / "db" / "eicar.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    settings = {
        "DatabaseDirectory": folder / "db",
        "LocalSocket": folder / "clamd.sock",
        "TCPSocket": port,
        "TCPAddr": "127.0.0.1",
        "StreamMaxLength": LARGEST,
        "Foreground": "yes",
    }
    conf = folder / "clamd.conf"
    conf.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    process = subprocess.Popen(
        [CLAMD, f"--config-file={conf}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    process.url, process.port = f"unix://{folder}/clamd.sock", port
    try:
        with override_settings(CLAMD_URL=process.url):
            _wait_for(process)
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(timeout=30)


def _wait_for(process: subprocess.Popen) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while not antivirus.answers():
        assert process.poll() is None, "clamd has ended"
        assert time.monotonic() < until, "clamd does not answer"
        time.sleep(0.1)


@pytest.mark.parametrize(
    "content",
    [b"a", b"\xe3\x81\x82" * 100_000, b"%PDF-1.7\n" + b"\0" * 10_000_000, EICAR[:-1]],
    ids=["one byte", "several pieces", "ten megabytes", "all but a virus"],
)
def test_what_is_clean_is_said_to_be(content):
    assert antivirus.scan(content) == Scan.CLEAN


def test_a_virus_is_named_and_not_kept():
    with pytest.raises(NotEvidence, match="Eicar-Test"):
        read("画面.txt", EICAR)


def test_a_virus_in_a_mail_is_found_too():
    with pytest.raises(Infected, match="Eicar-Test"):
        antivirus.scan(MAIL % base64.b64encode(EICAR))


def test_it_is_reached_through_the_network_too(daemon, settings):
    settings.CLAMD_URL = f"tcp://127.0.0.1:{daemon.port}"

    assert antivirus.scan(b"a") == Scan.CLEAN
    with pytest.raises(Infected):
        antivirus.scan(EICAR)


def test_more_than_it_takes_is_no_answer_and_ends_soon():
    began = time.monotonic()

    with pytest.raises(ScannerAway):
        antivirus.scan(b"\0" * (LARGEST + 1_000_000))

    assert time.monotonic() - began < 10
    assert antivirus.answers()


def test_many_at_once_are_each_answered_for_their_own():
    files = [b"a", EICAR] * 20

    def verdict(content):
        try:
            return antivirus.scan(content)
        except Infected as infected:
            return infected.signature.partition(".")[0]

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(verdict, files)) == [Scan.CLEAN, "Eicar-Test"] * 20


def test_while_it_hangs_nothing_is_kept_and_afterwards_it_is_asked_again(daemon, settings):
    settings.CLAMD_SECONDS = 1
    daemon.send_signal(signal.SIGSTOP)
    began = time.monotonic()

    with pytest.raises(NotEvidence, match="検査ができない"):
        read("a.txt", b"a")
    assert time.monotonic() - began < 3

    daemon.send_signal(signal.SIGCONT)
    settings.CLAMD_SECONDS = 10
    assert read("a.txt", b"a").scan == Scan.CLEAN


def test_when_it_ends_nothing_is_kept():
    with tempfile.TemporaryDirectory() as folder:
        with started(Path(folder)) as daemon:
            url = daemon.url
        with override_settings(CLAMD_URL=url), pytest.raises(NotEvidence, match="検査ができない"):
            read("a.txt", b"a")
