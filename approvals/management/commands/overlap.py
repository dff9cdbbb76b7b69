"""4(2)ア from the command line: the official accounts most like a text."""

import argparse
import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import OfficialAccount, Service
from approvals.overlap import Profile, Similar
from approvals.register import RegisterIndex
from komae_sns.text import cannot_be_stored, is_blank

_TEXTS = {
    "purpose": "目的",
    "topics": "投稿内容",
    "audience": "対象者",
    "frequency": "発信の回数",
    "service": "サービスのコードか名称",
    "department": "申請する課の名前",
}


class Command(BaseCommand):
    help = "目的や投稿内容が似ている公式アカウントを、似ている順に、理由とともに示します。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        for name, meaning in _TEXTS.items():
            parser.add_argument(f"--{name}", default="", help=meaning, required=name == "purpose")
        parser.add_argument("--limit", type=int, default=10, help="示す数（はじめは10）")
        parser.add_argument("--json", action="store_true", help="JSONで示します")

    def handle(self, *args: Any, limit: int, json: bool, **options: Any) -> None:
        asked = _asked({name: options[name] for name in _TEXTS})
        if limit < 1:
            raise CommandError("--limit は1以上にしてください。")
        similar = RegisterIndex().most_similar(asked, limit)
        accounts = OfficialAccount.objects.with_names().in_bulk([one.id for one in similar])
        rows = [_row(rank, one, accounts[one.id]) for rank, one in enumerate(similar, 1)]
        self.stdout.write(_as_json(rows) if json else "\n".join(_lines(rows)))


def _asked(texts: dict[str, str]) -> Profile:
    if is_blank(texts["purpose"]) and is_blank(texts["topics"]):
        raise CommandError("--purpose に目的を書いてください。")
    if any(map(cannot_be_stored, texts.values())):
        raise CommandError("読みとれない文字が入っています。")
    known = Service.objects.filter(code=texts["service"]).values_list("name", flat=True).first()
    return Profile(**texts | {"service": known or texts["service"]})


def _row(rank: int, similar: Similar, account: OfficialAccount) -> dict[str, Any]:
    return {
        "rank": rank,
        "id": account.pk,
        "name": account.name,
        "service": account.service.name,
        "handle": account.handle,
        "department": account.department.name,
        "status": account.get_status_display(),
        "score": similar.score,
        "shared_words": list(similar.shared_words),
        "near_words": [list(pair) for pair in similar.near_words],
        "reasons": list(similar.reasons),
    }


def _as_json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    if not rows:
        yield "似ている公式アカウントはありません。"
    for row in rows:
        yield (
            f"{row['rank']:2} {row['score']:.3f} {row['name']}（{row['service']}・"
            f"{row['department']}・{row['status']}） {'、'.join(row['reasons'])}"
        )
