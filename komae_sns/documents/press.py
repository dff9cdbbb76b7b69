"""Print a PDF: HTML goes to a process of its own (press_worker.py), the PDF comes back.

Each web or Celery process keeps one warm press. What kills a press (a time limit, the memory limit,
a crash in a C library) costs that one document; the next one gets a new press.
"""

import atexit
import html as markup
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from komae_sns.documents import fonts, press_worker

logger = logging.getLogger(__name__)

_NO_SYSTEM_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{folder}/cache</cachedir></fontconfig>"""
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "TZ")


class PressFailed(Exception):
    """This one document could not be printed. The message is shown; the cause is for the log."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            "PDFを作れませんでした。文章が極端に長くないか確かめ、もう一度お試しください。"
        )
        self.cause = cause


@dataclass(frozen=True)
class Limits:
    seconds: float = 25  # for one document, within a web worker's own 30
    cpu_seconds: int = 25
    memory_bytes: int = 1 << 30
    idle_seconds: int = 15 * 60
    documents: int = 200  # then a new press


@dataclass(frozen=True)
class Printed:
    pdf: bytes
    pages: int
    missing: tuple[str, ...] = ()  # characters no font has; 〓 stands in their place


class Press:
    """One process, one document at a time; threads wait for each other."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self.limits = limits
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = ""
        self._printed = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def print_pdf(
        self, html: str, *, css: str = "", title: str, seconds: float | None = None
    ) -> Printed:
        """`seconds`: another time limit, for papers made in the background."""
        html, css, title = map(_as_utf8, (html, css, title))
        missing = fonts.missing(markup.unescape(html) + css)
        cut = fonts.cut_for(html, css=css)
        job = {
            "html": fonts.with_geta(html, missing),
            "css": css,
            "title": title,
            "families": list(cut),
        }
        with self._lock:
            pdf, pages = self._print(job, list(cut.values()), seconds or self.limits.seconds)
        return Printed(pdf, pages, missing)

    def warm(self) -> None:
        """Start the press and make it load what the first document needs."""
        self.print_pdf("<title>–</title><p>–", title="–")

    def stop(self) -> None:
        with self._lock:
            self._end()

    def forget(self) -> None:
        """In a forked child: the press is the parent's, and its pipe must not be held open here."""
        self._lock = threading.Lock()
        if self._process:
            self._close_pipes(self._process)
        self._process = None

    def _print(self, job: dict, blobs: list[bytes], seconds: float) -> tuple[bytes, int]:
        if self._printed >= self.limits.documents:
            self._end()
        try:
            return self._exchange(job, blobs, seconds)
        except _IdledAway:
            return self._exchange(job, blobs, seconds)

    def _exchange(self, job: dict, blobs: list[bytes], seconds: float) -> tuple[bytes, int]:
        process = self._running()
        clock = threading.Timer(seconds, process.kill)
        clock.start()
        try:
            press_worker.send(process.stdin.fileno(), job, *blobs)
            facts, answers = press_worker.receive(process.stdout.fileno())
        except (press_worker.Ended, BrokenPipeError):
            raise self._what_ended_it() from None
        finally:
            clock.cancel()
        if "failure" in facts:
            self._end()
            raise _failed(facts["failure"])
        self._printed += 1
        return answers[0], facts["pages"]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is not None:
            self._end()
        self._process = self._process or self._start()
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        self._folder = tempfile.mkdtemp(prefix="press-")
        configuration = Path(self._folder, "fonts.conf")
        configuration.write_text(_NO_SYSTEM_FONTS.format(folder=self._folder))
        kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        return subprocess.Popen(
            [
                *(sys.executable, "-P", "-W", "ignore", press_worker.__file__),
                *(self._folder, json.dumps(asdict(self.limits))),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd=self._folder,
            env=kept
            | {
                "FONTCONFIG_FILE": str(configuration),
                "HOME": self._folder,
                "LC_ALL": "C.UTF-8",
                "TMPDIR": self._folder,
            },
        )

    def _what_ended_it(self) -> PressFailed:
        code = self._end()
        return _IdledAway("idle") if code == 0 else _failed(f"the press ended with {code}")

    def _end(self) -> int | None:
        """Take the press away; its exit code (negative: the signal) if it had ended by itself."""
        process, self._process, self._printed = self._process, None, 0
        if not process:
            return None
        self._close_pipes(process)
        try:
            code = process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
        return code

    @staticmethod
    def _close_pipes(process: subprocess.Popen[bytes]) -> None:
        process.stdin.close()
        process.stdout.close()


class _IdledAway(PressFailed):
    """It had just ended for want of work."""


def _failed(cause: str) -> PressFailed:
    logger.error("press: %s", cause)
    return PressFailed(cause)


def _as_utf8(text: str) -> str:
    """Django's SafeString and lone surrogates cannot travel."""
    return str(text).encode("utf-8", "replace").decode()


_press = Press()
os.register_at_fork(after_in_child=_press.forget)
atexit.register(_press.stop)
print_pdf = _press.print_pdf
warm = _press.warm


def pid() -> int | None:
    """Of this process's press, if it is running."""
    return _press.pid
