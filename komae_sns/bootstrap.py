"""From a bare Python to the project's own environment, `.venv`. Standard library only.

Written so that every Python since 3.7 can read it, and be told what is missing.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WANTED = (3, 11)
RUN = ("requirements.txt",)
TEST = ("requirements.txt", "requirements-dev.txt")
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")


def enter(arguments: list[str]) -> None:
    """Return when running in the environment; else make it complete and start again inside it."""
    environment = Environment(ROOT)
    if environment.is_this_one():
        return
    command = arguments[1] if len(arguments) > 1 else ""
    lists = TEST if command == "test" else RUN
    if not environment.holds(lists):
        _continue_with_wanted_python(arguments)
        environment.complete(lists)
    if command in ("up", "test"):
        provide_pango()
    if command == "test":
        provide_browser()
    _replace_process(environment.python, arguments)


class Environment:
    """The folder `.venv` of a checkout, and what was installed there from which lock files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self.unfinished = self.folder / "unfinished"

    def is_this_one(self) -> bool:
        return Path(sys.prefix).resolve() == self.folder.resolve()

    def holds(self, lists: tuple[str, ...]) -> bool:
        stamp = self._stamp(lists)
        return (
            self.python.exists()
            and not self.unfinished.exists()
            and stamp.exists()
            and stamp.read_text() == self._key(lists)
        )

    def complete(self, lists: tuple[str, ...]) -> None:
        with _one_at_a_time(self.root / "var" / "bootstrap.lock"):
            if self.holds(lists):
                return
            if not self._is_sound():
                self._create()
            self.unfinished.touch()
            self._install(lists)
            self._stamp(lists).write_text(self._key(lists))
            self.unfinished.unlink()

    def _stamp(self, lists: tuple[str, ...]) -> Path:
        return self.folder / "installed-{}".format("-".join(Path(name).stem for name in lists))

    def _key(self, lists: tuple[str, ...]) -> str:
        locked = b"".join((self.root / name).read_bytes() for name in lists)
        return hashlib.sha256(locked + self._version().encode()).hexdigest()

    def _version(self) -> str:
        with contextlib.suppress(OSError):
            for line in (self.folder / "pyvenv.cfg").read_text().splitlines():
                name, _, value = line.partition("=")
                if name.strip() in ("version", "version_info"):
                    return value.strip()
        return ""

    def _is_sound(self) -> bool:
        """False after a killed installation, another Python, or a base Python taken away."""
        return (
            self._version().startswith("{}.{}.".format(*WANTED))
            and not self.unfinished.exists()
            and _answers(self.python, "-m", "pip", "--version")
        )

    def _create(self) -> None:
        say("環境を作っています (.venv) …")
        if not _has_ensurepip():
            apt_install("python3-venv", "python{}.{}-venv".format(*WANTED))
        if not _has_ensurepip():
            raise SystemExit(
                "Python の venv がありません。`apt-get install python3-venv` をしてから、"
                "もう一度実行してください。\n"
                "Python's venv module is missing: install python3-venv and run this again."
            )
        _run(sys.executable, "-m", "venv", "--clear", self.folder)

    def _install(self, lists: tuple[str, ...]) -> None:
        say("必要なものを入れています (" + ", ".join(lists) + ") …")
        wanted = [word for name in lists for word in ("-r", self.root / name)]
        try:
            self._install_with_uv(wanted)
        except subprocess.CalledProcessError:
            say("uv では入れられなかったので、pip で入れます。")
            self._install_with_pip(wanted)

    def _install_with_uv(self, wanted: list) -> None:
        """Some five times quicker than pip; a hashed wheel itself."""
        uv_list = self.root / "requirements-uv.txt"
        _run(self.python, *PIP, "--require-hashes", "-r", uv_list, stderr=subprocess.DEVNULL)
        uv = (self.python, "-m", "uv", "pip", "install", "--quiet", "--python", self.python)
        once = ("--require-hashes", "--compile-bytecode")  # else every start of every program
        _run(*uv, *once, *wanted, stderr=subprocess.DEVNULL)

    def _install_with_pip(self, wanted: list) -> None:
        try:
            _run(self.python, *PIP, "--require-hashes", *wanted)
        except subprocess.CalledProcessError:
            raise SystemExit(
                "必要なものを入れられませんでした。上の理由と、ネットワークを確かめてください。\n"
                "The locked packages could not be installed: see the reason above."
            ) from None


def provide_pango() -> None:
    """WeasyPrint makes the PDFs with it; the site itself starts without."""
    if _has_pango() or (apt_install(*PANGO) and _has_pango()):
        return
    say("Pango がないので、PDF は作れません。入れるには: apt-get install " + " ".join(PANGO))


def provide_browser() -> None:
    if browser() or (apt_install("chromium") and browser()):
        return
    say("Chromium がないので、ブラウザの試験を飛ばします。入れるには: apt-get install chromium")


def browser() -> str | None:
    """The Chromium that the browser tests drive."""
    given = os.environ.get("CHROMIUM_BIN")
    return given or next((found for found in map(shutil.which, BROWSERS) if found), None)


def apt_install(*packages: str) -> bool:
    """Only as root, where nobody has to be asked; False where that is impossible."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say("入れています: " + " ".join(packages) + " …")
    quick = ("-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    try:
        _run("apt-get", *quick, "update", "-q", env=environment, **quiet)
        _run(
            *("apt-get", *quick, "install", "-qy", "--no-install-recommends", *packages),
            env=environment,
            **quiet,
        )
    except subprocess.CalledProcessError:
        return False
    return True


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _continue_with_wanted_python(arguments: list[str]) -> None:
    """Return under the wanted Python; else start again under it, or say that there is none."""
    if os.name == "nt":
        raise SystemExit("Windows では WSL の中で実行してください。 On Windows, run this in WSL.")
    if sys.version_info[:2] == WANTED:
        return
    found = _wanted_python()
    if not found:
        raise SystemExit(
            "Python {0}.{1} が必要です(いまは {2}.{3})。python{0}.{1} を入れてください。\n"
            "Python {0}.{1} is needed (this is {2}.{3}): install python{0}.{1}.".format(
                *WANTED, *sys.version_info[:2]
            )
        )
    _replace_process(found, arguments)


def _wanted_python() -> str | None:
    """A name on PATH is not enough: a version manager's stand-in may have nothing behind it."""
    name = "python{}.{}".format(*WANTED)
    check = f"import sys; sys.exit(sys.version_info[:2] != {WANTED})"
    for folder in os.get_exec_path():
        found = shutil.which(name, path=folder)
        if found and _answers(found, "-c", check):
            return found
    return None


def _has_ensurepip() -> bool:
    return _answers(sys.executable, "-c", "import venv, ensurepip")


def _has_pango() -> bool:
    for name in ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "pangoft2-1.0"):
        with contextlib.suppress(OSError):
            ctypes.CDLL(name)
            return True
    return False


@contextlib.contextmanager
def _one_at_a_time(path: Path):
    """Two commands started together: the second waits, then finds the work done."""
    import fcntl  # not on Windows, which was turned away before

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("ほかの準備が終わるのを待っています …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _answers(*command: object) -> bool:
    try:
        _run(*command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _run(*command: object, **options) -> None:
    subprocess.run([str(word) for word in command], check=True, **options)


def _replace_process(python: object, arguments: list[str]) -> None:
    os.execv(str(python), [str(python), *arguments])
