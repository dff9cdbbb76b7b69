"""A policy of any layout against the guideline."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from accounts.models import OfficialAccount
from komae_sns.text import is_blank
from policies.check import Finding, Register, check_recognised
from policies.permitted import register_of_accounts
from policies.recognise import Recognised, TooLong, recognise
from policies.recognise.files import LARGEST_FILE, UnreadableFile, text_of

STANDARD_INPUT = "-"


class Command(BaseCommand):
    help = (
        "運用ポリシー（.txt・.md・.html・.docx、見本の形でなくてもよい）を、ガイドラインと見くらべます。"
        "指摘が1つでもあれば終了コードは1です。"
    )
    requires_system_checks: Sequence[str] = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help=f"ファイル（{STANDARD_INPUT} は標準入力）")
        parser.add_argument(
            "--account",
            default="",
            help="アカウントのユーザー名か番号（認めるフォロー・返信の台帳とも見くらべる）",
        )
        parser.add_argument("--json", action="store_true", help="JSONで出す")

    def handle(self, *args: Any, file: str, account: str, json: bool, **options: Any) -> None:
        try:
            text = text_of(_content(file))
            read = recognise(text)
        except (TooLong, UnreadableFile) as unreadable:
            raise CommandError(str(unreadable), returncode=2) from unreadable
        if is_blank(text):
            raise CommandError("文が書かれていません。", returncode=2)
        findings = check_recognised(read, _register(account) if account else None)
        self.stdout.write(_as_json(read, findings) if json else _as_text(read, findings))
        if findings:
            sys.exit(1)


def _register(named: str) -> Register | None:
    """Of the account with that number, or the handle that only one of them has."""
    try:
        return register_of_accounts([OfficialAccount.objects.named(named).pk])
    except DatabaseError as fault:
        raise CommandError("データベースを読めません。", returncode=2) from fault
    except OfficialAccount.DoesNotExist:
        few = "はありません"
    except OfficialAccount.MultipleObjectsReturned:
        few = "がいくつもあります。番号で示してください"
    raise CommandError(f"「{named}」というアカウント{few}。", returncode=2)


def _content(file: str) -> bytes:
    if file == STANDARD_INPUT:
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise CommandError(f"{file} を開けません（{error.strerror}）。", returncode=2) from error


def _as_json(read: Recognised, findings: Sequence[Finding]) -> str:
    rows = []
    for finding in findings:
        row = asdict(finding)
        line = read.numbers.get(row.pop("article"), 0)
        rows.append(row | {"level": finding.severity.label, "line": line})
    facts = {"title": read.title, "articles": len(read.articles), "findings": rows}
    return json.dumps(facts, ensure_ascii=False, indent=2)


def _as_text(read: Recognised, findings: Sequence[Finding]) -> str:
    lines = [f"{read.title or '（題名なし）'}　{len(read.articles)}条"]
    for finding in findings:
        place = f"{finding.place}　" if finding.place else ""
        lines.append(f"[{finding.severity.label}] {finding.clause}　{place}{finding.message}")
        if finding.words:
            lines.append(f"    文：{finding.words}")
        lines.append(f"    直し方：{finding.mend}")
    mend = sum(finding.must_be_mended for finding in findings)
    lines.append(
        f"直す必要がある：{mend}件　確かめる：{len(findings) - mend}件"
        if findings
        else "指摘はありません。"
    )
    return "\n".join(lines)
