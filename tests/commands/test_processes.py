"""Programs that are restarted, stopped in order, and never outlive whoever started them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from komae_sns.processes import (
    FALLS_ALLOWED,
    STEADY_SECONDS,
    Program,
    ProgramFailed,
    Supervisor,
)

ROOT = Path(__file__).parents[2]
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
FALL = [sys.executable, "-c", "pass"]
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
PARENT = """
import os, signal, sys
from pathlib import Path
from komae_sns.processes import Program
program = Program("child", [sys.executable, "-c", "import time; time.sleep(60)"], Path(sys.argv[1]))
program.start()
print(program.process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def supervisor():
    supervisor = Supervisor(print)
    yield supervisor
    supervisor.kill()


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(question, seconds=10):
    end = time.monotonic() + seconds
    while not question():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_a_child_dies_with_a_parent_that_was_killed(tmp_path):
    parent = subprocess.run(
        [sys.executable, "-c", PARENT, tmp_path / "log"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert parent.returncode == -signal.SIGKILL
    assert eventually(lambda: not is_alive(int(parent.stdout)))


def test_the_last_one_started_is_the_first_one_stopped(tmp_path, supervisor):
    programs = [Program(name, SLEEP, tmp_path / name) for name in ("broker", "worker", "web")]
    stopped = []
    for program in programs:
        supervisor.start(program)
        program.stop = lambda program=program: (stopped.append(program.name), program.kill())

    supervisor.stop()

    assert stopped == ["web", "worker", "broker"]


def test_one_that_does_not_listen_is_killed_when_patience_ends(tmp_path):
    program = Program("deaf", [sys.executable, "-c", DEAF], tmp_path / "log", patience=0.2)
    program.start()
    program.wait_until(lambda: "deaf" in (tmp_path / "log").read_text(), 10)

    program.stop()

    assert program.process.returncode == -signal.SIGKILL


def test_one_that_fell_is_started_again_after_a_pause(tmp_path):
    program = Program("web", SLEEP, tmp_path / "log")
    program.start()
    program.kill()
    now = time.monotonic()

    moments = [program.revive(now), program.revive(now + 0.5), program.revive(now + 1)]

    assert moments == [False, False, True]
    assert program.is_running
    program.kill()


def test_one_that_keeps_falling_is_given_up_with_its_log_named(tmp_path):
    program = Program("web", FALL, tmp_path / "web.log")
    program.start()
    for _ in range(FALLS_ALLOWED):
        program.process.wait()
        program.revive(time.monotonic())
        program.revive(time.monotonic() + 60)
    program.process.wait()

    with pytest.raises(ProgramFailed, match=r"web\.log"):
        program.revive(time.monotonic())


def test_falls_long_apart_are_forgiven(tmp_path):
    program = Program("web", FALL, tmp_path / "web.log")
    program.start()

    for _ in range(FALLS_ALLOWED * 2):
        program.process.wait()
        program.started_at -= STEADY_SECONDS
        program.revive(time.monotonic())
        assert program.revive(time.monotonic() + 60)

    program.process.wait()


def test_one_that_does_not_come_up_is_named_with_its_last_words(tmp_path):
    program = Program("web", [sys.executable, "-c", "print('no module')"], tmp_path / "log")
    program.start()

    with pytest.raises(ProgramFailed, match=r"(?s)web.*no module"):
        program.wait_until(lambda: False, 10)


def test_ctrl_c_in_the_terminal_reaches_only_the_supervisor(tmp_path):
    program = Program("web", SLEEP, tmp_path / "log")
    program.start()

    assert os.getpgid(program.process.pid) != os.getpgid(0)
    program.kill()
