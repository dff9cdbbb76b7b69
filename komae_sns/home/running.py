"""The parts of a running portal, for `up`: one address, one at a time, three programs."""

import fcntl
import http.client
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from django.conf import settings

from komae_sns.processes import Program

HOST = "127.0.0.1"
LOGS = settings.VAR_DIR / "log"


class CannotRun(Exception):
    """The message says why, and what to do."""


def programs(listener: socket.socket) -> Iterator[Program]:
    """In the order of starting; stopped the other way round, so that pages go first."""
    celery = [sys.executable, "-m", "celery", "-A", "komae_sns"]
    quiet = ["--without-gossip", "--without-mingle"]
    worker = [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2", *quiet]
    os.environ.setdefault("PORTAL_URL", url(listener))
    yield _program("worker", worker)
    yield _program("beat", [*celery, "beat", "--loglevel", "INFO"])
    config = settings.BASE_DIR / "komae_sns" / "deploy" / "gunicorn.conf.py"
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", config, "--preload"]
    bind = ["--bind", f"fd://{listener.fileno()}"]
    web = [*gunicorn, *bind, "komae_sns.wsgi:application"]
    yield _program("web", web, pass_fds=(listener.fileno(),))


def _program(name: str, command: Sequence[object], **options: object) -> Program:
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    options |= {"cwd": settings.BASE_DIR}
    log = LOGS / f"{name}.log"
    return Program(name, command, log, environment=environment, options=options)


def listen(port: int) -> socket.socket:
    """Taken before anything else starts; a caller who comes too early waits for the answer."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except (OSError, OverflowError) as problem:
        listener.close()
        raise CannotRun(
            f"ポート {port} は使えません({problem})。ほかの番号で: "
            f"python3 manage.py up --port {port + 1 if 0 < port < 65535 else 8001}"
        ) from None
    return listener


@contextmanager
def only_one(listener: socket.socket) -> Iterator[None]:
    """Two on one checkout would share database, logs and broker."""
    file = settings.VAR_DIR / "up.lock"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise CannotRun(f"もう動いています: {lock.read().strip()}") from None
        lock.truncate(0)
        lock.write(f"{url(listener)} (pid {os.getpid()})")
        lock.flush()
        yield


def stop_on_signals() -> None:
    """Also where a shell started us with SIGINT ignored, and when the terminal is closed."""
    for received in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(received, signal.default_int_handler)


def url(listener: socket.socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}/"


def health(listener: socket.socket) -> int | None:
    with closing(http.client.HTTPConnection(*listener.getsockname(), timeout=10)) as caller:
        try:
            caller.request("GET", "/health/")
            return caller.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
