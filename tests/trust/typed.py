"""What is typed into each form of matrix.txt: enough for the step to be taken."""

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AnnualReview, Service
from accounts.services.acknowledgements import text_sha256
from accounts.status_questions import questions
from accounts.suspension_rules import TEXTS, checks
from approvals.forms.rules import typed_of
from approvals.models import Application, Minutes, PostDraft
from approvals.models.committee_rule import rule_on
from approvals.services.rounds import presentation_of
from komae_sns.home.intake.models import Intake
from komae_sns.home.intake.services import look_at
from komae_sns.notices.kinds import Kind
from tests.accounts import suspended
from tests.factories import TODAY
from tests.reviews.rows import ANSWERS
from tests.trust import posted
from tests.trust.world import PASSWORD, World

TOMORROW = TODAY.replace(day=TODAY.day + 1)


def typed(world: World, name: str) -> dict[str, Any]:
    given = _TYPED.get(name, {})
    return given(world) if callable(given) else dict(given)


def _once(**facts: Any) -> dict[str, Any]:
    return {"submission_id": str(uuid.uuid4()), **facts}


def _read(world: World, place: str) -> dict[str, str]:
    review = AnnualReview.objects.get(pk=world.places[place]["pk"])
    return {"presentation": review.presentation}


def _register(world: World) -> dict[str, Any]:
    return _once(
        service=Service.objects.get(code="x").pk,
        address="@komae_kouen",
        name="狛江市公園",
        department=world.own.department.pk,
        manager=world.own.head.appointments[0].pk,
        status="RUNNING",
        opened_on="2020-04-01",
        evidence="平成22年8月20日決裁",
        purpose="公園のお知らせ",
    )


def _waiver(world: World) -> dict[str, Any]:
    return {
        "reason": "台風の被害",
        "scope": "災害ごみに限る",
        "expires_on": TODAY.replace(year=TODAY.year + 1),
        "password": PASSWORD,
    }


def _new_waiver(world: World) -> dict[str, Any]:
    return _once(
        department=world.other.department.pk,
        service="x",
        display_name="狛江市災害ごみ",
        purpose="災害ごみ",
        **_waiver(world),
    )


def _policy_article(world: World) -> dict[str, Any]:
    return {"s1-edit": 0, "s1-caption": "（趣旨）"}


def _table(world: World) -> dict[str, Any]:
    return _once(file=SimpleUploadedFile("表.csv", "氏名,ログイン名\n甲野一郎,e9\n".encode()))


def _take(world: World) -> dict[str, Any]:
    table = Intake.objects.get(pk=world.places["intake"]["pk"])
    plan = look_at(table, by=world.sitting.secretariat).plan
    return {"seen": plan.digest, "password": PASSWORD}


_GUIDELINE = """
title = "ガイドライン"
adopted_on = 2027-01-01
[[clause]]
name = "1"
paragraphs = ["{words}"]
"""


def _finding_key(world: World) -> str:
    draft = PostDraft.objects.get(pk=world.places["post_draft"]["pk"])
    return posted.checked(draft, world).key


def _went_out(prefix: str) -> dict[str, Any]:
    """Recorded on the day itself, of a post without an address."""
    facts = {"edit_number": 1, "posted_on": TODAY, "posted_time": "00:01"}
    return {f"{prefix}-{name}": value for name, value in facts.items()} | {
        f"{prefix}-posted_where": "一斉配信"
    }


_TYPED: dict[str, Any] = {
    "evidence:upload-add": lambda world: {
        "id": str(uuid.uuid4()),
        "box": str(uuid.uuid4()),
        "file": SimpleUploadedFile("控え.txt", b"a"),
    },
    "evidence:file-sealed": {"reason": "照会に答えるため"},
    "incidents:incident-new": lambda world: _once(
        what="市の対応が遅いと書かれている",
        where="https://example.com/komae",
        kind="statement",
        department=world.own.department.pk,
        channel="PORTAL",
    ),
    "incidents:incident-receive-ciso": {"instruction": "急ぐこと"},
    "incidents:incident-instruct": lambda world: _once(text="急ぐこと"),
    "incidents:incident-follow": lambda world: _once(text="消した"),
    "incidents:incident-correct": lambda world: {
        "kind": "unknown_post",
        "account": world.places["running"]["pk"],
        "reason": "ログインはできる",
    },
    "incidents:incident-step-add": lambda world: _once(title="議会に知らせる", who="HEAD"),
    "incidents:incident-step": {"note": "3件あった"},
    "incidents:incident-step-skip": {"reason": "だれも見ていない"},
    "incidents:incident-step-back": {"reason": "まちがえた"},
    "incidents:evidence-add": lambda world: _once(
        files=SimpleUploadedFile("画面二.txt", b"b"), kind="SCREEN"
    ),
    "incidents:evidence-withdraw": {"reason": "別の事案だった"},
    "incidents:evidence-bundle": {"reason": "監査に渡すため"},
    "incidents:incident-resolve": {"outcome": "訂正した"},
    "incidents:incident-close": {"conclusion": ""},
    "incidents:incident-report-issue": lambda world: _once(kind="FIRST", remark="見守る"),
    "incidents:incident-lesson-add": lambda world: _once(text="手順を知らない人がいた"),
    "incidents:incident-prevention-end": {"is_done": "yes", "result": "した"},
    "incidents:incident-reopen": {"reason": "また載った"},
    "incidents:impostor-add": lambda world: _once(typed="https://x.com/komae_nise_koho"),
    "incidents:impostor-judge": {"is_false": "yes", "reason": "市章を使っている"},
    "incidents:impostor-again": {"reason": "商店会は否定した"},
    "incidents:impostor-report": lambda world: _once(
        sent_at="2026-11-20T10:00", way="報告フォーム", text="市の機関です"
    ),
    "incidents:impostor-reply": lambda world: _once(
        replied_at="2026-11-22T10:00", result="RECEIVED"
    ),
    "incidents:impostor-watch": lambda world: _once(
        watched_at="2026-11-20T10:00", result="STANDING"
    ),
    "incidents:warning-add": lambda world: _once(title="ご注意ください", body="DMは送りません。"),
    "incidents:warning-rewrite": {
        "title": "ご注意ください",
        "body": "電話もかけません。",
        "because": "電話の例が見つかったため",
        "edit_number": 0,
    },
    "incidents:warning-submit": {"edit_number": 0},
    "incidents:warning-publish": {"edit_number": 0},
    "incidents:warning-keep": {},
    "incidents:warning-return": {"return-edit_number": 0, "return-reason": "短くしてください"},
    "incidents:warning-end": {"status": "DROPPED", "reason": "いらなくなった"},
    "home:view-keep": {"place": "accounts:account-list", "query": "q=図書", "name": "図書のもの"},
    "home:view-rename": lambda world: {f"{world.places['saved']['pk']}-name": "新しい名前"},
    "home:registry-words": {
        "seen": 1,
        "lead": "市のアカウントです。",
        "contact": "狛江市 広報課",
        "contact_hint": "お知らせください。",
        "doubted_kinds": ["hijack", "lost"],
        "because": "課の名前が変わった",
    },
    "home:guideline-load": lambda world: _once(
        text=_GUIDELINE.format(words="改めた目的"), in_force_on=TODAY.replace(year=2028), go="load"
    ),
    "approvals:minutes-correct": {"edition": 0, "text": "次回は12月に開く。"},
    "approvals:minutes-return": {"reason": "場所がちがう"},
    "approvals:application-submit": lambda world: {
        "presentation": presentation_of(Application.objects.get(pk=world.places["draft"]["pk"]))
    },
    "approvals:minutes-confirm": lambda world: {
        "password": PASSWORD,
        "presentation": Minutes.objects.get(meeting=world.places["presented"]["pk"]).presentation,
    },
    "notices:delivery-choose": dict.fromkeys(Kind, "DIGEST"),
    "notices:reminder-rule": {"is_on": "on", "before": "0", "after": "7", "repeat": "7"},
    "intake:account-import": _table,
    "reorganisation:new": lambda world: {
        "section": world.own.department.pk,
        "takes_effect_on": "2027-04-01",
        "heir_1": world.other.department.pk,
        "heir": world.other.department.pk,
        "basis": "規則第7号",
        "password": PASSWORD,
    },
    "reorganisation:cancel": {"password": PASSWORD},
    "intake:intake-new": _table,
    "intake:intake-settle": {"sheet": 0, "heading": 1, "column-username": "0"},
    "intake:intake-take": _take,
    "policies:policy-export": lambda world: _once(),
    "staff:login": {"username": "nobody-knows", "password": "まちがい"},
    "staff:password-change": {
        "password": PASSWORD,
        "new_password": "むいからみんかえんのいろりばた",
        "new_password_again": "むいからみんかえんのいろりばた",
    },
    "staff:after-review": lambda world: {"entries": [world.places["deputy"]["pk"]]},
    "staff:deputy-add": lambda world: _once(
        appointment=world.own.head.appointments[0].pk,
        user=world.people["head2"].pk,
        starts_on=TODAY,
        ends_on=TOMORROW,
        reason="休暇",
    ),
    "accounts:account-register": _register,
    "accounts:account-address": {
        "address": "@komae_atarashii",
        "kind": "RENAMED",
        "renamed_on": TODAY,
        "reason": "名前が変わった",
    },
    "accounts:account-change": lambda world: {
        "edit_number": 0,
        "name": "狛江市（新）",
        "manager": world.own.head.appointments[0].pk,
        "reason": "課の名前が変わった",
        "valid_from": TODAY,
    },
    "accounts:link-check": lambda world: _once(
        page_lists_it="yes",
        page_url="https://www.city.komae.tokyo.jp/sns.html",
        profile_leads_home="yes",
        checked_on=TODAY,
    ),
    "accounts:domain-add": lambda world: _once(
        name="komae-hanabi.jp", purpose="花火大会", kept_by="秘書広報室長"
    ),
    "accounts:domain-detail": {"purpose": "写真展", "kept_by": "秘書広報室長", "edit_number": 0},
    "accounts:domain-check": lambda world: _once(
        is_ours="YES", leads_right="YES", certificate_is_good="YES", checked_on=TODAY
    ),
    "accounts:domain-renew": lambda world: _once(
        new_expires_on=TODAY.replace(year=2028), renewed_on=TODAY
    ),
    "accounts:account-facts": lambda world: {
        "edit_number": 0,
        "name": "狛江市（新）",
        "purpose": "広報",
        "manager": world.own.head.appointments[0].pk,
        "contractor": "株式会社狛江広報",
    },
    "accounts:account-badge": {"badge": "APPLIED", "happened_on": TODAY},
    "accounts:account-city-pr": {"is_city_pr": "yes"},
    "accounts:operator-add": lambda world: _once(
        user=world.people["clerk"].pk, starts_on=TODAY, ends_on=""
    ),
    "accounts:operator-end": {"ends_on": TODAY},
    "accounts:acknowledgement": lambda world: {"text": text_sha256()},
    "accounts:consent-add": lambda world: _once(
        subject="消防団の訓練",
        giver="BODY",
        scope="訓練の写真",
        given_on=TODAY,
        evidence="令和8年11月20日付け同意書",
    ),
    "accounts:consent-withdraw": {"withdrawn_on": TODAY, "because": "申出"},
    "posts:post-check": {"text": "お知らせ"},
    "posts:post-new": lambda world: _once(
        account=world.places["running"]["pk"], text="まつりを開きます。"
    ),
    "posts:word-list": lambda world: _once(sort="rumour", word="風の便り"),
    "posts:word-set": {"sort": "guess", "word": "たぶん", "use": "off"},
    "posts:post-edit": {"text": "まつりを開きます。", "edit_number": 1},
    "posts:post-answer": lambda world: {"finding": _finding_key(world), "reason": "公表ずみ"},
    "posts:post-submit": {"edit_number": 1},
    "posts:post-approve": {"edit_number": 1},
    "posts:post-return": {"comment": "日付を直す"},
    "posts:post-record": lambda world: _went_out("posted"),
    "posts:post-first": lambda world: _went_out("first") | {"first-reason": "氾濫"},
    "accounts:contact-add": lambda world: _once(
        kind="FOLLOW",
        body="PUBLIC",
        target="東京都",
        url="https://x.com/tocho_koho",
        reason="都の情報を伝えられる",
    ),
    "accounts:contact-decide": {"permitted": "yes"},
    "accounts:contact-end": {"ended_on": TODAY, "because": "フォローを外した"},
    "accounts:content-check-add": lambda world: _once(covers_from=TODAY, result="FINE"),
    "accounts:connection-add": lambda world: _once(
        kind="APP", name="予約投稿", purpose="新着の投稿", starts_on=TODAY
    ),
    "accounts:connection-cut": {"ends_on": TODAY},
    "accounts:keeper-add": lambda world: _once(
        role="WATCHER", user=world.people["head"].pk, starts_on=TODAY
    ),
    "accounts:keeper-end": {"ends_on": TODAY},
    "accounts:credential-add": lambda world: _once(
        changed_on=TODAY,
        changed_by=world.people["head"].pk,
        reason="REGULAR",
        unlike_others="on",
    ),
    "accounts:account-handovers": lambda world: _once(duty="manager", last_day=TOMORROW),
    "accounts:handover-tick": {"note": ""},
    "accounts:handover-give": lambda world: {
        "matters": "なし",
        "successor": world.people["clerk"].pk,
    },
    "accounts:handover-give-back": {"reason": "機器の一覧が古い"},
    "accounts:handover-cancel": {"reason": "異動がなくなった"},
    "accounts:status-check": lambda world: _once(
        **{question.key: "YES" for question in questions()}, result="FINE"
    ),
    "accounts:status-check-end": {"reason": "告知を読んだ", "decision": "ended"},
    "accounts:status-alarm-receive": {"instruction": "画面を保存すること"},
    "accounts:status-alarm-settle": {"outcome": "不具合だった"},
    "accounts:suspension-start": lambda world: _once(reason="広報のXで足りる"),
    "accounts:suspension-plan": lambda world: {
        **{name: "" if value is None else value for name, value in suspended.plan().items()},
        "successor": world.places["pr"]["pk"],
        "edit_number": 1,
    },
    "accounts:suspension-submit": {"edit_number": 1},
    "accounts:suspension-confirm": {"edit_number": 1},
    "accounts:suspension-return": {"because": "理由を足す", "edit_number": 1},
    "accounts:suspension-texts": dict.fromkeys(TEXTS, "停止します。") | {"edit_number": 0},
    "accounts:suspension-postpone": {"stop_on": "2027-06-01", "because": "掲示が遅れた"},
    "accounts:suspension-notice-add": lambda world: _once(
        kind="ACCOUNT",
        posted_on=TODAY,
        text="停止します。",
        evidence=SimpleUploadedFile("画面.png", suspended.screen()),
    ),
    "accounts:suspension-notice-withdraw": {"because": "取り違え"},
    "accounts:suspension-stop": {
        **{item.key: "on" for item in checks()},
        "stopped_on": TODAY,
        "password": PASSWORD,
    },
    "accounts:suspension-cancel": {"because": "続ける"},
    "accounts:account-pause": lambda world: _once(
        since=TODAY,
        reason="障害",
        published_reason="障害のため、休んでいます。",
        page_url="https://www.city.komae.tokyo.jp/",
        published_on=TODAY,
        evidence=SimpleUploadedFile("ページ.png", suspended.screen()),
    ),
    "accounts:account-resume": {"resumed_on": TODAY, "note": "直った"},
    "accounts:figure-month": {"posts": "１２", "taken_on": TODAY, "source": "SCREEN"},
    "approvals:application-start": lambda world: _once(department=world.own.department.pk),
    "approvals:change-start": lambda world: _once(),
    "approvals:application-step": {"purpose": "書き直した目的", "edit_number": 1},
    "approvals:application-save": {"purpose": "書き直した目的", "edit_number": 1},
    "approvals:application-overlap": {"purpose": "避難所"},
    "approvals:application-withdraw": {"reason": "やめる"},
    "approvals:application-return": {"purpose": "くわしく", "answer": "直してください"},
    "approvals:application-give-back": {"remark": "費用の内訳を"},
    "approvals:application-to-check": {"reason": "様式の欄が足りない"},
    "approvals:meeting-plan": lambda world: _once(held_on=TOMORROW, place="庁議室"),
    "approvals:meeting-edit": {"held_on": TOMORROW, "place": "庁議室"},
    "approvals:meeting-cancel": {"reason": "台風のため"},
    "approvals:meeting-open": lambda world: {
        "present": [actor.user.pk for actor in world.sitting.everybody]
    },
    "approvals:application-comments": lambda world: _once(text="くわしい説明を聞きたい。"),
    "approvals:rule-set": lambda world: _once(
        **typed_of(rule_on(TODAY)), valid_from=TOMORROW, set="on", password=PASSWORD
    ),
    "approvals:circulation-plan": lambda world: _once(
        reason="急を要するため", until_date=TOMORROW, until_time="17:00"
    ),
    "approvals:circulation-edit": {
        "reason": "軽微なため",
        "until_date": TOMORROW,
        "until_time": "１２：００",
    },
    "approvals:agenda-add": lambda world: {
        "applications": Application.objects.not_on_an_agenda().values_list("pk", flat=True)[:1]
    },
    "approvals:item-move": {"position": 2},
    "approvals:item-remove": {"reason": "取り違え"},
    "approvals:item-vote": {"choice": "APPROVE"},
    "approvals:item-decide": {"password": PASSWORD},
    "approvals:item-carry-over": {"reason": "調べる", "password": PASSWORD},
    "approvals:item-return": {"purpose": "くわしく", "answer": "直す", "password": PASSWORD},
    "approvals:item-to-check": {"reason": "様式の欄が足りない", "password": PASSWORD},
    "approvals:account-abandon": {"reason": "担当がいない", "is_not_there": "on"},
    "approvals:condition-report": {"report": "運用ポリシー第6条に書いた。"},
    "approvals:condition-confirm": {"note": ""},
    "approvals:condition-send-back": {"reason": "日付がない"},
    "approvals:waiver-create": _waiver,
    "approvals:waiver-start": _new_waiver,
    "policies:policy-start": lambda world: _once(accounts=[world.places["alone"]["account_pk"]]),
    "policies:policy-take-over": lambda world: _once(
        accounts=[world.places["alone"]["account_pk"]],
        text="第1条　目的を定める。",
        title="運用ポリシー",
        kept_as="draft",
        do="keep",
    ),
    "policies:version-title": {"title-title": "新しい題名", "title-seen": ""},
    "policies:article-save": _policy_article,
    "policies:article-offer": {"offer": "hours"},
    "policies:article-bring-back": {"name": "第1条"},
    "policies:version-withdraw": {"reason": "誤って始めた"},
    "office:report-fix": {"password": PASSWORD},
    "reviews:year-close": {"password": PASSWORD},
    "reviews:year-papers": lambda world: _once(),
    "reviews:review-answer": {**ANSWERS, "page": "a", "edit_number": "1", "go": "next"},
    "reviews:review-submit": lambda world: _read(world, "to_review"),
    "reviews:review-confirm": lambda world: _read(world, "in_review"),
    "reviews:review-return": lambda world: (
        _read(world, "in_review") | {"reason": "数字で書いてください。"}
    ),
    "reviews:review-exclude": {"reason": "停止の手続が進んでいるため"},
    "policies:version-enforce": {"enacted_on": TODAY},
}
