"""Several programs run as one: started in order, restarted when one falls, stopped in order.

On Linux nothing outlives its parent, not even a `kill -9` of it (PR_SET_PDEATHSIG). Elsewhere
an ordinary stop ends everything, a `kill -9` does not.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
LOG_LIMIT = 5 * 1024 * 1024  # bytes
STEADY_SECONDS = 30  # up this long counts as recovered
FALLS_ALLOWED = 5  # in a row, each before it was steady
LONGEST_PAUSE_SECONDS = 10

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class ProgramFailed(Exception):
    """A program does not come up or does not stay up. The message names it and its log."""


def die_with_parent(kill: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel for `kill` when the parent goes. Called in the child."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, kill)


def bound_to(parent: int, kill: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """A preexec_fn: as die_with_parent, and not fooled by a parent that went before the asking."""

    def bind() -> None:
        die_with_parent(kill)
        if os.getppid() != parent:
            os._exit(1)

    return bind


@dataclass
class Program:
    """One child and how to stop it."""

    name: str
    command: Sequence[object]
    log: Path
    environment: Mapping[str, str] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10  # seconds to stop by itself
    when_orphaned: signal.Signals = signal.SIGKILL
    options: Mapping[str, object] = field(default_factory=dict)  # of Popen: user, pass_fds, …
    process: subprocess.Popen | None = field(default=None, init=False)
    started_at: float = field(default=0, init=False)
    start_again_at: float = field(default=0, init=False)
    falls: int = field(default=0, init=False)

    def start(self) -> None:
        """In a session of its own, so that Ctrl-C reaches only whoever stops them in order."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        _turn_over(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,
                preexec_fn=bound_to(os.getpid(), self.when_orphaned),  # noqa: PLW1509 - one thread
                **self.options,
            )
        self.started_at = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not ready():
            if not self.is_running or time.monotonic() > end:
                self.kill()
                raise ProgramFailed(
                    f"{self.name} が動きません。記録: {self.log}\n{self._end_of_log()}"
                )
            time.sleep(0.02)

    def _end_of_log(self) -> str:
        return self.log.read_text(errors="replace")[-1500:]

    def stop(self) -> None:
        if not self.is_running:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        if self.is_running:
            self.process.kill()
            self.process.wait()

    def revive(self, now: float) -> bool:
        """Start again what fell, after a pause that grows; True when that was done now.

        ProgramFailed when it keeps falling before it is steady.
        """
        if self.is_running:
            return False
        if self.start_again_at == 0:
            self._note_fall(now)
            return False
        if now < self.start_again_at:
            return False
        self.start_again_at = 0
        self.start()
        return True

    def _note_fall(self, now: float) -> None:
        steady = now - self.started_at >= STEADY_SECONDS
        self.falls = 1 if steady else self.falls + 1
        if self.falls > FALLS_ALLOWED:
            raise ProgramFailed(f"{self.name} が続けて落ちました。記録: {self.log}")
        self.start_again_at = now + min(2 ** (self.falls - 1), LONGEST_PAUSE_SECONDS)


class Supervisor:
    """Watches programs until asked to stop; the last one started is the first one stopped."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.programs: list[Program] = []
        self.say = say

    def start(self, program: Program) -> None:
        self.take_over(program)
        program.start()

    def take_over(self, program: Program) -> None:
        """One that was started before."""
        self.programs.append(program)

    def watch(self) -> None:
        """One round, to be repeated: bring back what fell."""
        for program in self.programs:
            if program.revive(time.monotonic()):
                self.say(f"{program.name} が止まったので、また動かしました。記録: {program.log}")

    def stop(self) -> None:
        while self.programs:
            self.programs.pop().stop()

    def kill(self) -> None:
        while self.programs:
            self.programs.pop().kill()


def _turn_over(log: Path) -> None:
    """One older file is kept."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(log.suffix + ".1"))
