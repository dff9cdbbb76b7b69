"""運用停止計画書と周知文: printed afresh while it goes on, frozen when it has ended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from accounts.models import Suspension
from accounts.suspension_standing import texts_of
from komae_sns import city
from komae_sns.documents import services as documents
from komae_sns.documents import wareki
from komae_sns.documents.press import Printed

_LONGEST_NAME = 40


@dataclass(frozen=True)
class Paper:
    kind: str
    template: str
    name: str
    context: Callable[[Suspension], dict[str, Any]]

    def title(self, suspension: Suspension) -> str:
        return f"{self.name}：{suspension.account}"

    def file_name(self, suspension: Suspension) -> str:
        mark = "" if suspension.confirmed_at else "_案"
        return f"{suspension.account.name[:_LONGEST_NAME]}_{self.name}{mark}.pdf"

    def pdf(self, suspension: Suspension) -> bytes:
        """Should an ended one hold a character no font has, it is printed with 〓, not kept."""
        if suspension.is_under_way:
            return self._print(suspension).pdf
        try:
            paper = documents.frozen_paper(
                self.kind,
                suspension,
                1,
                lambda: self._print(suspension),
                title=self.title(suspension),
                now=suspension.stopped_at or suspension.cancelled_at,
            )
        except documents.MissingGlyphs:
            return self._print(suspension).pdf
        return documents.contents(paper)

    def _print(self, suspension: Suspension) -> Printed:
        facts = {"draft": suspension.confirmed_at is None, **self.context(suspension)}
        return documents.print_paper(self.template, facts, title=self.title(suspension))


def plan(suspension: Suspension) -> dict[str, Any]:
    account = suspension.account
    confirmed = suspension.confirmed_at
    return {
        "heading": "公式アカウント運用停止計画書",
        "date_line": wareki.long(localdate(confirmed) if confirmed else None),
        "sender": [part for part in (city.facts()["name"], account.department.full_name) if part],
        "parts": [
            ("1　停止するアカウント", list(_account(suspension))),
            ("2　停止による影響度（ガイドライン4(5)イ）", list(_impact(suspension))),
            ("3　事前周知と誘導（ガイドライン4(5)ウ）", list(_announcing(suspension))),
            ("4　停止と保全（ガイドライン4(5)エ）", list(_ending(suspension))),
        ],
    }


def _account(suspension: Suspension) -> Iterator[tuple[str, str]]:
    account = suspension.account
    yield "表示名", account.name
    yield "媒体・ユーザー名", f"{account.service.name}　{account.shown_handle}".strip()
    yield "アドレス", account.url
    yield "運用主体", account.department.full_name
    yield "停止する理由", f"{suspension.reason}\n（{suspension.get_origin_display()}による）"


def _impact(suspension: Suspension) -> Iterator[tuple[str, str]]:
    word = suspension.account.service.rule.follower_word
    if suspension.followers is not None:
        day = wareki.long(suspension.followers_on)
        yield f"{word}の数", f"{suspension.followers:,}（{day}現在）"
    else:
        yield f"{word}の数", suspension.followers_unknown
    yield "頼りにしている人・もの", suspension.dependants
    yield "受けとれなくなる情報", suspension.lost_information
    yield "影響度", suspension.get_level_display()
    yield "影響度の理由", suspension.level_reason


def _announcing(suspension: Suspension) -> Iterator[tuple[str, str]]:
    days = f"{suspension.notice_days}日" if suspension.notice_days else ""
    least = f"（影響度による定め：{suspension.required_days}日以上）"
    yield "周知の日数", f"{days}{least}" if days else ""
    yield "停止する日", wareki.long(suspension.stop_on) if suspension.stop_on else ""
    successor = suspension.successor
    yield "集約先", f"{successor}\n{successor.url}" if successor else ""
    yield "ほかの案内先", suspension.elsewhere or "なし"
    if suspension.confirmed_at:
        notices = suspension.notices.standing().order_by("posted_on", "pk")
        lines = (f"{wareki.long(n.posted_on)}　{n.get_kind_display()}\n{n.url}" for n in notices)
        yield "周知の記録", "\n".join(line.strip() for line in lines)


def _ending(suspension: Suspension) -> Iterator[tuple[str, str]]:
    yield "計画", _signed(suspension.submitted_by, suspension.submitted_at, "事務局へ提出")
    yield "計画の確認", _signed(suspension.confirmed_by, suspension.confirmed_at, "事務局")
    if suspension.is_cancelled:
        yield "取りやめ", _signed(suspension.cancelled_by, suspension.cancelled_at, "")
        yield "取りやめた理由", suspension.cancelled_because
        return
    stopped = suspension.stopped_on
    by = suspension.stopped_by.name if suspension.stopped_by else ""
    yield "停止した日", f"{wareki.long(stopped)}　{by}" if stopped else ""
    yield "停止の確認", "\n".join(map(_checked, suspension.checklist))
    yield (
        "保全",
        "アカウントとドメインは、媒体の運営が終わるまで削除せず、状態を一定期間ごとに確認する。",
    )


def _checked(row: dict[str, str]) -> str:
    undone = row.get("undone_because")
    return f"― {row['text']}\n　できない：{undone}" if undone else f"✓ {row['text']}"


def _signed(person: Any, at: Any, what: str) -> str:
    return f"{wareki.long(localdate(at))}　{what}　{person.name}" if person else ""


def notice(suspension: Suspension) -> dict[str, Any]:
    account = suspension.account
    return {
        "heading": "運用停止の周知文",
        "account": str(account),
        "facts": list(_announcing_facts(suspension)),
        "texts": texts_of(suspension),
    }


def _announcing_facts(suspension: Suspension) -> Iterator[tuple[str, str]]:
    yield "アカウント", f"{suspension.account}　{suspension.account.shown_handle}".strip()
    yield "停止する日", wareki.long(suspension.stop_on) if suspension.stop_on else ""
    yield "周知の日数", f"{suspension.notice_days}日" if suspension.notice_days else ""
    yield "集約先", str(suspension.successor or "")


PAPERS = {
    paper.kind.partition("_")[2]: paper
    for paper in (
        Paper("suspension_plan", "suspension_plan", "運用停止計画書", plan),
        Paper("suspension_notice", "suspension_notice", "運用停止の周知文", notice),
    )
}
