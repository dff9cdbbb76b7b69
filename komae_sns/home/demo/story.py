"""What happened in the demo city until today, in the order in which it happened.

Numbers are weekdays ago, within a meeting minutes after its opening.
"""

from datetime import datetime

from approvals.models import Vote
from approvals.models.committee_rule import rule_on
from approvals.services import circulation, comments, conditions
from approvals.services.committee_rules import set_rule
from approvals.services.conditions import Term
from komae_sns.documents.fiscal_year import first_day, fiscal_year
from komae_sns.home.demo import mails
from komae_sns.home.demo.cases import Cases
from komae_sns.home.demo.circulations import Circulation
from komae_sns.home.demo.clock import Clock
from komae_sns.home.demo.duties import Duties
from komae_sns.home.demo.happenings import Happenings
from komae_sns.home.demo.openings import HALF, Openings
from komae_sns.home.demo.people import settle
from komae_sns.home.demo.posts import Posts
from komae_sns.home.demo.registered import register
from komae_sns.home.demo.reviews import Reviews
from komae_sns.home.demo.sittings import Sheet, Sitting
from komae_sns.home.demo.stoppings import Stoppings
from komae_sns.home.demo.town import Town
from komae_sns.home.demo.upkeep import Upkeep
from komae_sns.home.demo.watching import Watching
from komae_sns.notices.models import Notice

ALL_FOR = Sheet("可可可可可可")
FIRST, SECOND, TODAY, NEXT = 50, 20, 0, -5  # the meetings


def tell(now: datetime, password: str) -> Town:
    town = settle(Clock(now), password)
    mails.take_address(town)
    cases = Cases(town, register(town))
    reviews = Reviews(town, cases.register)
    reviews.keep_figures()
    reviews.tell()
    openings = Openings(town, cases)
    _until_the_first_meeting(cases, openings)
    _put_away_notices(town, FIRST + 1)
    _first_meeting(town, cases, openings)
    _until_the_second_meeting(cases)
    _put_away_notices(town, SECOND + 1)
    _second_meeting(town, cases, openings)
    _put_away_notices(town, SECOND - 1)
    _lately(cases, openings)
    _by_circulation(town, cases)
    upkeep = Upkeep(cases)
    upkeep.keep_ledgers()
    upkeep.apply_for_a_change(6)
    _report_a_condition(town, cases)
    duties = Duties(town, cases.register)
    duties.acknowledge()
    duties.read_posts_through()
    duties.record_consents()
    duties.permit_contacts()
    duties.keep_figures()
    Posts(town, cases.register).write()
    stoppings = Stoppings(town, cases.register)
    stoppings.stop()
    stoppings.announce()
    stoppings.pause()
    watching = Watching(town, cases.register)
    happenings = Happenings(town, cases.register)
    happenings.happen()
    watching.look_after_what_is_stopped()
    watching.keep_ways_in()
    watching.change_hands()
    happenings.go_on()
    _on_the_desks(cases)
    _todays_meeting(town, cases)
    _said_among_the_committee(town, cases)
    mails.remind(town)
    mails.come_back(town)
    return town


def _put_away_notices(town: Town, ago: int) -> None:
    """Everybody has read what came until that evening."""
    moment = town.clock.at(ago, 17)
    Notice.objects.filter(read_at=None).update(created_at=moment, read_at=moment)
    mails.send(moment)


def _until_the_first_meeting(cases: Cases, openings: Openings) -> None:
    cases.file("kominka_instagram", 68)
    cases.file("michi_tiktok", 64)
    waiver = openings.waive_without_form(
        "kansen_line",
        60,
        days=120,
        reason="ワクチンの追加接種の予約が翌日に始まり、計画書を作る時間がないため",
        scope="予約の空きと接種会場のお知らせに限る。",
    )
    account = waiver.application.account
    openings.complete(
        account,
        59,
        {"s5": {"s5.1.1": "追加接種の予約及び会場に関する情報"}},
        topics="予約の空き、接種会場、持ちもの",
        audience="追加接種の対象の市民",
        frequency="予約の期間は毎日",
        tone="ふつう（です・ます）",
        registered_email="kenko@city.komae.lg.jp",
        profile_text="狛江市健康推進課 接種のお知らせ",
        devices="課の庁用スマートフォン1台",
    )
    openings.open(account, 59)


def _first_meeting(town: Town, cases: Cases, openings: Openings) -> None:
    sitting = Sitting(town, cases, FIRST, ("kominka_instagram", "michi_tiktok"))
    sitting.open(absent=("member3",))
    sitting.report_waiver("kansen_line", 5)
    sitting.vote("kominka_instagram", 12, Sheet("可可可可・可"))
    sitting.decide("kominka_instagram", 20)
    against = {
        "chair": "月に1回なら、市の動画チャンネルで足りる。",
        "vice": "既存の媒体との違いが、文書から読みとれない。",
        "member2": "つづける体制がはっきりしない。",
        "member4": "年に12件は軽微で、市の動画チャンネルになじむ。",
    }
    sitting.vote("michi_tiktok", 28, Sheet("否否棄否・否", against))
    sitting.decide("michi_tiktok", 39)
    sitting.close(45)
    sitting.present_minutes(
        FIRST - 2,
        "月に1回ほどの動画は、市の動画チャンネルにのせることを、秘書広報室が各課へ知らせる。",
    )
    sitting.confirm_minutes(FIRST - 4)
    openings.check(cases["kominka_instagram"].account, 44, items=HALF)
    openings.open(cases["kominka_instagram"].account, 40)


def _until_the_second_meeting(cases: Cases) -> None:
    cases.file("tosho_instagram", 38)
    cases.file("kodomo_youtube", 35)
    cases.file("kominkan_note", 33)
    cases.file("gakko_instagram", 31)


def _second_meeting(town: Town, cases: Cases, openings: Openings) -> None:
    keys = ("tosho_instagram", "gakko_instagram", "kominkan_note", "kodomo_youtube")
    sitting = Sitting(town, cases, SECOND, keys)
    sitting.open(absent=("member1",))
    sitting.arrives("member1", 9)
    doubt = {"member2": "図書館のXを見なおすのが先だと考える。"}
    sitting.vote("tosho_instagram", 11, Sheet("可可可否可可", doubt))
    sitting.decide("tosho_instagram", 19)
    sitting.vote("gakko_instagram", 27, ALL_FOR)
    sitting.decide(
        "gakko_instagram",
        35,
        conditions=(
            Term(
                "児童・生徒の顔と名前を写さないことを、運用ポリシーに書くこと。",
                town.clock.day(10),
                before_opening=True,
            ),
            Term("つづけるかどうかを、委員会に報告すること。", town.clock.day(-120)),
        ),
    )
    sitting.leaves("member4", 38)
    sitting.send_back(
        "kominkan_note",
        46,
        {
            "considered": "図書館のブログも検討してください。",
            "answer_a": "図書館のブログに記録をのせられない理由を書いてください。",
        },
        "検討した媒体が足りないため、差し戻します。次の会議に間に合うよう、直してください。",
    )
    sitting.carry_over(
        "kodomo_youtube", 55, "市の動画チャンネルに再生リストを作る案を、秘書広報室が調べるため"
    )
    sitting.close(58)
    sitting.present_minutes(SECOND - 3, "次の会議で、市の動画チャンネルの再生リストの案を聞く。")
    openings.check(cases["tosho_instagram"].account, 8, items=HALF)


def _lately(cases: Cases, openings: Openings) -> None:
    cases.draft("gikai_youtube", 18)
    cases.submit("gikai_youtube", 16)
    cases.withdraw(
        "gikai_youtube", 12, "市の動画チャンネルに議会の再生リストを作ることになったため"
    )
    cases.draft("saigai_gomi_threads", 15)
    cases.submit("saigai_gomi_threads", 14)
    openings.waive(
        "saigai_gomi_threads",
        14,
        days=60,
        reason="台風の被害があり、災害ごみの受入れを委員会の前に始めるため",
        scope="災害ごみの仮置場の場所、受入時間、混みぐあいのお知らせに限る。",
    )
    cases.draft("kenko_instagram", 13)
    cases.submit("kenko_instagram", 11)
    cases.send_back(
        "kenko_instagram",
        9,
        {"answer_a": "「狛江市けんこう情報」ではなぜ足りないのかを書いてください。"},
        "1か所だけ直してください。",
    )
    cases.mend(
        "kenko_instagram",
        3,
        answer_a="「狛江市けんこう情報」は健診や感染症のお知らせが中心で、料理の写真を続けて出すと、お知らせが流れる。写真を並べて見せるには向かない。",
    )
    cases.mend(
        "kominkan_note",
        10,
        considered=[str(cases.register[key].pk) for key in ("kominkan_facebook", "tosho_blog")],
        answer_a="「狛江市公民館」のページは募集のお知らせが中心で、長い記録は読まれない。「図書館だより」は本の紹介のためのもので、講座の記録はなじまない。",
    )
    cases.accept("kominkan_note", 8)


def _said_among_the_committee(town: Town, cases: Cases) -> None:
    for key, name, text in (
        ("tosho_threads", "member1", "中高生の意見を聞いたうえで始めるとよいのではないか。"),
        (
            "tosho_threads",
            "secretariat",
            "図書館に確かめたところ、来月に読書会で聞くとのことです。",
        ),
        ("shimin_x", "member2", "年900件を担当者だけで続けられるか、体制を知りたい。"),
    ):
        by, now = town.person(name), town.clock.minutes_ago(40)
        comments.add(cases[key], text, by=by, now=now)
    rule = rule_on(town.clock.today).to_json() | {"circulation_answers": "all"}
    set_rule(
        rule,
        valid_from=first_day(fiscal_year(town.clock.today) + 1),
        basis="設置要綱の改正（来年度から）",
        by=town.person("secretariat", 2),
    )


def _by_circulation(town: Town, cases: Cases) -> None:
    cases.file("senkyo_x", 17)
    urgent = "期日前投票が始まる前に決める必要があり、次の会議を待てないため"
    done = Circulation(town, cases, "senkyo_x", 11, until=8, reason=urgent)
    done.stand_in("member3", "総務課", 11, last=7, reason="出張")
    done.answer("vice", 11)
    done.answer("member1", 11, minutes=45)
    done.answer("chair", 10, reason="期間を限って、つづけるかどうかを選挙のあとに確かめたい。")
    doubt = "「狛江市」のXでも足りるのではないか。"
    done.answer("member2", 9, choice=Vote.Choice.REJECT, reason=doubt)
    done.deputy_answers(
        "総務課", 9, minutes=80, reason="急ぐ理由に異議はない。（三浦委員に確かめた）"
    )
    circulation.finish_overdue(now=town.clock.at(7, 0, 5))
    done.decide(7)
    cases.file("shimin_x", 6)
    minor = "内容が軽微で、似た申請を前に認めているため"
    running = Circulation(town, cases, "shimin_x", 1, until=-3, reason=minor)
    running.stand_in("member4", "職員課", 1, last=-4, reason="研修")
    running.answer("member1", 1)
    running.deputy_answers(
        "職員課", 1, minutes=130, reason="待ち時間が短くなるなら、よい取組である。"
    )


def _report_a_condition(town: Town, cases: Cases) -> None:
    """The secretariat has still to confirm it."""
    first = cases["gakko_instagram"].conditions.get(number=1)
    words = "運用ポリシーの案に「児童・生徒の顔と名前は写さない」と書いた。"
    by, now = town.clerk("学校教育課", 9), town.clock.at(9, 11)
    conditions.report(first, words, by=by, now=now)


def _on_the_desks(cases: Cases) -> None:
    cases.draft("machi_facebook", 8)
    cases.submit("machi_facebook", 6)
    cases.pull_back("machi_facebook", 5)
    cases.pass_to_head("machi_facebook", 4)
    cases.give_back(
        "machi_facebook",
        3,
        "写真にうつる人の同意をどう得るかを、個人情報のところに書いてください。",
    )
    cases.draft("patrol_x", 7)
    cases.submit_for_head("patrol_x", 5, days=1, reason="防災研修のため")
    cases.send_back(
        "patrol_x",
        3,
        {
            "answer_a": "「こまえ防犯情報」と何が違うのか、市民に分かる言葉で書いてください。",
            "answer_c": "なぜ妨げになるのか、回数をあげて書いてください。",
            "approval_reason": "だれが文を決めるのかを書いてください。",
        },
        "3か所を直して、もう一度提出してください。分からないことは事務局へお尋ねください。",
    )
    cases.draft("sports_instagram", 4)
    cases.submit("sports_instagram", 2)
    cases.accept("sports_instagram", 1)
    cases.back_to_check(
        "sports_instagram", 1, "委託の欄と費用の欄が合わないため、受付で確かめなおす。"
    )
    cases.draft("dx_note", 3)
    cases.submit("dx_note", 1)
    cases.draft("tosho_youtube", 2, by_head=True)
    cases.draft("sonae_instagram", 3)
    cases.pass_to_head("sonae_instagram", 1)
    cases.draft("bosai_line", 1)


def _todays_meeting(town: Town, cases: Cases) -> None:
    for key, ago in (("tama_tiktok", 12), ("tosho_threads", 11), ("saiyo_instagram", 9)):
        cases.file(key, ago)
    cases.file("kankyo_instagram", 7)
    today = ("tama_tiktok", "tosho_threads", "saiyo_instagram")
    sitting = Sitting(town, cases, TODAY, today)
    Sitting(town, cases, NEXT, ("kankyo_instagram", "kominkan_note"))
    sitting.open()
    doubt = {"member2": "委託料に見合う効果の目標がはっきりしない。"}
    sitting.vote("tama_tiktok", 8, Sheet("可可可否可可", doubt))
    sitting.vote("tosho_threads", 24, Sheet("・可・可可・"))
