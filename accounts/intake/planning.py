"""What each row would do: a new account, a change, or nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from accounts.address import Address
from accounts.intake.addresses import Addresses, Handle, key_of
from accounts.intake.registered import Registered
from accounts.intake.sections import Sections
from accounts.models import OfficialAccount, Service
from accounts.services import facts as rules
from accounts.services.register import refuse_unfounded
from accounts.status import AccountStatus
from komae_sns.audit import services as audit
from komae_sns.intake import Plan, Planned, Row, Verdict
from komae_sns.staff.models import Department

TEXTS = (
    "purpose",
    "topics",
    "audience",
    "frequency",
    "tone",
    "registered_email",
    "profile_text",
    "devices",
    "linked_apps",
    "contractor",
    "contractor_until",
    "needs_post_approval",
)
LONGEST_TEXT = 1000
POLICY_LATER = ("運用ポリシーは、あとで登録します。",)
_NEVER = {"name": "表示名", "purpose": "目的", "opened_on": "開設日"}


def plan(rows: Sequence[Row], *, today: date) -> Plan:
    return _Planning(rows, today).plan()


class _Planning:
    """Everything is read once, however many rows."""

    def __init__(self, rows: Sequence[Row], today: date) -> None:
        self.rows, self.today = rows, today
        self.services = {service.code: service for service in Service.objects.all()}
        self.addresses = Addresses()
        self.sections = Sections(today)
        self.lines: dict[Handle | str, int] = {}

    def plan(self) -> Plan:
        read_rows = [(row, self.addresses.read(row)) for row in self.rows]
        known = Registered([address for _, address in read_rows if address], self.services)
        return Plan(tuple(self._planned(row, address, known) for row, address in read_rows))

    def _planned(self, row: Row, address: Address | None, known: Registered) -> Planned:
        what = row.text("name") or row.text("handle") or row.text("address")
        if address is None:
            self.sections.of(row)
            return Planned.wrong(row, what)
        service = self.services[address.service]
        what = f"{what}（{service.name}）"
        self._refuse_twice(row, address)
        account = known.get(address)
        if account is not None:
            return self._known(row, account, what)
        former = known.bore(address)
        if former is not None:
            now = former.account
            row.refuse(
                "address",
                f"「{now}」（{now.department}）の、前のユーザー名です。いまのものにします。",
                now.url,
            )
        return self._new(row, address, service, what)

    def _refuse_twice(self, row: Row, address: Address) -> None:
        for key in (key_of(address), address.url):
            if self.lines.setdefault(key, row.line) != row.line:
                row.refuse("address", f"{self.lines[key]}行目と同じアカウントです。")
                return

    def _new(self, row: Row, address: Address, service: Service, what: str) -> Planned:
        department = self.sections.of(row)
        manager = self.sections.manager(row, department)
        facts = {name: row.get(name) for name in TEXTS if row.get(name) is not None}
        account = OfficialAccount(
            service=service,
            department=department,
            status=row.get("status") or AccountStatus.RUNNING,
            name=row.text("name"),
            handle=address.handle,
            url=address.url,
            opened_on=row.get("opened_on"),
            manager=manager,
            **facts,
        )
        self._check(row, account, {"name": "", "purpose": "", **facts})
        if row.is_wrong:
            return Planned.wrong(row, what)
        changes = {
            "媒体": (None, service.name),
            "表示名": (None, account.name),
            "アドレス": (None, account.url),
            "運用主体": (None, department.name),
            "管理者": (None, f"{manager.office} {manager.user.name}"),
            "状態": (None, account.get_status_display()),
            "開設日": (None, account.opened_on.isoformat()),
            "開設の根拠": (None, row.text("evidence")),
        }
        taken = (account, row.text("evidence"), {"運用ポリシー": (None, "あとで登録")})
        return Planned(row.line, Verdict.NEW, what, changes, notes=POLICY_LATER, facts=taken)

    def _check(self, row: Row, account: OfficialAccount, facts: Mapping[str, Any]) -> None:
        wrong_already = {finding.field for finding in row.findings}
        problems: dict[str, list[str]] = {}
        for check in (
            lambda: rules.check_facts_with(account, facts, may_manage=True),
            lambda: refuse_unfounded(
                account.status, account.opened_on or self.today, row.text("evidence"), self.today
            ),
        ):
            try:
                check()
            except ValidationError as wrong:
                problems |= wrong.message_dict
        for name, messages in problems.items():
            if name not in wrong_already:
                row.refuse(name, "".join(messages))
        for name in ("name", "evidence", *TEXTS):
            limit = _limit(name)
            if limit and len(row.text(name)) > limit and name not in problems:
                row.refuse(name, f"{limit}文字までです（いま{len(row.text(name))}文字あります）。")

    def _known(self, row: Row, account: OfficialAccount, what: str) -> Planned:
        """What is kept up to date is taken; what was decided is left, and said."""
        department = self.sections.of(row)
        wanted = {name: row.get(name) for name in TEXTS if row.get(name) is not None}
        if row.text("manager") and department == account.department:
            wanted["manager"] = self.sections.manager(row, department)
        open_names = set(rules.changeable(account))
        wanted = {n: v for n, v in wanted.items() if v is not None and getattr(account, n) != v}
        changed = {name: value for name, value in wanted.items() if name in open_names}
        before = rules.shown(account, changed)
        for name, value in changed.items():
            setattr(account, name, value)
        if changed:
            self._check(row, account, changed)
        if row.is_wrong:
            return Planned.wrong(row, what)
        notes = self._left(row, account, department, set(wanted) - open_names)
        if not changed:
            return Planned(row.line, Verdict.SAME, what, notes=notes)
        changes = audit.changed(before, rules.shown(account, changed))
        return Planned(
            row.line,
            Verdict.CHANGED,
            what,
            changes,
            notes=notes,
            facts=(account.pk, changed, account.edit_number),
        )

    def _left(
        self, row: Row, account: OfficialAccount, department: Department | None, fixed: set[str]
    ) -> tuple[str, ...]:
        differing = [
            label
            for name, label in _NEVER.items()
            if row.get(name) and row.get(name) != getattr(account, name)
        ]
        if department is not None and department.pk != account.department_id:
            differing.append("運用主体")
        if row.get("status") and row.get("status") != account.status:
            differing.append("状態")
        differing += [
            str(OfficialAccount._meta.get_field(name).verbose_name)
            for name in sorted(fixed - set(_NEVER))
        ]
        if not differing:
            return ()
        names = "・".join(differing)
        return (f"登録ずみとちがいますが、取り込みません：{names}。変更の手続で直してください。",)


def _limit(name: str) -> int | None:
    if name == "evidence":
        return 200
    field = OfficialAccount._meta.get_field(name)
    return getattr(field, "max_length", None) or (
        LONGEST_TEXT if field.get_internal_type() == "TextField" else None
    )
