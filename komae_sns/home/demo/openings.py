"""From the decision to the first day of an account: checklist, policy in force, 運用."""

from datetime import timedelta
from typing import Any

from accounts import checklist
from accounts import services as accounts
from accounts.models import OfficialAccount
from approvals.models import Waiver
from approvals.services import waivers
from komae_sns.home.demo.cases import Cases
from komae_sns.home.demo.registered import Texts, write
from komae_sns.home.demo.town import Town
from policies import services as policies
from policies.models import Policy
from policies.records import record_of_account

HALF = len(checklist.items()) // 2
NOTES = {"second_factor": "認証の端末は課の庁用スマートフォン"}


class Openings:
    def __init__(self, town: Town, cases: Cases) -> None:
        self.town, self.cases = town, cases

    def check(self, account: OfficialAccount, ago: int, *, items: int | None = None) -> None:
        """Confirm the first `items` of the checklist, or all."""
        by, now = self.town.clerk(account.department.name, ago), self.town.clock.at(ago, 10)
        for item in checklist.items()[:items]:
            note = NOTES.get(item.key, "")
            accounts.confirm_check(account, item.key, by=by, now=now, note=note)

    def open(self, account: OfficialAccount, ago: int) -> None:
        """The head puts the policy in force and begins."""
        section = account.department.name
        head, now = self.town.head(section, ago), self.town.clock.at(ago, 14)
        self.check(account, ago)
        version = Policy.objects.covering(account).get().versions.get()
        policies.put_in_force(version, enacted_on=self.town.clock.day(ago), by=head, now=now)
        for user in self.town.clerks(section):
            accounts.add_operator(account, user, by=head, starts_on=head.today)
        policies.open_account(account, by=head, now=now)

    def waive(self, key: str, ago: int, *, days: int, **grounds: str) -> Waiver:
        """ウ: filed, but the committee does not meet in time."""
        return waivers.waive(
            self.cases[key],
            self._grounds(ago, days, grounds),
            by=self.town.person("chair", ago),
            now=self.town.clock.at(ago, 17, 40),
        )

    def waive_without_form(self, key: str, ago: int, *, days: int, **grounds: str) -> Waiver:
        """イ: nothing was filed."""
        section, answers = self.cases.unfiled(key)
        waiver = waivers.waive_without_form(
            self.town.sections[section],
            answers,
            self._grounds(ago, days, grounds),
            by=self.town.person("chair", ago),
            now=self.town.clock.at(ago, 18, 20),
        )
        self.cases.keep(key, waiver.application)
        return waiver

    def _grounds(self, ago: int, days: int, grounds: dict[str, str]) -> waivers.Grounds:
        return waivers.Grounds(
            expires_on=self.town.clock.day(ago) + timedelta(days=days), **grounds
        )

    def complete(self, account: OfficialAccount, ago: int, texts: Texts, **facts: Any) -> None:
        """What the procedure without 第4号様式 left to the section, and its policy."""
        section = account.department.name
        by = self.town.head(section, ago)
        facts["manager"] = self.town.headship(section)
        accounts.update_facts(account, facts, by=by, edit_number=account.edit_number)
        account.refresh_from_db()
        record = record_of_account(account)
        policy = policies.start_policy(account.department, record, by=by, accounts=[account])
        write(policy.versions.get(), texts, by=by)
