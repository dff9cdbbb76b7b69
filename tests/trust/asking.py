"""Asking the portal as somebody, and taking back whatever the answer changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.trust.world import World

_WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REPLACE")
# A session remembers when it was last used; axes counts attempts; a paper in force is printed
# when somebody first asks for it, and kept.
_OF_THE_HOUSE = ("django_session", "axes_", "documents_paper")


@dataclass(frozen=True)
class Answer:
    response: HttpResponse
    body: bytes
    writes: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        """The status as matrix.txt writes it."""
        to_login = self.response.status_code == 302 and (
            self.response.headers["Location"].startswith("/login/?next=")
        )
        return "in" if to_login else str(self.response.status_code)


def ask(
    world: World,
    person: str,
    method: str,
    path: str,
    typed: dict[str, Any] | None = None,
    **headers: str,
) -> Answer:
    """A server error is an answer too (500), and nothing of it stays."""
    client = Client(raise_request_exception=False)
    if world.sessions[person]:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[person]
    with taken_back(), _writes_seen() as writes:
        send = getattr(client, method.lower())
        response = send(path, typed or {}, headers=headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    return Answer(response, body, writes)


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _writes_seen() -> Iterator[list[str]]:
    seen: list[str] = []

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.lstrip("( ").startswith(_WRITES) and not any(name in sql for name in _OF_THE_HOUSE):
            seen.append(sql[:120])
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield seen
