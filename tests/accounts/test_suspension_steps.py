"""4(5)イ・ウ・エ: from the impact sheet to 停止・保全, each stage by who may, in its time."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import OfficialAccount, Suspension
from accounts.services import EditedMeanwhile, suspensions
from accounts.status import AccountStatus, SuspensionStatus
from accounts.suspension_rules import checks
from komae_sns.audit.models import Entry
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from tests import factories
from tests.accounts.suspended import (
    STOP_ON,
    announced,
    at,
    begun,
    fresh,
    notifying,
    on,
    plan,
    pr_account,
    stop,
    submitted,
    tell,
    written,
)
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(section, head_post):
    return factories.account("狛江市安心安全課", department=section, manager=head_post)


@pytest.fixture
def suspension(running, head, secretariat):
    return notifying(running, head, secretariat)


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("person__name", flat=True))


# -- 影響度の確認


@pytest.mark.clause("4(5)イ")
def test_the_whole_way(running, head, clerk, secretariat):
    made = announced(running, head, secretariat)

    stop(made, head)

    running.refresh_from_db()
    made = fresh(made)
    assert (made.status, running.status) == (SuspensionStatus.DONE, AccountStatus.SUSPENDED)
    assert (made.announced_on, made.may_stop_from, made.stopped_on) == (TODAY, STOP_ON, STOP_ON)
    assert len(made.checklist) == len(checks())
    assert running.status_checks.due().get().due_on > STOP_ON
    steps = Entry.objects.about(made).order_by("seq").values_list("action", flat=True)
    assert [step.removeprefix("accounts.") for step in steps] == [
        "begin_suspension",
        "plan_suspension",
        "submit_suspension",
        "confirm_suspension",
        "record_notice",
        "record_notice",
        "stop",
    ]


@pytest.mark.clause("4(5)イ")
def test_a_plan_is_kept_unfinished_and_passed_on_whole(running, head, clerk):
    made = begun(running, head)
    pr_account()
    half = plan(successor=None, level="", notice_days=None, stop_on=None, dependants="")

    suspensions.write_plan(made, half, by=clerk, edit_number=0)

    with pytest.raises(ValidationError) as refused:
        suspensions.submit_plan(made, by=head, edit_number=1, now=NOW)
    assert set(refused.value.message_dict) >= {"successor", "level", "stop_on", "dependants"}
    assert fresh(made).submitted_at is None


@pytest.mark.clause("4(5)ウ")
def test_the_city_drafts_what_is_left_blank(running, head):
    made = written(running, head, page_text="自分の文")

    assert "令和9年1月21日で運用を停止します" in made.notice_text
    assert "避難所と防災訓練の情報は、今後「狛江市」（X）" in made.notice_text
    assert made.successor.url in made.profile_text
    assert made.page_text == "自分の文"
    assert "{" not in made.notice_text + made.guidance_text + made.profile_text


@pytest.mark.clause("4(5)ウ")
@pytest.mark.parametrize(("level", "least"), [("LARGE", 90), ("MEDIUM", 60), ("SMALL", 30)])
def test_the_period_follows_the_impact(running, head, level, least):
    made = begun(running, head)
    facts = plan(successor=pr_account(), level=level, stop_on=TODAY + timedelta(400))

    with pytest.raises(ValidationError) as refused:
        suspensions.write_plan(made, facts | {"notice_days": least - 1}, by=head, edit_number=0)
    longer = suspensions.write_plan(made, facts | {"notice_days": 120}, by=head, edit_number=0)

    assert list(refused.value.message_dict) == ["notice_days"]
    assert (longer.required_days, longer.notice_days) == (least, 120)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"followers_on": TODAY + timedelta(1)}, "followers_on"),
        ({"stop_on": TODAY}, "stop_on"),
        ({"stop_on": TODAY + timedelta(2000)}, "stop_on"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(running, head, facts, field):
    with pytest.raises(ValidationError) as refused:
        written(running, head, **facts)

    assert list(refused.value.message_dict) == [field]


def test_others_are_consolidated_into_a_pr_account_and_not_into_any(running, head):
    made = begun(running, head)
    factories.account("図書館")

    for target in ("図書館", running.name):
        facts = plan(successor=OfficialAccount.objects.get(name=target))
        with pytest.raises(ValidationError) as refused:
            suspensions.write_plan(made, facts, by=head, edit_number=0)
        assert list(refused.value.message_dict) == ["successor"]


def test_two_who_write_at_once_do_not_overwrite_each_other(running, head, clerk):
    made = written(running, head)

    with pytest.raises(EditedMeanwhile):
        suspensions.write_plan(made, plan(successor=None), by=clerk, edit_number=0)


def test_a_stop_day_before_the_period_is_over_is_not_passed_on(running, head):
    made = written(running, head, stop_on=STOP_ON - timedelta(1))

    with pytest.raises(ValidationError) as refused:
        suspensions.submit_plan(made, by=head, edit_number=1, now=NOW)

    assert list(refused.value.message_dict) == ["stop_on"]


# -- 計画の確認


@pytest.mark.clause("4(5)イ")
def test_nobody_confirms_their_own_plan(running, head):
    made = submitted(running, head)
    factories.appoint(head.user, Post.SECRETARIAT)

    with pytest.raises(PermissionDenied):
        suspensions.confirm_plan(made, by=actor_of(head.user, TODAY), edit_number=1, now=NOW)


def test_only_the_head_passes_it_on_and_only_the_secretariat_confirms(
    running, head, clerk, secretariat
):
    made = written(running, head)
    for other in (clerk, secretariat):
        with pytest.raises(PermissionDenied):
            suspensions.submit_plan(made, by=other, edit_number=1, now=NOW)
    suspensions.submit_plan(made, by=head, edit_number=1, now=NOW)
    for other in (head, clerk):
        with pytest.raises(PermissionDenied):
            suspensions.confirm_plan(made, by=other, edit_number=1, now=NOW)

    assert list(Suspension.objects.to_confirm()) == [made]
    assert told("suspension_submitted") == {"事務局花子"}


def test_what_waits_for_the_secretariat_is_not_rewritten_until_it_comes_back(
    running, head, clerk, secretariat
):
    made = submitted(running, head)
    with pytest.raises(WrongStatus):
        suspensions.write_plan(made, plan(), by=clerk, edit_number=1)

    suspensions.return_plan(made, because="理由を足す", by=secretariat, edit_number=1, now=NOW)

    made = fresh(made)
    assert made.is_sent_back
    assert told("suspension_returned") == {"佐藤一郎", "担当四郎"}
    suspensions.write_plan(made, plan(successor=made.successor), by=clerk, edit_number=1)
    suspensions.submit_plan(made, by=head, edit_number=2, now=NOW)
    assert Notice.objects.filter(kind="suspension_submitted").count() == 2


@pytest.mark.clause("4(5)イ")
@pytest.mark.parametrize("step", ["submit_plan", "return_plan", "confirm_plan"])
def test_nobody_passes_on_or_confirms_what_they_have_not_read(
    running, head, clerk, secretariat, step
):
    made = written(running, head)
    if step != "submit_plan":
        suspensions.submit_plan(made, by=head, edit_number=1, now=NOW)
        suspensions.return_plan(made, because="短い", by=secretariat, edit_number=1, now=NOW)
    facts = plan(successor=made.successor, level="SMALL", notice_days=30)
    suspensions.write_plan(made, facts, by=clerk, edit_number=1)
    if step != "submit_plan":
        suspensions.submit_plan(made, by=head, edit_number=2, now=NOW)
    by = head if step == "submit_plan" else secretariat
    because = {"because": "短い"} if step == "return_plan" else {}

    with pytest.raises(EditedMeanwhile):
        getattr(suspensions, step)(made, **because, by=by, edit_number=1, now=NOW)

    getattr(suspensions, step)(made, **because, by=by, edit_number=2, now=NOW)


def test_a_plan_that_comes_back_unaltered_is_told_of_again(running, head, secretariat):
    made = written(running, head)
    for minute in (0, 5):
        now = NOW + timedelta(minutes=minute)
        suspensions.submit_plan(made, by=head, edit_number=1, now=now)
        because = {"because": "電話のとおり"}
        suspensions.return_plan(made, **because, by=secretariat, edit_number=1, now=now)

    assert Notice.objects.filter(kind="suspension_submitted").count() == 2
    assert Notice.objects.filter(kind="suspension_returned", person=head.user).count() == 2


@pytest.mark.clause("4(5)ウ")
def test_nobody_is_led_to_an_account_that_is_being_stopped_itself(running, head, secretariat):
    made = submitted(running, head)
    their_head = actor_of(made.successor.manager.user, TODAY)
    suspensions.begin(made.successor, reason="統合する", by=their_head, now=NOW)

    with pytest.raises(ValidationError) as refused:
        suspensions.confirm_plan(made, by=secretariat, edit_number=1, now=NOW)

    assert "集約先のアカウントが、いまは運用されていません" in refused.value.messages[0]


def test_the_section_that_takes_over_is_told(running, head, secretariat, clerk):
    target = pr_account()

    made = submitted(running, head, successor=target)
    suspensions.confirm_plan(made, by=secretariat, edit_number=1, now=NOW)

    assert told("suspension_confirmed") == {"佐藤一郎", "担当四郎", target.manager.user.name}


# -- 事前周知


@pytest.mark.clause("4(5)ウ")
def test_the_period_counts_from_the_first_notice_that_stands(suspension, head):
    later = on(head, TODAY + timedelta(3))
    suspensions.postpone(
        suspension, stop_on=STOP_ON + timedelta(9), because="掲示が遅れた", by=head
    )
    slip = tell(suspension, later, posted_on=TODAY)
    tell(suspension, later)
    assert fresh(suspension).announced_on == TODAY

    suspensions.withdraw_notice(slip, because="日を取り違えた", by=later, now=NOW)
    suspensions.withdraw_notice(slip, because="日を取り違えた", by=later, now=NOW)

    made = fresh(suspension)
    assert made.announced_on == later.today
    assert made.may_stop_from == later.today + timedelta(60)
    assert Entry.objects.filter(action="accounts.withdraw_notice").count() == 1


@pytest.mark.clause("4(5)ウ")
def test_nothing_is_told_before_the_plan_stands(running, head):
    made = submitted(running, head)

    with pytest.raises(WrongStatus):
        tell(made, head)


@pytest.mark.clause("4(5)ウ")
def test_a_late_beginning_moves_the_stop_first(suspension, head):
    late = on(head, TODAY + timedelta(1))

    with pytest.raises(ValidationError) as refused:
        tell(suspension, late)

    assert "先に、停止する日を延ばしてください" in refused.value.message_dict["posted_on"][0]
    suspensions.postpone(
        suspension, stop_on=STOP_ON + timedelta(1), because="掲示が遅れた", by=head
    )
    assert tell(suspension, late).posted_on == late.today


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"posted_on": TODAY + timedelta(1)}, "posted_on"),
        ({"posted_on": TODAY - timedelta(1)}, "posted_on"),
        ({"text": "　"}, "text"),
        ({"url": "komae"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"evidence_note": ""}, "evidence"),
        ({"kind": "CITY_PAGE", "url": ""}, "url"),
        ({"kind": "CITY_PAGE", "url": "https://x.com/komae"}, "url"),
    ],
)
def test_a_notice_shows_itself(suspension, head, facts, field):
    with pytest.raises(ValidationError) as refused:
        tell(suspension, head, facts.pop("kind", "ACCOUNT"), **facts)

    assert list(refused.value.message_dict) == [field]


def test_the_city_is_not_stopped_sooner_than_it_said(suspension, head):
    for day in (STOP_ON, STOP_ON - timedelta(1)):
        with pytest.raises(ValidationError):
            suspensions.postpone(suspension, stop_on=day, because="早める", by=head)


def test_the_pr_section_records_its_own_guidance(suspension):
    theirs = actor_of(suspension.successor.manager.user, TODAY)

    notice = tell(suspension, theirs, "GUIDANCE")

    assert fresh(suspension).guided_on == notice.posted_on


def test_the_pr_section_speaks_for_its_own_account_alone(suspension, head):
    theirs = actor_of(suspension.successor.manager.user, TODAY)
    ours = tell(suspension, head)

    with pytest.raises(PermissionDenied):
        tell(suspension, theirs)
    with pytest.raises(PermissionDenied):
        suspensions.withdraw_notice(ours, because="取り違え", by=theirs, now=NOW)
    assert fresh(suspension).announced_on == TODAY


def test_two_who_mend_the_texts_at_once_do_not_overwrite_each_other(suspension, head, clerk):
    texts = dict.fromkeys(("notice_text", "guidance_text", "page_text", "profile_text"), "停止。")
    number = suspension.edit_number
    suspensions.rewrite_texts(suspension, texts, by=clerk, edit_number=number)

    with pytest.raises(EditedMeanwhile):
        suspensions.rewrite_texts(suspension, texts, by=head, edit_number=number)


# -- 停止


@pytest.mark.clause("4(5)ウ")
@pytest.mark.parametrize("days", [0, 1, 59])
def test_nothing_is_stopped_before_the_period_is_over(running, head, secretariat, days):
    made = announced(running, head, secretariat)

    with pytest.raises(ValidationError):
        stop(made, head, TODAY + timedelta(days))

    assert not Suspension.objects.notice_over_by(TODAY + timedelta(days)).exists()
    assert list(Suspension.objects.notice_over_by(STOP_ON)) == [made]


@pytest.mark.clause("4(5)ウ")
@pytest.mark.parametrize("kind", ["ACCOUNT", "GUIDANCE"])
def test_without_notice_and_guidance_nothing_is_stopped(suspension, head, kind):
    tell(suspension, head, kind)

    with pytest.raises(ValidationError):
        stop(suspension, head)


@pytest.mark.clause("4(5)エ")
def test_every_item_of_the_checklist_is_asked(running, head, secretariat):
    made = announced(running, head, secretariat)
    some = [check.key for check in checks()][1:]

    with pytest.raises(ValidationError) as refused:
        stop(made, head, confirmed=some)

    assert list(refused.value.message_dict) == [checks()[0].key]
    running.refresh_from_db()
    assert running.status == AccountStatus.STOPPING


def test_only_the_head_stops(running, head, clerk, secretariat):
    made = announced(running, head, secretariat)

    for other in (clerk, secretariat):
        with pytest.raises(PermissionDenied):
            stop(made, other)


def test_it_is_not_stopped_for_a_day_to_come(running, head, secretariat):
    made = announced(running, head, secretariat)

    with pytest.raises(ValidationError):
        stop(made, head, STOP_ON, stopped_on=STOP_ON + timedelta(1))


# -- 見本第8条: an account that lets nobody in

PAGE = {"kind": "PAGE_ONLY", "url": "https://www.city.komae.tokyo.jp/sns.html"}


@pytest.mark.clause("見本第8条")
@pytest.mark.clause("4(5)ウ")
def test_a_frozen_account_is_told_of_on_the_page_of_the_city_and_stopped(suspension, head):
    tell(suspension, head, **PAGE)
    tell(suspension, head, "GUIDANCE")
    some = [check.key for check in checks()][3:]

    with pytest.raises(ValidationError):
        stop(fresh(suspension), head, STOP_ON - timedelta(1))
    with pytest.raises(ValidationError) as unsaid:
        stop(fresh(suspension), head, confirmed=some)
    stop(fresh(suspension), head, confirmed=some, undone_because="運営会社が凍結した")

    made = fresh(suspension)
    assert list(unsaid.value.message_dict) == ["undone_because"]
    assert (made.status, made.announced_on) == (SuspensionStatus.DONE, TODAY)
    undone = [row["key"] for row in made.checklist if "undone_because" in row]
    assert undone == [check.key for check in checks()][:3]


def test_what_can_be_told_on_the_account_is_not_left_undone(running, head, secretariat):
    made = announced(running, head, secretariat)

    with pytest.raises(ValidationError) as refused:
        stop(made, head, confirmed=[], undone_because="忙しい")

    assert set(refused.value.message_dict) == {check.key for check in checks()}


def test_only_the_head_says_that_nobody_gets_in(suspension, head, clerk):
    theirs = actor_of(suspension.successor.manager.user, TODAY)
    for other in (clerk, theirs):
        with pytest.raises(PermissionDenied):
            tell(suspension, other, **PAGE)
    with pytest.raises(ValidationError) as elsewhere:
        tell(suspension, head, **(PAGE | {"url": "https://x.com/komae"}))

    notice = tell(suspension, head, **PAGE)

    assert list(elsewhere.value.message_dict) == ["url"]
    suspensions.withdraw_notice(notice, because="入れるようになった", by=head, now=NOW)
    assert fresh(suspension).announced_on is None


# -- 取りやめ


@pytest.mark.parametrize("until", [begun, submitted])
def test_it_is_called_off_and_the_account_runs_on(running, head, until):
    made = until(running, head)

    suspensions.cancel(made, because="続ける", by=head, now=NOW)

    running.refresh_from_db()
    assert running.status == AccountStatus.RUNNING
    assert fresh(made).is_cancelled
    again = begun(running, head)
    assert again.pk != made.pk


def test_citizens_who_were_told_are_told_again(running, head, clerk, secretariat):
    made = announced(running, head, secretariat)

    suspensions.cancel(made, because="続ける", by=head, now=NOW)

    body = Notice.objects.get(kind="suspension_cancelled", person=clerk.user).body
    assert "続けることを、同じところで知らせてください" in body


def test_a_verdict_is_not_undone_by_the_section(running, head, secretariat):
    made = suspensions.begin_after_review(running, reason="集約", by=secretariat, now=NOW)

    with pytest.raises(PermissionDenied):
        suspensions.cancel(made, because="続ける", by=head, now=NOW)
    suspensions.cancel(made, because="市長の指示", by=secretariat, now=NOW)

    assert fresh(made).is_cancelled


def test_what_is_stopped_is_not_called_off(running, head, secretariat):
    made = announced(running, head, secretariat)
    stop(made, head)

    with pytest.raises(WrongStatus):
        suspensions.cancel(made, because="やはり", by=head, now=at(STOP_ON))
