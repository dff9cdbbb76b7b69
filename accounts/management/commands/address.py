"""What the portal makes of a pasted address, one JSON object per line."""

import argparse
import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseFault

from accounts.address import Address, BadRule, ServiceRule, read, rules_from_toml
from komae_sns import city
from komae_sns.text import cannot_be_stored

_DATABASE_WAIT_SECONDS = "2"


class Command(BaseCommand):
    help = (
        "貼り付けた文字から、サービス・ユーザー名・正式なアドレスを読みとります。"
        "引数がなければ標準入力を1行ずつ読みます。誤りが1つでもあれば終了コードは1です。"
    )
    requires_system_checks: Sequence[str] = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("text", nargs="*", help="アドレスやユーザー名")
        parser.add_argument("--service", help="ユーザー名だけを入れるときの、サービスのコード")

    def handle(self, *args: Any, text: list[str], service: str | None, **options: Any) -> None:
        try:
            services = _services()
        except BadRule as fault:
            raise CommandError(str(fault)) from fault
        failed = False
        for line in text or _lines():
            address = read(line, services, service=service)
            self.stdout.write(_json(address))
            failed = failed or not address.ok
        if failed:
            sys.exit(1)


def _services() -> tuple[ServiceRule, ...]:
    """The Service table, or the city's own list where no database can be asked."""
    return _from_table() or rules_from_toml(city.folder() / "services.toml")


def _from_table() -> tuple[ServiceRule, ...]:
    from accounts.models import Service

    os.environ.setdefault("PGCONNECT_TIMEOUT", _DATABASE_WAIT_SECONDS)
    try:
        return Service.objects.rules()
    except (DatabaseFault, ImproperlyConfigured, OSError):
        return ()


def _lines() -> Iterable[str]:
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    for line in sys.stdin:
        if text := line.removeprefix("\ufeff").rstrip("\r\n"):
            yield text


def _json(address: Address) -> str:
    problems = [
        {
            "level": problem.level,
            "code": problem.code,
            "message": problem.message,
            "suggestion": problem.suggestion,
        }
        for problem in address.problems
    ]
    fields = {
        "input": address.input,
        "service": address.service,
        "handle": address.handle,
        "url": address.url,
        "problems": problems,
    }
    # Bytes that were no UTF-8 arrive as lone surrogates; they can only be written escaped
    escaped = cannot_be_stored(address.input)
    return json.dumps(fields, ensure_ascii=escaped)
