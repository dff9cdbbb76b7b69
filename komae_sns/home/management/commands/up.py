"""The whole portal in one foreground command, for trying it and for working on it."""

import os
import socket
import time
import tomllib
import unicodedata
from collections.abc import Sequence
from contextlib import closing, suppress
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from komae_sns import embedded
from komae_sns.home import running
from komae_sns.home.models import Heartbeat
from komae_sns.home.running import LOGS, CannotRun
from komae_sns.processes import ProgramFailed, Supervisor

READY_SECONDS = 120


class Command(BaseCommand):
    help = (
        "ポータルを動かします(Ctrl-C で止まります)。データベースは DATABASE_URL、"
        "なければ SQLite。Redis は REDIS_URL、なければ自分で動かします。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="0 なら空いている番号を選びます")
        parser.add_argument("--empty", action="store_true", help="見本のデータを入れません")

    def handle(self, *args: object, port: int, empty: bool, **options: object) -> None:
        if not settings.FOR_TRIAL:
            raise CommandError("up は試用のためのものです。本番は komae_sns/deploy/README.md へ。")
        running.stop_on_signals()
        supervisor = Supervisor(self.say)
        try:
            with closing(running.listen(port)) as listener, running.only_one(listener):
                try:
                    self._run(supervisor, listener, empty)
                finally:
                    self._stop(supervisor)
        except KeyboardInterrupt:
            self.say("止まりました。")
        except (CannotRun, ProgramFailed, embedded.ServerMissing) as problem:
            raise CommandError(problem) from None

    def say(self, sentence: str) -> None:
        with suppress(BrokenPipeError):  # nobody reads any more: no reason to stop
            self.stdout.write(sentence)
            self.stdout.flush()

    def _run(self, supervisor: Supervisor, listener: socket.socket, empty: bool) -> None:
        if settings.EMBEDDED_REDIS:
            folder = embedded.take_lasting_folder(settings.VAR_DIR)
            supervisor.take_over(embedded.start_valkey(folder, LOGS / "valkey.log").program)
        self._prepare(empty)
        for program in running.programs(listener):
            supervisor.start(program)
        self._await_ready(supervisor, listener)
        self._welcome(listener)
        while True:
            time.sleep(0.5)
            supervisor.watch()

    def _prepare(self, empty: bool) -> None:
        self.say("データベースを整えています …")
        call_command("migrate", interactive=False, verbosity=0)
        Heartbeat.objects.all().delete()  # those of the last time
        call_command("collectstatic", interactive=False, verbosity=0)
        if not get_user_model().objects.exists():
            self.say("はじめてのデータを入れています …")
            with transaction.atomic():  # all of it, or next time again
                call_command("load_city" if empty else "seed_demo", verbosity=0)
        connection.close()

    def _await_ready(self, supervisor: Supervisor, listener: socket.socket) -> None:
        end = time.monotonic() + READY_SECONDS
        while (status := running.health(listener)) != HTTPStatus.OK:
            supervisor.watch()
            if time.monotonic() > end:
                if status is None:
                    raise ProgramFailed(f"画面が動きません。記録: {LOGS}")
                self.say(f"動いていない部分があります: {running.url(listener)}health/ 記録: {LOGS}")
                break
            time.sleep(0.2)

    def _welcome(self, listener: socket.socket) -> None:
        self.say(f"READY {running.url(listener)}")
        self._show_demo_logins()
        connection.close()
        self.say("止めるには Ctrl-C")

    def _show_demo_logins(self) -> None:
        users = {user.username: user for user in get_user_model().objects.filter(is_active=True)}
        logins = [login for login in _demo_logins() if login["username"] in users]
        if not logins:
            return
        from komae_sns.home import demo  # a part of its own, not needed before

        rows = [(login["sees"], login["username"], login.get("page", "/")) for login in logins]
        self.say(_table(("見本の人", "ユーザー名", "はじめに見る画面"), rows))
        password = os.environ.get("KOMAE_DEMO_PASSWORD") or demo.PASSWORD_DEFAULT
        if users[logins[0]["username"]].check_password(password):
            self.say(f"パスワード(みな同じ): {password}")

    def _stop(self, supervisor: Supervisor) -> None:
        self.say("止めています …")
        try:
            supervisor.stop()
        except KeyboardInterrupt:  # asked again: no more patience
            supervisor.kill()
        with suppress(OSError):
            embedded.lasting_folder(settings.VAR_DIR).rmdir()


def _demo_logins() -> list[dict[str, Any]]:
    file = settings.BASE_DIR / "komae_sns" / "home" / "demo" / "city.toml"
    return tomllib.loads(file.read_text())["logins"]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, *rows]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        )
        for line in lines
    )


def _width(text: str) -> int:
    """In columns of a terminal."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
