"""Accounts that were stopped, that are being stopped, and one that pauses. Days in weekdays ago."""

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from PIL import Image, ImageDraw

from accounts.models import OfficialAccount, Suspension
from accounts.services import pauses, suspensions
from accounts.services.pauses import Grounds
from accounts.services.suspensions import Posted
from accounts.suspension_rules import checks, required_days
from komae_sns.documents.evidence.reading import read
from komae_sns.home.demo.town import Town

PAGE = "https://www.city.komae.tokyo.jp/sns.html"
STOPPED: Mapping[str, tuple[int, int, dict[str, Any]]] = {
    # account: begun, stopped
    "midori_tiktok": (
        88,
        60,
        {
            "reason": "投稿が月1件に満たず、市の動画チャンネルと内容が重なっている。",
            "followers": 310,
            "dependants": "緑のまちづくり協議会（動画をサイトで紹介している）",
            "lost_information": "緑地と花の動画",
            "level": "SMALL",
            "level_reason": "登録者が少なく、同じ動画を市の動画チャンネルでも見られる。",
        },
    ),
    "kanko_x": (
        75,
        25,
        {
            "reason": "インスタグラムと同じ内容で、返信もしていない。市のXに集約する。",
            "followers": 2_480,
            "dependants": "狛江市観光協会のサイトの埋めこみ",
            "lost_information": "催しと散歩コースの情報",
            "level": "MEDIUM",
            "level_reason": "登録者がある程度いて、催しの中止の知らせに使われている。",
        },
    ),
}
NOTIFYING: Mapping[str, tuple[int, int, dict[str, Any]]] = {
    # account: begun, days until the stop
    "bosai_other": (
        70,
        0,
        {
            "reason": "登録者がふえず、市の防災のXで足りている。",
            "followers": None,
            "followers_unknown": "サービスが公開していない",
            "dependants": "なし",
            "lost_information": "避難所と気象警報の情報",
            "level": "MEDIUM",
            "level_reason": "防災の情報であるため。登録者は少ない。",
        },
    ),
    "tosho_blog": (
        20,
        45,
        {
            "reason": "市ホームページに図書館の記事を載せられるようになった。",
            "followers": 640,
            "dependants": "学校司書の連絡会",
            "lost_information": "本の紹介と催しの記事",
            "level": "SMALL",
            "level_reason": "同じ記事を市ホームページで読める。",
        },
    ),
}


class Stoppings:
    def __init__(self, town: Town, register: Mapping[str, OfficialAccount]) -> None:
        self.town, self.register = town, register
        self.screen = read("画面.png", _screen())

    def account(self, key: str) -> OfficialAccount:
        return OfficialAccount.objects.with_names().get(pk=self.register[key].pk)

    def stop(self) -> None:
        for key, (begun, stopped, facts) in STOPPED.items():
            days = (self.town.clock.day(stopped) - self.town.clock.day(begun - 4)).days
            made = self._announced(key, begun, days, facts)
            head = self.town.head(made.account.department.name, stopped)
            suspensions.stop(
                made,
                stopped_on=self.town.clock.day(stopped),
                confirmed=[check.key for check in checks()],
                by=head,
                now=self.town.clock.at(stopped, 10, 30),
            )

    def announce(self) -> None:
        """One whose period is over today, and one in the middle of it."""
        for key, (begun, ahead, facts) in NOTIFYING.items():
            today, first = self.town.clock.today, self.town.clock.day(begun - 4)
            self._announced(key, begun, (today - first).days + ahead, facts)

    def pause(self) -> None:
        account, ago = self.account("saiyo_threads"), 6
        grounds = Grounds(
            since=self.town.clock.day(ago),
            reason="ログインの確認コードが届かず、サービスの運営に問い合わせている。",
            published_reason="サービスの不具合のため、発信を休んでいます。採用の情報は市ホームページをご覧ください。",
            page_url=PAGE,
            published_on=self.town.clock.day(ago),
            brought=self.screen,
        )
        head = self.town.head(account.department.name, ago)
        pauses.pause(account, grounds, by=head, now=self.town.clock.at(ago, 11))

    def _announced(self, key: str, begun: int, days: int, facts: dict[str, Any]) -> Suspension:
        """Planned, confirmed, and told four weekdays after it began."""
        made = self._confirmed(key, begun, days, dict(facts))
        section = made.account.department.name
        ago = begun - 4
        for kind, text, address in (
            ("ACCOUNT", made.notice_text, made.account.url),
            ("CITY_PAGE", made.page_text, PAGE),
        ):
            self._tell(made, self.town.clerk(section, ago), ago, kind, text, address)
        target = made.successor
        by = self.town.clerk(target.department.name, ago)
        self._tell(made, by, ago, "GUIDANCE", made.guidance_text, target.url)
        return Suspension.objects.with_names().get(pk=made.pk)

    def _confirmed(self, key: str, begun: int, days: int, facts: dict[str, Any]) -> Suspension:
        account, clock = self.account(key), self.town.clock
        head = self.town.head(account.department.name, begun)
        reason = facts.pop("reason")
        made = suspensions.begin(account, reason=reason, by=head, now=clock.at(begun, 9, 20))
        least = required_days(facts["level"])
        plan = {
            "followers_on": clock.day(begun) if facts["followers"] is not None else None,
            "successor": self.account("koho_x"),
            "notice_days": least,
            "stop_on": clock.day(begun - 4) + timedelta(days=max(days, least)),
        }
        made = suspensions.write_plan(made, facts | plan, by=head, edit_number=0)
        suspensions.submit_plan(made, by=head, edit_number=1, now=clock.at(begun, 11))
        made = Suspension.objects.with_names().get(pk=made.pk)
        office = self.town.person("secretariat", begun - 2)
        suspensions.confirm_plan(made, by=office, edit_number=1, now=clock.at(begun - 2, 14))
        return Suspension.objects.with_names().get(pk=made.pk)

    def _tell(
        self, made: Suspension, by: Any, ago: int, kind: str, text: str, address: str
    ) -> None:
        posted = Posted(kind, by.today, text, url=address, brought=self.screen)
        suspensions.record_notice(made, posted, by=by, now=self.town.clock.at(ago, 15))


def _screen() -> bytes:
    """A picture that stands for a screenshot."""
    image, file = Image.new("RGB", (640, 400), "white"), io.BytesIO()
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 640, 56), fill="#0017c1")
    for line in range(5):
        draw.rectangle((40, 96 + line * 48, 600 - line * 60, 112 + line * 48), fill="#cccccc")
    image.save(file, "PNG")
    return file.getvalue()
