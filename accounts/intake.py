"""既存登録 from a table. An account is recognised by its address, wherever its row stands."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import actions
from accounts.address import Address, ServiceRule, handle_key, read
from accounts.models import FormerHandle, OfficialAccount, Service
from accounts.permissions import can_register_existing
from accounts.services import facts as rules
from accounts.services.locking import store
from accounts.services.register import refuse_unfounded, register_many
from accounts.status import AccountStatus
from komae_sns import city
from komae_sns.audit import services as audit
from komae_sns.audit.services import Event
from komae_sns.intake import Plan, Planned, Row, Verdict
from komae_sns.intake.columns import plain
from komae_sns.staff.actors import Actor
from komae_sns.staff.intake.finding import Departments
from komae_sns.staff.intake.taking import Overtaken, locked
from komae_sns.staff.models import Appointment, Department
from komae_sns.staff.permissions import require
from komae_sns.staff.posts import Post

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
_BATCH = 400
_NEVER = {"name": "表示名", "purpose": "目的", "opened_on": "開設日"}
Handle = tuple[int, str]


def plan(rows: Sequence[Row], *, today: date) -> Plan:
    return _Planning(rows, today).plan()


class _Planning:
    """Reads services, sections, heads and the accounts of the file's addresses once."""

    def __init__(self, rows: Sequence[Row], today: date) -> None:
        self.rows, self.today = rows, today
        self.services = {service.code: service for service in Service.objects.all()}
        self.rules = Service.objects.rules()
        self.departments = Departments()
        self.heads = _heads(today)
        self.lines: dict[Handle | str, int] = {}

    def plan(self) -> Plan:
        read_rows = [(row, self._address(row)) for row in self.rows]
        known = _Known([address for _, address in read_rows if address], self.services)
        return Plan(tuple(self._planned(row, address, known) for row, address in read_rows))

    def _address(self, row: Row) -> Address | None:
        code = self._service_code(row)
        if code is None and row.is_wrong:
            return None
        typed = [(key, row.text(key)) for key in ("address", "handle") if row.text(key)]
        found = [(key, read(text, self.rules, service=code)) for key, text in typed]
        good = [address for _, address in found if address.ok]
        if len(good) == 2 and _key(good[0]) != _key(good[1]):
            row.refuse(
                "handle",
                f"ユーザー名「{row.text('handle')}」とアドレス（{good[0].url}）が、"
                "ちがうアカウントです。",
            )
        if not good:
            for key, address in found[:1]:
                for problem in address.errors:
                    row.refuse(key, problem.message, problem.suggestion)
            return None
        self._tell_bad_url(row, found)
        return good[0]

    def _tell_bad_url(self, row: Row, found: list[tuple[str, Address]]) -> None:
        """A handle does not hide that the address beside it is another kind of page."""
        for key, address in found:
            if key == "address" and not address.ok:
                for problem in address.errors:
                    row.refuse(key, problem.message, problem.suggestion)

    def _service_code(self, row: Row) -> str | None:
        text = row.text("service")
        if not text:
            return None
        found = [rule.code for rule in self.rules if _is_named(rule, text)]
        if len(found) != 1:
            names = "・".join(rule.name for rule in self.rules)
            row.refuse("service", f"「{text}」がどの媒体かわかりません。{names}のどれかにします。")
            return None
        return found[0]

    def _planned(self, row: Row, address: Address | None, known: "_Known") -> Planned:
        what = row.text("name") or row.text("handle") or row.text("address")
        if address is None:
            self._department(row)
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
        for key in (_key(address), address.url):
            if self.lines.setdefault(key, row.line) != row.line:
                row.refuse("address", f"{self.lines[key]}行目と同じアカウントです。")
                return

    def _department(self, row: Row) -> Department | None:
        if not row.text("department"):
            return None
        found = self.departments.find(row, "department", self.today)
        if found is None:
            return None
        if found.kind == Department.Kind.UNIT and found.parent:
            return found.parent
        if found.kind == Department.Kind.DIVISION:
            row.refuse("department", f"「{found.name}」は部です。運用する課を書いてください。")
            return None
        return found

    def _manager(self, row: Row, department: Department | None) -> Appointment | None:
        """The head of the section, by post; who is named must be it."""
        if department is None:
            return None
        heads, text = self.heads.get(department.pk, []), row.text("manager")
        if not heads:
            row.refuse(
                "manager",
                f"「{department.name}」に、いまの所属長がいません。任命を先に取り込んでください。",
            )
            return None
        if not text:
            return heads[0]
        named = [head for head in heads if _is_called(head, text)]
        if not named:
            row.refuse(
                "manager",
                f"「{text}」は、{department.name}のいまの所属長（{heads[0].user.name}）ではありません。",
                heads[0].office,
            )
            return None
        return named[0]

    def _new(self, row: Row, address: Address, service: Service, what: str) -> Planned:
        department = self._department(row)
        manager = self._manager(row, department)
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
        department = self._department(row)
        wanted = {name: row.get(name) for name in TEXTS if row.get(name) is not None}
        if row.text("manager") and department == account.department:
            wanted["manager"] = self._manager(row, department)
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


def _heads(today: date) -> dict[int, list[Appointment]]:
    found: dict[int, list[Appointment]] = defaultdict(list)
    held = Appointment.objects.on(today).holding(Post.HEAD).with_people()
    for head in held.filter(department__isnull=False).order_by("pk"):
        found[head.department.section_id].append(head)
    return found


def _is_called(head: Appointment, text: str) -> bool:
    names = (head.office, head.title, head.user.name, head.user.username)
    wanted = plain(text)
    short = {"課長", "室長", "館長", "局長", "所属長", "課長職"}
    both = plain(f"{head.office}{head.user.name}")
    return wanted in {plain(name) for name in names if name} | {plain(s) for s in short} | {both}


def _is_named(rule: ServiceRule, text: str) -> bool:
    wanted = plain(text)
    names = {plain(name) for name in (rule.code, rule.name, rule.formal_name, *rule.labels) if name}
    bare = plain(text.split("（")[0].split("(")[0])
    return wanted in names or bare in names or wanted.removesuffix("公式アカウント") in names


def is_later(text: str) -> bool:
    return not text or plain(text) in {plain(word) for word in city.data("intake.toml")["later"]}


def _limit(name: str) -> int | None:
    if name == "evidence":
        return 200
    field = OfficialAccount._meta.get_field(name)
    return getattr(field, "max_length", None) or (
        LONGEST_TEXT if field.get_internal_type() == "TextField" else None
    )


def _key(address: Address) -> tuple[str, str]:
    return address.service or "", handle_key(address.service or "", address.handle)


class _Known:
    """The registered accounts that the file speaks of, by handle and by address."""

    def __init__(self, addresses: Sequence[Address], services: Mapping[str, Service]) -> None:
        self.by_handle: dict[tuple[str, str], OfficialAccount] = {}
        self.by_url: dict[str, OfficialAccount] = {}
        self.former: dict[tuple[str, str], FormerHandle] = {}
        by_pk = {service.pk: service for service in services.values()}
        for start in range(0, len(addresses), _BATCH):
            batch = addresses[start : start + _BATCH]
            accounts = OfficialAccount.objects.select_related(
                "department", "manager__user", "manager__department"
            )
            keys = [handle_key(a.service, a.handle) for a in batch if a.handle]
            urls = [a.url for a in batch]
            borne = FormerHandle.objects.with_names()
            for former in borne.filter(handle_key__in=keys) | borne.filter(url__in=urls):
                if former.handle_key:
                    self.former[former.service.code, former.handle_key] = former
                self.former["", former.url] = former
            for found in (
                accounts.filter(handle_key__in=keys),
                accounts.filter(url__in=urls),
            ):
                for account in found:
                    account.service = by_pk[account.service_id]
                    self._keep(account)

    def bore(self, address: Address) -> FormerHandle | None:
        """Who of us had this name before."""
        key = _key(address)
        return self.former.get(key) or self.former.get(("", address.url))

    def _keep(self, account: OfficialAccount) -> None:
        if account.handle_key:
            self.by_handle[account.service.code, account.handle_key] = account
        self.by_url[account.url] = account

    def get(self, address: Address) -> OfficialAccount | None:
        return self.by_handle.get(_key(address)) or self.by_url.get(address.url)


@transaction.atomic
def take(plan: Plan, *, by: Actor | None, today: date) -> None:
    """All rows or none."""
    if by is not None:
        require(can_register_existing, by)
    new = [row.facts for row in plan.of(Verdict.NEW)]
    changed = plan.of(Verdict.CHANGED)
    accounts = locked(OfficialAccount, [row.facts[0] for row in changed])
    for row in changed:
        key, facts, seen = row.facts
        if accounts[key].edit_number != seen:
            raise Overtaken
        for name, value in facts.items():
            setattr(accounts[key], name, value)
        store(accounts[key], *facts)
    try:
        with transaction.atomic():
            register_many(
                [facts[0] for facts in new],
                [facts[1] for facts in new],
                by=by,
                today=today,
                more=[facts[2] for facts in new],
            )
    except IntegrityError as fault:
        if _were_taken([facts[0] for facts in new]):
            raise Overtaken from fault
        raise
    events = [
        Event(actions.UPDATE_FACTS, accounts[row.facts[0]], "4(2)イ", row.changes)
        for row in changed
    ]
    audit.record_all(events, by=by)


def _were_taken(accounts: Sequence[OfficialAccount]) -> bool:
    """Whether somebody else registered one of the addresses meanwhile."""
    found = OfficialAccount.objects.all()
    return any(
        found.filter(url__in=[account.url for account in accounts[start : start + _BATCH]]).exists()
        or found.filter(
            handle_key__in=[a.handle_key for a in accounts[start : start + _BATCH] if a.handle_key]
        ).exists()
        for start in range(0, len(accounts), _BATCH)
    )
