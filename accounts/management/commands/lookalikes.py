"""DESIGN 14: `lookalikes HANDLE… [--json]`: similar official accounts, with the reason."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.lookalike import Lookalikes
from accounts.models import OfficialAccount

MOST = 20


class Command(BaseCommand):
    help = (
        "ユーザー名が似ている公式アカウントを、理由とともに示します。"
        "似ているだけで、にせものとは限りません。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("handle", nargs="+", help="調べるユーザー名")
        parser.add_argument("--json", action="store_true", help="1件1行のJSONで出します")

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = OfficialAccount.objects.published().select_related("service")
        by_id = {account.pk: account for account in accounts.order_by("pk")}
        index = Lookalikes((pk, account.handle) for pk, account in by_id.items())
        for handle in options["handle"]:
            found = [
                {
                    "name": by_id[alike.id].name,
                    "service": by_id[alike.id].service.code,
                    "handle": by_id[alike.id].shown_handle,
                    "url": by_id[alike.id].url,
                    "reason": alike.reason.label,
                }
                for alike in index.similar(handle, MOST)
            ]
            if options["json"]:
                line = {"input": handle, "similar": found}
                self.stdout.write(json.dumps(line, ensure_ascii=False))
            else:
                self._tell(handle, found)

    def _tell(self, handle: str, found: list[dict[str, str]]) -> None:
        self.stdout.write(f"{handle}：似ている公式アカウント {len(found)}件")
        for one in found:
            self.stdout.write(f"  {one['name']}　{one['handle']}　{one['url']}　{one['reason']}")
