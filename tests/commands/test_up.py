"""`manage.py up`, as a person runs it: a process of its own, on SQLite, with its own broker."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from komae_sns.embedded import lasting_folder

ROOT = Path(__file__).parents[2]
GIVEN = ("DATABASE_URL", "REDIS_URL", "KOMAE_TEST_DATABASE", "DJANGO_SETTINGS_MODULE")
MARK = "KOMAE_TEST_MARK"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def environment(folder, **more):
    kept = {name: value for name, value in os.environ.items() if name not in GIVEN}
    return kept | {"KOMAE_VAR_DIR": str(folder)} | more


def up(folder, *words):
    """One that is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "manage.py", "up", "--empty", *words],
        check=False,
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=60,
    )


@dataclass
class Portal:
    process: subprocess.Popen
    output: Path
    mark: str
    folder: Path

    @property
    def address(self):
        found = re.search(r"^READY (\S+)$", self.output.read_text(), re.MULTILINE)
        return found and found[1]

    def get(self, path):
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()
        except OSError:
            return None, b""

    def running(self):
        """Of ours, wherever in the tree: command line by process id.

        Valkey writes over its environment, but names its socket.
        """
        mark, sockets = f"{MARK}={self.mark}", str(lasting_folder(self.folder))
        found = {int(entry.name): _words(entry) for entry in Path("/proc").glob("[0-9]*")}
        return {
            pid: command
            for pid, (command, variables) in found.items()
            if mark in variables or sockets in command
        }

    def one(self, words):
        """The one with these words that leads its own session: not its forked children."""
        return next(
            pid for pid, line in self.running().items() if words in line and os.getsid(pid) == pid
        )


def _words(entry):
    """Command and environment; both are empty for a zombie."""
    try:
        both = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
    except OSError:
        return "", ""
    return tuple(words.replace(b"\0", b" ").decode(errors="replace") for words in both)


def eventually(question, seconds=20):
    end = time.monotonic() + seconds
    while not question():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("var")


@contextmanager
def started(folder, output):
    mark = uuid4().hex
    with output.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", "0", "--empty"],
            cwd=ROOT,
            env=environment(folder, **{MARK: mark}),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    portal = Portal(process, output, mark, folder)
    try:
        eventually(lambda: portal.address or process.poll() is not None, 90)
        assert portal.address, output.read_text()
        yield portal
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def lasting_portal(folder):
    """For tests that leave it as it was."""
    with started(folder, folder / "output") as portal:
        yield portal


@pytest.fixture(scope="module")
def other_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("var")


@pytest.fixture
def portal(other_folder):
    """For tests that end it. From the second start on there is less to do."""
    with started(other_folder, other_folder / "output") as portal:
        yield portal


def test_ready_means_that_every_part_works(lasting_portal):
    status, body = lasting_portal.get("health/")

    assert status == 200
    assert set(json.loads(body)["parts"].values()) == {"ok"}


def test_what_a_first_visitor_sees_answers(lasting_portal):
    status, body = lasting_portal.get("")

    assert status == 200
    assert "ログイン" in body.decode()


def test_a_second_one_on_the_same_checkout_names_the_first(lasting_portal):
    second = up(lasting_portal.folder, "--port", "0")

    assert second.returncode == 1
    first = f"{lasting_portal.address} (pid {lasting_portal.process.pid})"
    assert second.stderr == f"CommandError: もう動いています: {first}\n"


@pytest.mark.parametrize("words", ["-m gunicorn", "-A komae_sns worker", "valkey-server"])
def test_a_killed_part_leaves_no_children_and_comes_back(lasting_portal, words):
    parts = {pid for pid, line in lasting_portal.running().items() if words in line}

    os.kill(lasting_portal.one(words), signal.SIGKILL)

    assert eventually(lambda: not parts & lasting_portal.running().keys())
    assert eventually(lambda: lasting_portal.get("health/")[0] == 200, 60)
    assert lasting_portal.process.poll() is None


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_leaves_nothing_running(portal, asked):
    portal.process.send_signal(asked)

    assert portal.process.wait(40) == 0
    assert eventually(lambda: portal.running() == {}, 2)
    assert "止まりました" in portal.output.read_text()


def test_a_killed_supervisor_leaves_nothing_running(portal):
    assert len(portal.running()) >= 8  # itself, Valkey, worker and 2, beat, web and 2

    portal.process.kill()

    assert eventually(lambda: portal.running() == {})


def test_a_port_in_use_is_said_in_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        refused = up(tmp_path, "--port", str(port))

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"CommandError: ポート {port} は使えません")
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("port", ["-1", "65536", "99999999999"])
def test_a_port_that_cannot_be_is_said_in_one_sentence(tmp_path, port):
    refused = up(tmp_path, "--port", port)

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"CommandError: ポート {port} は使えません")
