"""A draft of a post against the guideline."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.timezone import localdate

from accounts.models import OfficialAccount, Service
from approvals.post_check import (
    Context,
    Finding,
    Severity,
    TooLong,
    check,
    line_and_column,
)
from approvals.post_check.rules import of_the_city
from approvals.post_context import context_for
from approvals.post_findings import rules_today

STANDARD_INPUT = "-"
_LARGEST = 1024 * 1024  # bytes


class Command(BaseCommand):
    help = (
        "投稿の下書きを、ガイドラインと見くらべます（投稿前チェック）。"
        "指摘が1つでもあれば終了コードは1、読めないときは2です。「お知らせ」は指摘に数えません。"
    )
    requires_system_checks: Sequence[str] = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help=f"UTF-8の文書（{STANDARD_INPUT} は標準入力）")
        parser.add_argument("--account", default="", help="アカウントのユーザー名か番号")
        parser.add_argument("--service", default="", help="媒体のコードか名称（x・LINE など）")
        parser.add_argument(
            "--today", type=date.fromisoformat, help="投稿する日（はじめは今日。例：2026-12-01）"
        )
        parser.add_argument("--json", action="store_true", help="JSONで出す")

    def handle(
        self, *args: Any, file: str, account: str, service: str, json: bool, **options: Any
    ) -> None:
        text, day = _text(file), options["today"] or localdate()
        try:
            about = {
                "account": _account(account) if account else None,
                "service": _service(service) if service else None,
            }
            context, rules = context_for(text, **about, by=None, day=day), rules_today()
        except DatabaseError as fault:
            if account or service:
                raise CommandError("データベースを読めません。", returncode=2) from fault
            self.stderr.write("データベースがないので、市のデータだけで確かめます。")
            context, rules = Context(today=day), of_the_city()
        findings = check(text, context, rules)
        self.stdout.write(_as_json(text, findings) if json else _as_text(text, findings))
        if not all(finding.is_note for finding in findings):
            sys.exit(1)


def _text(file: str) -> str:
    """As it stands; one line break at the end is the file's, not the draft's."""
    try:
        text = _content(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} は、UTF-8の文書ではありません。", returncode=2) from error
    except OSError as error:
        raise CommandError(f"{file} を開けません（{error.strerror}）。", returncode=2) from error
    if len(text) > (longest := of_the_city().longest):
        raise CommandError(str(TooLong(longest)), returncode=2)
    return text.removesuffix("\n").removesuffix("\r")


def _content(file: str) -> bytes:
    if file == STANDARD_INPUT:
        return sys.stdin.buffer.read(_LARGEST)
    with Path(file).open("rb") as opened:
        return opened.read(_LARGEST)


def _account(named: str) -> OfficialAccount:
    """By its number, or by a handle that only one of them has."""
    try:
        return OfficialAccount.objects.select_related("service", "department").named(named)
    except OfficialAccount.DoesNotExist:
        few = "はありません"
    except OfficialAccount.MultipleObjectsReturned:
        few = "がいくつもあります。番号で示してください"
    raise CommandError(f"「{named}」というアカウント{few}。", returncode=2)


def _service(named: str) -> Service:
    rows = Service.objects.all()
    found = rows.filter(code=named.casefold()).first() or rows.filter(name=named).first()
    if found is None:
        raise CommandError(f"「{named}」という媒体はありません。", returncode=2)
    return found


def _as_json(text: str, findings: Sequence[Finding]) -> str:
    rows = []
    for finding in findings:
        line, column = line_and_column(text, finding.start)
        place = {"line": line, "column": column, "level": finding.severity.label}
        rows.append(asdict(finding) | place)
    return json.dumps({"characters": len(text), "findings": rows}, ensure_ascii=False, indent=2)


def _as_text(text: str, findings: Sequence[Finding]) -> str:
    lines = []
    for finding in findings:
        place = "{}:{}　".format(*line_and_column(text, finding.start)) if finding.quoted else ""
        level = finding.severity.label
        lines.append(f"[{level}] {finding.clause}　{place}{finding.label}：{finding.message}")
        if finding.quoted:
            lines.append(f"    文：{finding.quoted}")
        lines.append(f"    すること：{finding.mend}")
    counts = [(s.label, sum(f.severity is s for f in findings)) for s in Severity]
    said = "　".join(f"{label}：{count}件" for label, count in counts if count)
    lines.append(said or "指摘はありません。")
    return "\n".join(lines)
