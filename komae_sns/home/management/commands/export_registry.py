"""DESIGN 14: `export_registry DIR [--base-url URL] [--json]`, `export_registry --verify DIR`."""

import json
import sys
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from komae_sns.audit import signing
from komae_sns.home.registry.copy import manifest
from komae_sns.home.registry.copy.pages import Copy
from komae_sns.home.registry.copy.writing import Refused, write


class Command(BaseCommand):
    help = (
        "市民に見せる一覧を、市のウェブサーバーに置くファイルとして書き出します。"
        "変わったものだけを書き、前のものとの入れかえは一度に行います。"
        "--verify で、置いたものが書き出したままかを確かめます（終了コード1：ちがう）。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="書き出す先")
        parser.add_argument(
            "--base-url",
            default="",
            help="市民が開くアドレス（なければ設定の REGISTRY_URL）。QRコードとデータに入ります",
        )
        parser.add_argument("--verify", type=Path, metavar="DIR", help="書き出したものを確かめます")
        parser.add_argument(
            "--key", type=Path, help="確かめる公開鍵（PEM）。なければ、このポータルの鍵"
        )
        parser.add_argument("--json", action="store_true", help="結果をJSONで出します")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            self._verify(options["verify"], options["key"], as_json=options["json"])
        elif options["folder"]:
            self._write(options["folder"], options["base_url"], as_json=options["json"])
        else:
            raise CommandError("書き出す先（DIR）か、--verify DIR を指定してください。")

    def _write(self, folder: Path, base: str, *, as_json: bool) -> None:
        if base and not base.startswith(("https://", "http://")):
            raise CommandError("--base-url は https:// ではじまるアドレスにしてください。")
        started = time.monotonic()
        copy = Copy(f"{base.rstrip('/')}/" if base else settings.REGISTRY_URL)
        try:
            written = write(folder, copy.files())
        except (Refused, OSError) as problem:
            raise CommandError(str(problem)) from problem
        seconds = round(time.monotonic() - started, 2)
        if as_json:
            told = asdict(written) | {"failed": copy.failed, "seconds": seconds}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(
                f"{folder}：書いた {len(written.changed):,}、変わらない {written.unchanged:,}、"
                f"なくした {len(written.removed):,}（{seconds}秒）\n"
                f"市民が開くアドレス：{base or settings.REGISTRY_URL}"
            )
        for failure in copy.failed:
            self.stderr.write(f"印刷できません：{failure}")
        if copy.failed:
            sys.exit(1)

    def _verify(self, folder: Path, key: Path | None, *, as_json: bool) -> None:
        try:
            public = signing.read_public(key.read_bytes() if key else signing.public_pem())
        except (OSError, ValueError) as problem:
            raise CommandError(str(problem)) from problem
        faults = manifest.verify(folder, public)
        if as_json:
            told = {"sound": not faults, "faults": [asdict(fault) for fault in faults]}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            for fault in faults:
                self.stderr.write(f"{fault.file}：{fault.sentence}")
            self.stdout.write(
                "書き出したままです。" if not faults else "書き出したままではありません。"
            )
        if faults:
            sys.exit(1)
