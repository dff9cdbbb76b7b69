"""What is stopped and looked after, what gets into an account, and what changes hands."""

from datetime import datetime, timedelta

from accounts import services as accounts
from accounts.models import Handover, OfficialAccount, StatusCheck
from accounts.services import access, handovers
from accounts.services.status_checks import record_check
from accounts.status_questions import NO, UNKNOWN, YES, Answer, questions
from komae_sns.home.demo.town import Town
from komae_sns.staff.models import User

FIRST_ROUND, SECOND_ROUND = 88, 2  # weekdays ago
LATE, TAKEN = "shisei50_facebook", "shoko_facebook"
LEAVES_IN = timedelta(days=14)


class Watching:
    def __init__(self, town: Town, register: dict[str, OfficialAccount]) -> None:
        self.town, self.register = town, register

    def account(self, key: str) -> OfficialAccount:
        return OfficialAccount.objects.with_names().get(pk=self.register[key].pk)

    def look_after_what_is_stopped(self) -> None:
        """Both once; the second round of one is late, that of the other finds no way in."""
        for key in (LATE, TAKEN):
            self._check(key, FIRST_ROUND)
        self._check(
            TAKEN,
            SECOND_ROUND,
            "LOCKED_OUT",
            log_in=Answer(NO, "登録のメールアドレスに、確認の番号が届かない。"),
            posts=Answer(UNKNOWN, "ログインできず、下書きまでは見られない。"),
            note="ログインできない。表示は停止したときのまま。",
            evidence_text="画面を保存した（課の共有フォルダー「状態確認」）",
        )

    def _check(
        self,
        key: str,
        ago: int,
        result: str = "FINE",
        *,
        note: str = "",
        evidence_text: str = "",
        **answers: Answer,
    ) -> None:
        account = self.account(key)
        due: StatusCheck = account.status_checks.due().get()
        record_check(
            due,
            {q.key: Answer(YES) for q in questions()} | answers,
            result=result,
            note=note,
            evidence_text=evidence_text,
            by=self.town.clerk(account.department.name, ago),
            now=self.town.clock.at(ago, 10, 20),
        )

    def keep_ways_in(self) -> None:
        for key, kind, name, purpose in (
            ("koho_x", "APP", "市ホームページの新着配信", "ホームページの新着を自動で投稿する"),
            ("koho_x", "DEVICE", "課の庁用スマートフォン1号", "広報係が持つ"),
            ("koho_x", "DEVICE", "課の庁用パソコン", "広報係の2台"),
            ("bosai_x", "DEVICE", "災害対策用タブレット", "危機管理係が持つ"),
        ):
            by, now = self.town.clerk(self.account(key).department.name, 60), self._at(60)
            facts = {"kind": kind, "name": name, "purpose": purpose, "starts_on": by.today}
            access.connect(self.account(key), **facts, by=by, now=now)
        for key, watched in (("koho_x", True), ("kosodate_x", False), ("tosho_x", True)):
            self._keepers(key, watched)

    def _keepers(self, key: str, watched: bool) -> None:
        account, ago = self.account(key), 55
        section = account.department.name
        by, now = self.town.clerk(section, ago), self._at(ago)
        facts = {"starts_on": by.today, "by": by, "now": now}
        for user in (self.town.head(section).user, *self.town.clerks(section)):
            access.name_keeper(account, user, role="HOLDER", **facts)
        if watched:
            access.name_keeper(account, by.user, role="WATCHER", **facts)
        self._new_password(account, by.user, "REGULAR", ago)

    def _new_password(self, account: OfficialAccount, user: User, reason: str, ago: int) -> None:
        access.record_credential_change(
            account,
            changed_on=self.town.clock.day(ago),
            changed_by=user,
            reason=reason,
            unlike_others=True,
            by=self.town.actor(user, ago),
            now=self._at(ago),
        )

    def change_hands(self) -> None:
        """One just begun, one to be received, one that is over."""
        self._leaves("kosodate_x")
        handovers.open_for_leaving(self.town.clock.today, self.town.clock.now)
        begun = Handover.objects.get(account=self.register["kosodate_x"])
        by = self.town.actor(begun.leaver)
        handovers.tick(begun, "linked_apps", note="なし", by=by, now=self.town.clock.now)
        self._hand_over("bosai_x", 4)
        over = self._hand_over("tosho_x", 12)
        self._receive(over, 9)

    def _leaves(self, key: str) -> None:
        account = self.account(key)
        operator = account.operators.on(self.town.clock.today).with_people().first()
        by = self.town.head(account.department.name)
        accounts.end_operator(operator, by=by, ends_on=self.town.clock.today + LEAVES_IN)

    def _hand_over(self, key: str, ago: int) -> Handover:
        """The second of two clerks leaves; the first takes over."""
        account, day = self.account(key), self.town.clock.day(ago)
        section = account.department.name
        stays, leaver = self.town.clerks(section)[:2]
        operator = account.operators.get(user=leaver)
        head = self.town.head(section, ago)
        found = handovers.open_by_hand(
            account, operator, last_day=day + LEAVES_IN, by=head, now=self._at(ago)
        )
        by, now = self.town.actor(leaver, ago), self.town.clock.at(ago, 15, 30)
        for item in ("linked_apps", "devices", "second_factor"):
            handovers.tick(found, item, by=by, now=now)
        matters = "年末の特集の写真を、写真係から受けとる約束がある（12月10日ごろ）。"
        handovers.hand_over(found, matters=matters, successor=stays, by=by, now=now)
        return found

    def _receive(self, found: Handover, ago: int) -> None:
        stays = self.town.clerks(found.account.department.name)[0]
        by, now = self.town.actor(stays, ago), self.town.clock.at(ago, 9, 40)
        self._new_password(self.account("tosho_x"), stays, "HANDOVER", ago)
        handovers.tick(found, "sessions", by=by, now=now)
        handovers.receive(found, by=by, now=now)

    def _at(self, ago: int) -> datetime:
        return self.town.clock.at(ago, 11)
