"""The regular duties of a year: rules of conduct, posts read through, figures of the months."""

from datetime import date, timedelta

from accounts.figure_table import months_of
from accounts.in_charge import in_charge
from accounts.metrics import metrics_of
from accounts.models import OfficialAccount
from accounts.services.acknowledgements import acknowledge, text_sha256
from accounts.services.consents import record_consent
from accounts.services.contacts import ask_contact, decide_contact
from accounts.services.content_checks import check_content
from accounts.services.figures import Entry, Reading, record_month
from komae_sns.documents.fiscal_year import first_day, fiscal_year
from komae_sns.home.demo.town import Town
from komae_sns.staff.models import User

# Sections whose head has not yet read the rules of conduct this year.
LATE = ("公民館", "清掃課")
# Account → followers at the beginning of the 年度, growth a month, posts a month.
FIGURES = {
    "koho_x": (12_400, 85, 38),
    "bosai_x": (21_900, 240, 12),
    "kosodate_x": (3_150, 35, 22),
    "bohan_x": (5_612, 28, 15),
    "koho_line": (51_000, 420, 9),
}
# Whom bosai_x asks to follow: days ago, name, address, reason, whether the head has decided.
CONTACTS = (
    (20, "東京都防災（公式）", "https://x.com/tokyo_bousai", "都の避難情報を伝えられる", True),
    (2, "気象庁防災情報（公式）", "https://x.com/JMA_bousai", "警報の解説をすぐ読める", False),
)
SILENT, SILENCE = "sports_x", timedelta(days=210)


class Duties:
    def __init__(self, town: Town, register: dict[str, OfficialAccount]) -> None:
        self.town, self.register = town, register

    def account(self, key: str) -> OfficialAccount:
        return OfficialAccount.objects.with_names().get(pk=self.register[key].pk)

    def acknowledge(self) -> None:
        today = self.town.clock.today
        late = {self.town.headship(section).user_id for section in LATE}
        for user in in_charge(today).exclude(pk__in=late):
            since = max(first_day(fiscal_year(today)), user.managing_since, user.posting_since)
            self._acknowledge(user, since)

    def _acknowledge(self, user: User, since: date) -> None:
        ago = next(days for days in (12, 5, 1, 0) if self.town.clock.day(days) >= since)
        by = self.town.actor(user, ago)
        acknowledge(text=text_sha256(), by=by, now=self.town.clock.at(ago, 9, 15))

    def read_posts_through(self) -> None:
        found = {
            "result": "FOUND",
            "findings": "先月の投稿の問合せ先が、移転前の電話番号になっている。",
            "response": "削除して、正しい番号で再び発信した。",
        }
        for key, ago, facts in (("koho_x", 3, {"result": "FINE"}), ("bosai_x", 1, found)):
            by = self.town.clerk(self.account(key).department.name, ago)
            covers_from = self.town.clock.day(ago + 22)
            now = self.town.clock.at(ago, 16, 30)
            check_content(self.account(key), covers_from=covers_from, **facts, by=by, now=now)

    def record_consents(self) -> None:
        for ago, subject, giver, scope, days in (
            (30, "総合防災訓練に参加した市民（受付で案内）", "PERSON", "訓練の写真5枚", None),
            (25, "第三小学校6年1組の防災授業", "BODY", "授業の写真3枚。顔の写らないもの", 90),
        ):
            account, clock = self.account("bosai_x"), self.town.clock
            record_consent(
                account,
                subject=subject,
                giver=giver,
                scope=scope,
                evidence="同意書（課のキャビネット3）",
                given_on=clock.day(ago),
                ends_on=clock.day(ago) + timedelta(days=days) if days else None,
                by=self.town.clerk(account.department.name, ago),
            )

    def permit_contacts(self) -> None:
        """One permitted, one for the head to decide."""
        account, clock = self.account("bosai_x"), self.town.clock
        section = account.department.name
        for ago, target, url, reason, is_decided in CONTACTS:
            contact = ask_contact(
                account,
                kind="FOLLOW",
                body="PUBLIC",
                target=target,
                url=url,
                reason=reason,
                by=self.town.clerk(section, ago),
                now=clock.at(ago, 11),
            )
            if is_decided:
                by = self.town.head(section, ago - 1)
                decide_contact(contact, permitted=True, by=by, now=clock.at(ago - 1, 9))

    def keep_figures(self) -> None:
        today = self.town.clock.today
        for key, (followers, growth, posts) in FIGURES.items():
            for n, month in enumerate(m for m in months_of(fiscal_year(today)) if m <= today):
                self.keep_month(key, month, followers + growth * n, posts + n % 3)
        silent = {"last_post": Entry(day=today - SILENCE)}
        self._record(self.account(SILENT), today.replace(day=1), silent)

    def keep_month(self, key: str, month: date, followers: int, posts: int) -> None:
        account = self.account(key)
        known = {
            "followers": Entry(value=followers),
            "posts": Entry(value=posts),
            "reactions": Entry(value=posts * 31),
            "views": Entry(missing_because="サービスが公開していない"),
            "last_post": Entry(day=month),
        }
        asked = {metric.code for metric in metrics_of(account.service.rule)}
        self._record(account, month, {code: e for code, e in known.items() if code in asked})

    def _record(self, account: OfficialAccount, month: date, entries: dict[str, Entry]) -> None:
        reading = Reading(self.town.clock.today, "SCREEN")
        by = self.town.clerk(account.department.name)
        record_month(account, month, entries, reading, by=by, now=self.town.clock.now)
