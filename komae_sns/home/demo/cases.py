"""What the sections write in their applications, and the steps of filing them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from approvals import plan_form
from approvals.models import Application
from approvals.services import drafting, filing, rounds, stepping_back
from komae_sns.documents.fiscal_year import fiscal_year, last_day
from komae_sns.home.demo import data
from komae_sns.home.demo.registered import Register, write
from komae_sns.home.demo.town import Town
from komae_sns.staff import services as staff
from komae_sns.staff.actors import actor_of

FALLBACK = "koho_x"  # 停止時の集約先
DAYS_TO_OPEN = 60


class Cases:
    """The applications by their key in cases.toml; every step takes `ago`, in weekdays."""

    def __init__(self, town: Town, register: Register) -> None:
        self.town, self.register = town, register
        self._table = data("cases.toml")
        self._found: dict[str, Application] = {}

    def __getitem__(self, key: str) -> Application:
        """As it stands now."""
        return Application.objects.with_names().get(pk=self._found[key].pk)

    def keep(self, key: str, application: Application) -> None:
        self._found[key] = application

    def unfiled(self, key: str) -> tuple[str, dict[str, Any]]:
        """Section and what is known of a case for which nobody files a form."""
        written = dict(self._table[key])
        return written.pop("section"), written

    def section(self, key: str) -> str:
        return self._table[key]["section"]

    def draft(self, key: str, ago: int, *, by_head: bool = False) -> None:
        """As far as cases.toml is filled: some are only begun."""
        section = self.section(key)
        writer = self.town.head if by_head else self.town.clerk
        by = writer(section, ago)
        now = self.town.clock.at(ago, 9, 40)
        application = filing.start(self.town.sections[section], by=by, now=now)
        drafting.save_answers(application, self._answers(key, ago), seen=0, by=by)
        drafting.prepare_policy(application, by=by)
        self.keep(key, application)
        if texts := self._table[key].get("policy"):
            write(rounds.draft_version(self[key]), texts, by=by)

    def pass_to_head(self, key: str, ago: int) -> None:
        by = self.town.clerk(self.section(key), ago)
        filing.pass_to_head(self[key], by=by, now=self.town.clock.at(ago, 11, 15))

    def give_back(self, key: str, ago: int, remark: str) -> None:
        by = self.town.head(self.section(key), ago)
        now = self.town.clock.at(ago, 13, 30)
        stepping_back.give_back(self[key], remark=remark, by=by, now=now)

    def back_to_check(self, key: str, ago: int, reason: str) -> None:
        by = self.town.person("secretariat", ago)
        now = self.town.clock.at(ago, 15, 40)
        stepping_back.send_back_to_check(self[key], reason=reason, by=by, now=now)

    def submit(self, key: str, ago: int) -> None:
        by = self.town.head(self.section(key), ago)
        read = rounds.presentation_of(self[key])
        filing.submit(self[key], presentation=read, by=by, now=self.town.clock.at(ago, 14, 20))

    def submit_for_head(self, key: str, ago: int, *, days: int, reason: str) -> None:
        """代決: the clerk files while the head is away, who has still to read it."""
        section, day = self.section(key), self.town.clock.day
        clerk, headship = self.town.clerks(section)[0], self.town.headship(section)
        period = {"starts_on": day(ago), "ends_on": day(ago - days), "reason": reason}
        staff.name_deputy(headship, clerk, **period, by=self.town.head(section, ago))
        by = actor_of(clerk, day(ago))
        read = rounds.presentation_of(self[key])
        filing.submit(self[key], presentation=read, by=by, now=self.town.clock.at(ago, 14, 20))

    def pull_back(self, key: str, ago: int) -> None:
        by = self.town.head(self.section(key), ago)
        filing.pull_back(self[key], by=by, now=self.town.clock.at(ago, 16, 5))

    def accept(self, key: str, ago: int) -> None:
        by = self.town.person("secretariat", ago)
        filing.accept(self[key], by=by, now=self.town.clock.at(ago, 10, 30))

    def file(self, key: str, ago: int) -> None:
        """Drafted, read by the head, filed and accepted within a week."""
        self.draft(key, ago)
        self.pass_to_head(key, ago - 1)
        self.submit(key, ago - 2)
        self.accept(key, ago - 4)

    def send_back(self, key: str, ago: int, remarks: Mapping[str, str], answer: str) -> None:
        by = self.town.person("secretariat", ago)
        now = self.town.clock.at(ago, 15, 10)
        filing.return_to_applicant(self[key], remarks=remarks, answer=answer, by=by, now=now)

    def mend(self, key: str, ago: int, **typed: Any) -> None:
        """The section answers the remarks and files again."""
        application, by = self[key], self.town.clerk(self.section(key), ago)
        drafting.save_answers(application, typed, seen=application.edit_number, by=by)
        self.submit(key, ago)

    def withdraw(self, key: str, ago: int, reason: str) -> None:
        by = self.town.head(self.section(key), ago)
        filing.withdraw(self[key], reason=reason, by=by, now=self.town.clock.at(ago, 13))

    def _answers(self, key: str, ago: int) -> dict[str, Any]:
        """A draft that is only begun has no title yet, and nothing of the later steps."""
        written = dict(self._table[key])
        section = written.pop("section")
        written.pop("policy", None)
        considered = [str(self.register[name].pk) for name in written.pop("considered")]
        begun = {"considered": considered} | written
        if "title" not in written:
            return begun
        whole = self._table["usual"] | self._people(section) | self._plans(ago) | begun
        return {key: value for key, value in whole.items() if plan_form.field(key).is_asked(whole)}

    def _people(self, section: str) -> dict[str, str]:
        """17: who manages, who posts; one e-mail address for the section."""
        accounts = self.register.values()
        mail = next((a.registered_email for a in accounts if a.department.name == section), "")
        manager = self.town.headship(section)
        names = [user.name for user in (*self.town.clerks(section), manager.user)]
        return {
            "manager": str(manager.pk),
            "operators": "、".join(names),
            "extension": manager.user.extension,
            "registered_email": mail,
        }

    def _plans(self, ago: int) -> dict[str, str]:
        day: date = self.town.clock.day(ago) + timedelta(days=DAYS_TO_OPEN)
        return {
            "category": plan_form.field("category").choices[0],
            "planned_on": day.isoformat(),
            "contractor_until": last_day(fiscal_year(day)).isoformat(),
            "fallback_account": str(self.register[FALLBACK].pk),
        }
