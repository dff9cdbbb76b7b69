"""`load_city`: the city's data that lives in tables. Run again, it adds only what is missing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.services import load_services
from komae_sns import city


class Command(BaseCommand):
    help = "市のデータ（媒体）を読みこみます。何度実行しても同じです。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--update",
            action="store_true",
            help="管理画面で直した媒体も、ファイルの内容に合わせます。",
        )

    def handle(self, *args: Any, update: bool, **options: Any) -> None:
        loaded = load_services(update=update)
        if not options["verbosity"]:
            return
        self.stdout.write(f"{city.facts()['name']}のデータを読みこみました。")
        self._say("加えた媒体", loaded.added)
        self._say("ファイルに合わせた媒体", loaded.updated)
        self._say("ファイルとちがうまま残した媒体（合わせるときは --update）", loaded.differing)

    def _say(self, what: str, names: tuple[str, ...]) -> None:
        if names:
            self.stdout.write(f"{what}：{'、'.join(names)}")
