"""What a year of running brings: badges, links, domains, a new name, a change applied for."""

from datetime import timedelta
from typing import Any

from accounts import services as accounts
from accounts.models import OfficialAccount
from approvals.services import changing, drafting, filing, rounds
from komae_sns.home.demo.cases import Cases
from komae_sns.home.demo.registered import write
from komae_sns.staff.actors import Actor

PAGE = "https://www.city.komae.tokyo.jp/sns.html"
STALE = 140  # weekdays: more than the city's 180 days


class Upkeep:
    def __init__(self, cases: Cases) -> None:
        self.cases, self.town = cases, cases.town

    def account(self, key: str) -> OfficialAccount:
        return OfficialAccount.objects.with_names().get(pk=self.cases.register[key].pk)

    def keep_ledgers(self) -> None:
        self._badges()
        self._links()
        self._domains()
        by = self.town.person("secretariat", 28)
        accounts.set_address(
            self.account("sports_x"),
            "@komae_supo",
            by=by,
            reason="ほかの市の団体と紛れやすいため、サービスで名前を変えた",
            renamed_on=self.town.clock.day(30),
        )
        self._new_frequency()

    def _badges(self) -> None:
        for badge, ago, note in (
            ("APPLIED", 60, ""),
            ("GRANTED", 45, ""),
            ("LOST", 12, "サービスの制度が変わり、審査のやり直しになった"),
        ):
            day = self.town.clock.day(ago)
            by = self._clerk("kosodate_x", ago)
            account = self.account("kosodate_x")
            accounts.record_badge(account, badge, happened_on=day, note=note, by=by)

    def _links(self) -> None:
        for key, ago, leads_home in (
            ("koho_x", 20, True),
            ("bosai_x", STALE, True),
            ("tosho_x", 8, False),
        ):
            accounts.check_links(
                self.account(key),
                page_lists_it=True,
                page_url=PAGE,
                profile_leads_home=leads_home,
                checked_on=self.town.clock.day(ago),
                by=self.town.person("secretariat"),
                note="" if leads_home else "プロフィールのリンクが古いページを指している",
            )

    def _domains(self) -> None:
        for key, name, purpose, days in (
            ("koho_instagram", "狛江散歩.example.jp", "写真募集の特設サイト", 400),
            ("kanko_instagram", "komae-sanpo.example.jp", "観光の特設サイト", 21),
            ("shoko_facebook", "komae-shoko.example.jp", "商工まつりの特設サイト", -9),
        ):
            accounts.add_domain(
                self.account(key),
                name,
                by=self.town.person("secretariat"),
                expires_on=self.town.clock.today + timedelta(days=days),
                purpose=purpose,
                registrar="架空ドメイン登録株式会社",
                kept_by=self.account(key).department.name,
                note="",
            )

    def _new_frequency(self) -> None:
        account, ago = self.account("kosodate_x"), 15
        accounts.update_facts(
            account,
            {"frequency": "毎日1回くらい"},
            by=self.town.head(account.department.name, ago),
            edit_number=account.edit_number,
            reason="子育てひろばの予約が始まり、毎日の空きを知らせるため",
        )

    def apply_for_a_change(self, ago: int) -> None:
        """A new purpose with a new policy, filed and accepted."""
        clerk, head = self._clerk("bohan_x", ago), self._head("bohan_x", ago - 1)
        clock = self.town.clock
        account = self.account("bohan_x")
        application = changing.start_change(account, by=clerk, now=clock.at(ago, 10))
        answers = self._answers(ago)
        drafting.save_answers(application, answers, seen=0, by=clerk)
        version = changing.attach_revision(application, by=clerk)
        write(
            version,
            {"s5": {"s5.1.2": "防犯、交通安全及び消費生活の被害防止に関する情報"}},
            by=clerk,
        )
        self.cases.keep("bohan_change", application)
        change = self.cases["bohan_change"]
        read = rounds.presentation_of(change)
        filing.submit(change, presentation=read, by=head, now=clock.at(ago - 1, 11))
        by = self.town.person("secretariat", ago - 2)
        filing.accept(self.cases["bohan_change"], by=by, now=clock.at(ago - 2, 9, 30))

    def _answers(self, ago: int) -> dict[str, Any]:
        planned = self.town.clock.day(ago) + timedelta(days=60)
        return {
            "title": "安心安全課X「こまえ防犯情報」の目的の変更について",
            "purpose": "犯罪・交通事故・消費生活の被害を防ぐ身近な情報を、市民に早く届ける",
            "audience": "市民（とくに高齢の方と、子育て中の家庭）",
            "change_reason": "詐欺の電話と交通事故の相談が増え、まとめて知らせるほうが届くため",
            "planned_on": planned.isoformat(),
        }

    def _clerk(self, key: str, ago: int) -> Actor:
        return self.town.clerk(self.account(key).department.name, ago)

    def _head(self, key: str, ago: int) -> Actor:
        return self.town.head(self.account(key).department.name, ago)
