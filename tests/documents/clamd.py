"""A clamd of our own for the tests: speaks INSTREAM and PING, and misbehaves to order."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server, command = self.server, b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        server.seen.append(content)
        if server.answer == "drips":  # each piece in time, the whole never
            while not server.over.wait(0.05):
                self.wfile.write(b"s")
        elif server.answer == "hangs":
            server.over.wait()
        elif server.answer:
            self.wfile.write(server.answer.encode())
        elif EICAR in content:
            self.wfile.write(b"stream: Eicar-Signature FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")

    def finish(self) -> None:
        with suppress(BrokenPipeError):  # the portal has gone
            super().finish()


class _OnASocket(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A conversation broken off is what some tests are about."""


class _OnAPort(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True


@contextmanager
def running(where: Path | None = None) -> Iterator[socketserver.BaseServer]:
    """On a socket in that folder, else on a port. `answer` overrides its verdict."""
    if where:
        server = _OnASocket(str(where / "clamd"), _Conversation)
        server.url = f"unix://{where}/clamd"
    else:
        server = _OnAPort(("127.0.0.1", 0), _Conversation)
        server.url = f"tcp://127.0.0.1:{server.server_address[1]}"
    server.answer, server.seen, server.over = "", [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
