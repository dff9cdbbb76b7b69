"""Drafts of posts: one on each desk, and what went out."""

from datetime import date, timedelta

from accounts.models import OfficialAccount
from approvals import post_findings
from approvals.models import PostDraft
from approvals.services import posts
from komae_sns.home.demo.town import Town
from komae_sns.staff.actors import Actor

WEEKDAYS = "月火水木金土日"


class Posts:
    def __init__(self, town: Town, register: dict[str, OfficialAccount]) -> None:
        self.town, self.register = town, register

    def write(self) -> None:
        self._went_out()
        self._in_a_storm()
        self._on_the_desks()

    def _went_out(self) -> None:
        """Returned once, mended, approved, posted."""
        draft = self._submitted("bosai_x", 9, "防災訓練を行います。ぜひ来てください！！！！")
        by, now = self._head("bosai_x", 8), self.town.clock.at(8, 9, 10)
        comment = "いつ、どこでを書いてください。「！」は、1つまでに。"
        posts.send_back(draft, comment=comment, by=by, now=now)
        clerk, day = self._clerk("bosai_x", 8), self.town.clock.day(1)
        text = (
            f"【防災訓練】\n{self._said(day)}午前9時から、多摩川河川敷で総合防災訓練を行います。"
            "どなたでも参加できます。\n問合せ：安心安全課 ☎03-3430-1111"
        )
        now = self.town.clock.at(8, 9, 40)
        content = self._content(text, planned_on=self.town.clock.day(7))
        draft = posts.change(draft, content, seen=1, by=clerk, now=now)
        posts.submit(draft, seen=2, open_findings=0, by=clerk, now=now)
        now = self.town.clock.at(8, 11, 5)
        posts.approve(draft, seen=2, by=self._head("bosai_x", 8), now=now)
        moment = self.town.clock.at(7, 10)
        posts.record_posted(
            draft,
            seen=2,
            posted_at=moment,
            url=self._url("bosai_x", "1843000000000000001"),
            by=self._clerk("bosai_x", 7),
            now=moment + timedelta(minutes=5),
        )

    def _in_a_storm(self) -> None:
        """Posted first, to be read by the head afterwards."""
        text = (
            "大雨警報が発表されました。多摩川の水位が上がるおそれがあります。"
            "川に近づかないでください。"
        )
        draft = self._started("bosai_x", 1, text)
        moment = self.town.clock.at(1, 21, 15)
        posts.post_first(
            draft,
            seen=1,
            reason="夜間に大雨警報が発表され、課長にも部長にも電話がつながらなかった",
            posted_at=moment,
            url=self._url("bosai_x", "1843000000000000002"),
            by=self._clerk("bosai_x", 1),
            now=moment + timedelta(minutes=10),
        )

    def _on_the_desks(self) -> None:
        ahead = self.town.clock.day(-2)
        self._submitted(
            "bosai_x",
            0,
            f"{self._said(ahead)}に、市民ひろばで「もちつき防災会」を開きます。\n"
            "炊き出しの体験もできます。問合せ：商工会 03-3489-0178\n"
            "会場は、雨のときの場所を検討中です。",
            planned_on=ahead,
            answered={"undecided": "雨のときの場所は、当日の朝に知らせると課長と決めた"},
        )
        wrong = ahead + timedelta(days=1)
        self._started(
            "bosai_x",
            0,
            f"{ahead.month}月{ahead.day}日（{WEEKDAYS[wrong.weekday()]}）のもちつきで、"
            "狛江第一小学校4年2組の山田花子さんが司会をします！",
        )

    def _started(self, key: str, ago: int, text: str, planned_on: date | None = None) -> PostDraft:
        content = self._content(text, planned_on=planned_on)
        now = self.town.clock.at(ago, 8, 40)
        return posts.start(self._account(key), content, by=self._clerk(key, ago), now=now)

    def _submitted(
        self,
        key: str,
        ago: int,
        text: str,
        planned_on: date | None = None,
        answered: dict[str, str] | None = None,
    ) -> PostDraft:
        draft, by = self._started(key, ago, text, planned_on), self._clerk(key, ago)
        now = self.town.clock.at(ago, 8, 50)
        checked = post_findings.of_draft(draft, by=by)
        answered = answered or {}
        for each in checked.found:
            if reason := answered.get(each.finding.kind):
                posts.answer_finding(draft, each.finding, reason, by=by, now=now)
        still_open = checked.open - len(answered)
        posts.submit(draft, seen=1, open_findings=still_open, by=by, now=now)
        draft.refresh_from_db()
        return draft

    def _content(self, text: str, planned_on: date | None) -> dict:
        media = {"media_note": "", "shows_people": False, "people_agreed": False}
        return {"text": text, "planned_on": planned_on, "planned_time": None} | media

    def _account(self, key: str) -> OfficialAccount:
        return OfficialAccount.objects.with_names().get(pk=self.register[key].pk)

    def _url(self, key: str, number: str) -> str:
        return f"{self._account(key).url}/status/{number}"

    def _said(self, day: date) -> str:
        return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"

    def _clerk(self, key: str, ago: int) -> Actor:
        return self.town.clerk(self._account(key).department.name, ago)

    def _head(self, key: str, ago: int) -> Actor:
        return self.town.head(self._account(key).department.name, ago)
