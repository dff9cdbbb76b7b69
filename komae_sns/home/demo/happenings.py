"""事案: a hijack that is over, a drill, a post that was wrong, and an impostor of these days."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import OfficialAccount
from incidents.models import Impostor, Incident
from incidents.services import ending, following, impostors, learning, receiving, warnings
from incidents.services.reporting import FirstReport, report
from incidents.services.steps import Done, do_step, skip_step
from incidents.warning_texts import start_of
from komae_sns.documents.evidence.several import Waiting
from komae_sns.home.demo.screens import screen
from komae_sns.home.demo.town import Town
from komae_sns.staff.actors import Actor

HIJACK, DRILL, WRONG, IMPOSTOR = 47, 33, 13, 1  # weekdays ago
When = Incident.When


class Happenings:
    def __init__(self, town: Town, register: dict[str, OfficialAccount]) -> None:
        self.town, self.register = town, register

    def happen(self) -> None:
        self._hijack()
        self._drill()
        self._wrong_post()

    def go_on(self) -> None:
        """These days, after what the status checks found."""
        self._impostor()

    def _hijack(self) -> None:
        """Of a Sunday night, told by telephone, over within the day."""
        case = _Case(self, "kosodate_x", HIJACK, 8, 40)
        case.reported(
            "hijack",
            "子育てのXに、仮想通貨の広告が3件投稿されている。だれも投稿していない。",
            channel=Incident.Channel.TELEPHONE,
            told_by="市民の方（子育て支援課に電話）",
            told_at=case.at(-12),
            happened_at=case.at(-9 * 60),
            happened_when=When.ABOUT,
        )
        case.received(9, 31, "発信を止め、登録メールのパスワードも変えること。")
        for key, minutes, note, *files in (
            (
                "confirm",
                12,
                "広告の投稿3件と、プロフィールのリンク1か所。DMはない。",
            ),
            (
                "evidence",
                15,
                "投稿3件とプロフィールの画面を保存した。",
                case.screens(14, "広告の投稿3件", "リンクを書きかえられたプロフィール"),
            ),
            ("password", 26, "課の端末から変えた。登録メールのパスワードも変えた。"),
            ("sessions", 29, "すべての端末からログアウトさせ、2段階認証を入れなおした。"),
            ("delete", 34, "3件を削除し、プロフィールのリンクを元に戻した。"),
            ("apps", 52, "使っていない予約投稿のアプリを1つ解除した。"),
            ("citizens", 95, "市ホームページとXで、広告の投稿は市のものでないことを知らせた。"),
            ("watch", 60 * 24 * 2, "2日のあいだ、心当たりのない投稿はなかった。"),
        ):
            case.did(key, minutes, note, *files)
        case.followed(70, "広告のリンクを開いたという問合せが2件。消費生活センターを案内した。")
        outcome = (
            "連携していた予約投稿のアプリから投稿されていた。アプリを解除し、パスワードと2段階認証を"
            "改めた。広告は9時間ほど表示され、問合せは2件。"
        )
        case.issued("FIRST", 40)
        case.ended(60 * 24 * 2 + 60, outcome, "ほかの課のアカウントの連携アプリも見なおすこと。")
        case.issued("FINAL", 60 * 24 * 2 + 150, "1か月のあいだ、毎日見守る。")
        lesson = "連携しているアプリの一覧を、1年のあいだだれも見なおしていなかった。"
        case.taught(lesson, "連携アプリの一覧を、半年ごとに見なおす当番を決める", days=90)

    def _drill(self) -> None:
        """By the secretariat's plan, and played through."""
        case = _Case(self, "koho_x", DRILL, 13, 30)
        head = self.town.head(case.account.department.name, DRILL)
        what = "訓練：市のXに、避難指示を装う偽の投稿が載ったという想定。"
        case.reported("unknown_post", what, by=head, is_drill=True)
        case.received(3, 9, "実際の投稿や削除はせず、手順だけを確かめること。")
        for key, minutes, note, *files in (
            ("confirm", 6, "課の3人と受託業者に電話で聞いた。"),
            ("evidence", 9, "練習用の画面を保存した。", case.screens(8, "訓練の偽の投稿")),
            ("delete", 18, "削除の画面までを確かめた。"),
            ("password", 24, "変更の画面までを確かめた。"),
            ("apps", 31, "連携アプリの一覧を確かめた。"),
            ("watch", 40, "見守りの当番表を確かめた。"),
        ):
            case.did(key, minutes, note, *files)
        outcome = "手順の終わりまで40分。パスワードを変える人が決まっておらず、7分待った。"
        case.ended(60, outcome, "")

    def _wrong_post(self) -> None:
        case = _Case(self, "gomi_x", WRONG, 10, 5)
        case.reported(
            "wrong_post",
            "年末のごみ収集の最後の日を、1日まちがえて投稿した。",
            where=f"{case.account.url}/status/1861204",
            happened_at=case.at(-25),
            happened_when=When.EXACT,
        )
        case.received(4, 20, "")
        for key, minutes, note, *files in (
            ("confirm", 7, "28日を29日と書いた。リポスト14件。"),
            ("evidence", 8, "投稿と反応の数の画面を保存した。", case.screens(7, "誤った投稿")),
            ("delete", 11, "投稿を削除した。"),
            ("correct", 26, "訂正した日を、どこを直したかとともに投稿した。"),
        ):
            case.did(key, minutes, note, *files, url=f"{case.account.url}/status/1861259")
        case.skipped("persons", 40, "電話の問合せはなく、個別に知らせる相手がいない。")
        outcome = "投稿から25分で気づき、1時間のうちに訂正した。日付は二人で確かめることにした。"
        case.ended(180, outcome, "")

    def _impostor(self) -> None:
        """Received this morning; the platform has still to answer."""
        case = _Case(self, "bosai_x", IMPOSTOR, 15, 20)
        case.reported(
            "impostor",
            "市の防災のXとそっくりの名前とアイコンで、「給付金の申請」のDMを送るアカウントがある。",
            where="https://x.com/komae_bousai_jp",
            happened_at=case.at(-60),
            happened_when=When.ABOUT,
        )
        case.received(20, 65, "運営会社への通報を急ぐこと。注意喚起の文は、広報と合わせること。")
        case.did("confirm", 25, "ユーザー名に「_jp」が足され、アイコンは市のもの。")
        files = case.screens(30, "なりすましのプロフィール", "市民から提供されたDMの画面")
        note = "プロフィールと、市民から提供されたDMの画面を保存した。"
        case.did("evidence", 32, note, files)
        case.followed(55, "市民から、同じDMの知らせが電話で3件あった。")
        Pretenders(case).appear()


class Pretenders:
    """Two false accounts and what is said of them in public; a third is somebody else's."""

    def __init__(self, case: "_Case") -> None:
        self.case, self.town = case, case.town

    def appear(self) -> None:
        case = self.case
        info = self._found("https://x.com/komae_bousai_jp", "狛江市防災【公式】", 34)
        self._judged(info, 70, "アイコンと紹介文が市のものと同じで、どの課も開設していない。")
        sent = impostors.Sent(case.at(80), "Xの「なりすましの報告」フォーム", FORM, "0491-2286")
        reported = impostors.report_to_platform(info, sent, by=case.clerk, now=case.at(82))
        reply = impostors.Reply(case.at(95), "RECEIVED", "受け付けました。確認します。")
        impostors.record_reply(reported, reply, by=case.clerk, now=case.at(96))
        other = self._found("https://x.com/komae_bousai_1", "狛江市 給付金", 50)
        self._judged(other, 71, "同じDMを送っている。")
        gone = impostors.Looked(case.at(110), "GONE", "「アカウントは存在しません」と出る。")
        impostors.watch_impostor(other, gone, by=case.clerk, now=case.at(111))
        school = self._found("https://x.com/komae_club", "狛江防災クラブ", 52)
        reason = "市内の団体のアカウントで、市を名のってはいない。"
        impostors.dismiss_impostor(school, reason=reason, by=case.head, now=case.at(72))
        self._warned([info, other])

    def _found(self, address: str, name: str, minutes: int) -> Impostor:
        case = self.case
        seen = impostors.Sighting(address, display_name=name, what="給付金のDMを送っている")
        made = impostors.add_impostor(case.now, seen, by=case.clerk, now=case.at(minutes))
        return Impostor.objects.with_names().get(pk=made.pk)

    def _judged(self, impostor: Impostor, minutes: int, why: str) -> None:
        now = self.case.at(minutes)
        impostors.judge_impostor(impostor, judgement=why, by=self.case.head, now=now)

    def _warned(self, named: list[Impostor]) -> None:
        case = self.case
        known = [Impostor.objects.get(pk=impostor.pk) for impostor in named]
        title, body = start_of(case.now)
        words = warnings.Words(title, body, known)
        warning = warnings.write_warning(case.now, words, by=case.clerk, now=case.at(86))
        warnings.submit_warning(warning, edit_number=0, by=case.head, now=case.at(90))
        office = self.town.person("secretariat", case.ago)
        warnings.publish_warning(warning, edit_number=0, by=office, now=case.at(99))


FORM = "狛江市の防災の公式アカウントをかたるアカウントです。DMで個人情報を求めています。"


class _Case:
    """One incident as it went, in minutes after its report."""

    def __init__(self, of: Happenings, key: str, ago: int, hour: int, minute: int) -> None:
        self.town, self.ago = of.town, ago
        self.account = OfficialAccount.objects.with_names().get(pk=of.register[key].pk)
        self.start = self.town.clock.at(ago, hour, minute)
        section = self.account.department.name
        self.head, self.clerk = self.town.head(section, ago), self.town.clerk(section, ago)
        self.ciso = self.town.person("ciso", ago)

    def at(self, minutes: int) -> datetime:
        return self.start + timedelta(minutes=minutes)

    @property
    def now(self) -> Incident:
        return Incident.objects.with_names().get(pk=self.incident.pk)

    def reported(self, kind: str, what: str, *, by: Actor | None = None, **facts: Any) -> None:
        told = FirstReport(kind, what, account=self.account, **facts)
        self.incident = report(told, by=by or self.clerk, now=self.start)

    def received(self, head_after: int, ciso_after: int, instruction: str) -> None:
        receiving.receive_as_head(self.now, by=self.head, now=self.at(head_after))
        receiving.receive_as_ciso(
            self.now, instruction=instruction, by=self.ciso, now=self.at(ciso_after)
        )

    def screens(self, minutes: int, *notes: str) -> list[Waiting]:
        """Taken then, by the clerk."""
        at, words = self.at(minutes), f"{self.account.shown_handle} {self.at(minutes):%H:%M}"
        return [
            screen(f"画面{n}.png", f"{words} #{n}", note=note, by=self.clerk, taken_at=at, now=at)
            for n, note in enumerate(notes, start=1)
        ]

    def did(
        self, key: str, minutes: int, note: str, files: Sequence[Waiting] = (), *, url: str = ""
    ) -> None:
        step = self.now.steps.get(key=key)
        given = url if step.proof == "URL" else ""
        do_step(step, Done(note, given, files=files), by=self.clerk, now=self.at(minutes))

    def skipped(self, key: str, minutes: int, reason: str) -> None:
        step = self.now.steps.get(key=key)
        skip_step(step, reason=reason, by=self.clerk, now=self.at(minutes))

    def followed(self, minutes: int, text: str) -> None:
        following.add_follow_up(self.now, text=text, by=self.clerk, now=self.at(minutes))

    def ended(self, minutes: int, outcome: str, conclusion: str) -> None:
        ending.resolve(self.now, outcome=outcome, by=self.head, now=self.at(minutes))
        ending.close(self.now, conclusion=conclusion, by=self.ciso, now=self.at(minutes + 45))

    def issued(self, kind: str, minutes: int, remark: str = "") -> None:
        learning.issue_report(
            self.now, kind=kind, remark=remark, by=self.head, now=self.at(minutes)
        )

    def taught(self, text: str, task: str, *, days: int) -> None:
        """Given to the clerk."""
        learning.write_lesson(
            self.now,
            text=text,
            task=task,
            owner=self.clerk.user,
            due_on=self.start.date() + timedelta(days=days),
            by=self.head,
            now=self.at(60 * 24 * 3),
        )
