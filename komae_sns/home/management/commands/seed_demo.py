"""The demo city, told by the services: a smoke test of the whole procedure."""

import os
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from komae_sns.home import demo
from komae_sns.home.models import SampleData
from komae_sns.staff.models import User

SHORTEST_PASSWORD = 15


class Command(BaseCommand):
    help = (
        "見本の市（部課・人・アカウント・申請・会議）を、空のデータベースに入れます。"
        "パスワードは KOMAE_DEMO_PASSWORD、なければ見本のものです。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--accounts",
            type=int,
            default=0,
            metavar="N",
            help=("試しのアカウントをN件加えます。10万件は、PostgreSQLで数分かかります。"),
        )

    def handle(self, *args: object, accounts: int, verbosity: int, **options: object) -> None:
        password = _password()
        _refuse(accounts)
        from komae_sns.home.demo import crowd, story  # large, and not needed to say no

        with transaction.atomic():
            call_command("load_city", stdout=StringIO())
            town = story.tell(timezone.now(), password)
            crowd.gather(town, accounts)
            SampleData.objects.create(loaded_at=town.clock.now)
        if verbosity:
            self._report()

    def _report(self) -> None:
        self.stdout.write(f"見本の市を入れました。ログインできる人は{len(demo.LOGINS)}人です。")
        for post, username, page in demo.LOGINS:
            self.stdout.write(f"  {username}（{post}） {page}")


def _password() -> str:
    password = os.environ.get("KOMAE_DEMO_PASSWORD") or demo.PASSWORD_DEFAULT
    if len(password) < SHORTEST_PASSWORD:
        raise CommandError(f"KOMAE_DEMO_PASSWORD は{SHORTEST_PASSWORD}文字以上にしてください。")
    return password


def _refuse(accounts: int) -> None:
    if not settings.FOR_TRIAL:
        raise CommandError("見本のデータは試用のためのものです。本番のデータベースには入れません。")
    if User.objects.exists():
        raise CommandError(
            "もう人が登録されています。見本のデータは、空のデータベースにだけ入れます。"
        )
    if accounts < 0:
        raise CommandError("--accounts は0以上の数にしてください。")
