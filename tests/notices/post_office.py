"""A real mail server for tests, which can be told to refuse, to hang up and to say nothing."""

import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

OK, HANG, TAKE_AND_HANG = "250 OK", "hang", "take and hang"
Answers = Callable[[str, str], str]  # (command, its words) → the answer


def takes_all(command: str, words: str) -> str:
    return OK


@dataclass
class PostOffice:
    """`answers` decides at GREET, MAIL, RCPT and DATA (after the last line)."""

    answers: Answers = takes_all
    received: list[EmailMessage] = field(default_factory=list)
    talks: int = 0
    commands: list[str] = field(default_factory=list)
    port: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def subjects(self) -> list[str]:
        return [message["Subject"] for message in self.received]

    def copies_of(self, message_id: str) -> int:
        return sum(message["Message-ID"] == message_id for message in self.received)


class _Talk(socketserver.StreamRequestHandler):
    office: PostOffice

    def handle(self) -> None:
        self.office.talks += 1
        if not self._say(self.office.answers("GREET", ""), "220 ready"):
            return
        while line := self.rfile.readline():
            command, _, words = line.decode().strip().partition(" ")
            self.office.commands.append(command.upper())
            if not self._answer(command.upper(), words):
                return

    def _answer(self, command: str, words: str) -> bool:
        match command:
            case "EHLO":
                return self._say("250-post\r\n250 8BITMIME")
            case "QUIT":
                self._say("221 bye")
                return False
            case "MAIL" | "RCPT":
                return self._say(self.office.answers(command, words))
            case "DATA":
                self._say("354 go on")
                message = self._read_message()
                return message is not None and self._take(message)
            case _:
                return self._say(OK)

    def _read_message(self) -> bytes | None:
        """None: whoever sent it died before the last line, and no server takes such a mail."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return None
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _take(self, raw: bytes) -> bool:
        message = message_from_bytes(raw, policy=policy.default)
        answer = self.office.answers("DATA", message["To"] or "")
        if answer in {OK, TAKE_AND_HANG}:
            self.office.received.append(message)
        return self._say(answer)

    def _say(self, answer: str, instead_of_ok: str = OK) -> bool:
        """False when the talk is over: hung, or closed by a 421."""
        if answer in {HANG, TAKE_AND_HANG}:
            self.office.closing.wait(30)
            return False
        try:
            text = instead_of_ok if answer == OK else answer
            self.wfile.write(f"{text}\r\n".encode())
        except OSError:
            return False
        return not answer.startswith("421")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address, block_on_close = True, True, False

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed hangs up in the middle of a word."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def post_office(settings, answers: Answers = takes_all) -> Iterator[PostOffice]:
    """Django's own SMTP backend sends to it."""
    office = PostOffice(answers)
    talk = type("Talk", (_Talk,), {"office": office})
    with _Server(("127.0.0.1", 0), talk) as server:
        office.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        _send_there(settings, office.port)
        try:
            yield office
        finally:
            office.closing.set()
            server.shutdown()


def _send_there(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 0.3  # seconds


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]
