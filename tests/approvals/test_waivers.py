"""委員長特認: by the chair alone, with its grounds, followed until it is reported (4(2)イ・ウ)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from accounts.models import Decision, OfficialAccount
from accounts.services import opening_gaps
from accounts.status import AccountStatus
from approvals.models import Application, Waiver
from approvals.services import waivers
from approvals.services.refusals import Refused
from approvals.services.waivers import Grounds
from approvals.status import ApplicationStatus, ItemStatus
from komae_sns.audit.models import Entry
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import APPROVE, NOW
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
S = AccountStatus
GROUNDS = Grounds(
    "台風の避難情報を急いで出すため", "避難所の開設と閉鎖", TODAY + timedelta(days=30)
)


def waive(case, by, grounds=GROUNDS):
    return waivers.waive(case, grounds, by=by, now=NOW)


def without_form(by, section=None, **typed):
    facts = {"service": "x", "display_name": "狛江市防災", "purpose": "避難情報を知らせる"} | typed
    factories.service("x")
    section = section or factories.department("安心安全課")
    return waivers.waive_without_form(section, facts, GROUNDS, by=by, now=NOW)


@pytest.mark.clause("4(2)ウ")
@pytest.mark.parametrize(
    "status",
    [ApplicationStatus.SUBMITTED, ApplicationStatus.IN_REVIEW, ApplicationStatus.RETURNED],
)
def test_the_chair_allows_a_filed_application_without_the_committee(status):
    chair, case = rows.committee().chair, rows.application(status=status)

    waiver = waive(case, chair)

    case.refresh_from_db()
    assert case.status == ApplicationStatus.WAIVED
    assert waiver.proviso == Waiver.Proviso.WITHOUT_COMMITTEE
    assert case.decision.outcome == Decision.Outcome.WAIVED
    assert case.account.status == AccountStatus.PREPARING


def test_the_paper_says_what_was_allowed_until_when():
    case = rows.application()

    waive(case, rows.committee().chair)

    case.refresh_from_db()
    assert case.decision.conditions == "避難所の開設と閉鎖\n期限：令和8年12月22日"


@pytest.mark.clause("4(2)イ")
def test_a_draft_is_allowed_without_its_being_filed():
    waiver = waive(rows.application(status=ApplicationStatus.DRAFT), rows.committee().chair)

    assert waiver.proviso == Waiver.Proviso.WITHOUT_FORM


def rewritten(case, status):
    """Filed, back with its section, and written anew without being filed again."""
    case.move_to(status)
    case.answers = case.answers | {"display_name": "書きかえた名前", "address": "@rewritten"}
    case.save(update_fields=["answers"])
    return case


@pytest.mark.clause("4(2)ウ")
@pytest.mark.parametrize("status", [ApplicationStatus.RETURNED, ApplicationStatus.DRAFT])
def test_what_was_filed_is_allowed_and_not_what_was_written_since(status):
    case = rewritten(rows.application(status=ApplicationStatus.SUBMITTED), status)

    waiver = waive(case, rows.committee().chair)

    account = OfficialAccount.objects.get()
    assert (account.name, account.handle) == ("狛江市図書館", "komae_library")
    assert waiver.proviso == Waiver.Proviso.WITHOUT_COMMITTEE
    assert waiver.decision.basis == waiver.get_proviso_display()


@pytest.mark.clause("4(2)イ")
def test_the_chair_allows_an_account_for_which_nothing_was_written():
    chair = rows.committee().chair

    waiver = without_form(chair)

    account = OfficialAccount.objects.get()
    assert waiver.proviso == Waiver.Proviso.WITHOUT_FORM
    assert account.name == "狛江市防災"
    assert account.decision == waiver.decision
    assert waiver.application.status == ApplicationStatus.WAIVED
    assert waiver.application.drafted_by == chair.user


@pytest.mark.parametrize("post", [p for p in Post if p != Post.CHAIR])
def test_nobody_but_the_chair_waives(post):
    with pytest.raises(PermissionDenied, match="委員長だけ"):
        waive(rows.application(), factories.actor(post))
    with pytest.raises(PermissionDenied, match="委員長だけ"):
        without_form(factories.actor(post))

    assert not Waiver.objects.exists()


def test_the_chair_does_not_waive_for_their_own_section():
    chair, section = rows.committee().chair, factories.department("図書館")
    factories.appoint(chair.user, Post.HEAD, section)
    chair = actor_of(chair.user, TODAY)

    with pytest.raises(PermissionDenied, match="自分の部課"):
        waive(rows.application(section), chair)
    with pytest.raises(PermissionDenied, match="自分の部課"):
        without_form(chair, section)


def test_the_chair_does_not_waive_what_they_drafted():
    chair = rows.committee().chair

    with pytest.raises(PermissionDenied, match="自分が起案した"):
        waive(rows.application(drafted_by=chair.user), chair)


@pytest.mark.parametrize("days", [0, -1])
def test_a_waiver_ends_on_a_day_to_come(days):
    grounds = Grounds("理由", "範囲", TODAY + timedelta(days=days))

    with pytest.raises(Refused, match="明日より後"):
        waive(rows.application(), rows.committee().chair, grounds)


@pytest.mark.parametrize(("reason", "scope"), [("　", "範囲"), ("理由", "\u200b")])
def test_a_waiver_says_why_and_for_what(reason, scope):
    grounds = Grounds(reason, scope, TODAY + timedelta(days=1))

    with pytest.raises(Refused, match="理由と、認める範囲"):
        waive(rows.application(), rows.committee().chair, grounds)


@pytest.mark.parametrize(
    ("reason", "scope", "label"),
    [("急ぐ😀", "範囲", "特に必要と認める理由"), ("理由", "\ue000", "認める範囲")],
)
def test_grounds_that_no_font_can_print_are_refused(reason, scope, label):
    grounds = Grounds(reason, scope, TODAY + timedelta(days=1))

    with pytest.raises(Refused, match=f"「{label}」に、紙に印刷できない文字"):
        waive(rows.application(), rows.committee().chair, grounds)


@pytest.mark.parametrize(
    ("typed", "label"),
    [({"display_name": "狛江市😀"}, "表示名"), ({"purpose": "避難\ue000情報"}, "目的")],
)
def test_an_account_that_no_paper_can_name_is_not_allowed(typed, label):
    with pytest.raises(Refused, match=f"{label}」に、紙に印刷できない文字"):
        without_form(rows.committee().chair, **typed)

    assert not Application.objects.exists()


def test_a_draft_that_does_not_say_what_the_account_is_cannot_be_waived():
    case = rows.application(status=ApplicationStatus.DRAFT, display_name="", service="")

    with pytest.raises(Refused, match="「利用するサービス」"):
        waive(case, rows.committee().chair)

    case.refresh_from_db()
    assert case.status == ApplicationStatus.DRAFT


@pytest.mark.parametrize("waited", [ItemStatus.WAITING, ItemStatus.VOTING, ItemStatus.VOTED])
def test_a_waived_application_leaves_the_agenda(waited):
    sitting = rows.committee(1)
    if waited == ItemStatus.WAITING:
        item = rows.meeting(sitting, rows.application()).items.get()
    elif waited == ItemStatus.VOTING:
        item = rows.voting(sitting)
    else:
        item = rows.voted(sitting, APPROVE, APPROVE, APPROVE)

    waive(item.application, sitting.chair)

    assert rows.reread(item).status == ItemStatus.REMOVED
    assert rows.reread(item).ended_because == "委員長特認がされたため"


def test_a_decided_application_is_not_waived():
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, APPROVE)
    rows.decide(item, sitting.chair)

    with pytest.raises(Refused, match="承認"):
        waive(item.application, sitting.chair)

    assert Decision.objects.count() == 1


def test_secretariat_committee_and_section_are_told():
    sitting, section = rows.committee(2), factories.department("図書館")
    head = factories.actor(Post.HEAD, section)

    waive(rows.application(section), sitting.chair)

    def told(kind):
        return set(Notice.objects.filter(kind=kind).values_list("person", flat=True))

    others = {sitting.vice_chair, *sitting.members, sitting.secretariat}
    assert told(Kind.WAIVER_GRANTED) == {actor.user.pk for actor in others}
    assert told(Kind.APPLICATION_DECIDED) == {head.user.pk}
    assert told(Kind.ACCOUNT_TO_PREPARE) == {head.user.pk}


def test_the_waiver_is_on_the_trail_of_application_and_account():
    case = rows.application()

    waive(case, rows.committee().chair)

    case.refresh_from_db()
    entry = Entry.objects.get(action="approvals.waive")
    assert entry in Entry.objects.about(case)
    assert entry in Entry.objects.about(case.account)
    assert (entry.clause, entry.note) == ("4(2)ウ", GROUNDS.reason)


@pytest.mark.parametrize(
    ("status", "clause"),
    [
        pytest.param(ApplicationStatus.DRAFT, "4(2)イ", marks=pytest.mark.clause("4(2)イ")),
        pytest.param(ApplicationStatus.IN_REVIEW, "4(2)ウ", marks=pytest.mark.clause("4(2)ウ")),
    ],
)
def test_an_account_does_not_open_after_the_end_of_its_waiver(status, clause):
    waiver = waive(rows.application(status=status), rows.committee().chair)
    account = waiver.application.account

    def waiver_gaps(day):
        gaps = opening_gaps(account, day)
        return [(gap.sentence, gap.clause) for gap in gaps if "特認" in gap.sentence]

    assert waiver_gaps(GROUNDS.expires_on) == []
    assert waiver_gaps(GROUNDS.expires_on + timedelta(days=1)) == [
        ("委員長特認の期限（令和8年12月22日）が過ぎています。事務局に相談してください。", clause)
    ]


def test_only_accounts_still_in_hand_overrun_their_waiver():
    waiver = waive(rows.application(), rows.committee().chair)
    after = GROUNDS.expires_on + timedelta(days=1)

    assert not Waiver.objects.overrun_on(GROUNDS.expires_on).exists()
    assert list(Waiver.objects.overrun_on(after)) == [waiver]
    account = waiver.application.account
    account.url, account.opened_on = "https://x.com/komae_library", TODAY
    account.manager = factories.appoint(factories.person(), Post.HEAD, account.department)
    account.save()
    for status in (S.RUNNING, S.STOPPING, S.SUSPENDED):
        assert list(Waiver.objects.overrun_on(after)) == [waiver]
        factories.make_way(account, status)
        account.move_to(status)

    assert not Waiver.objects.overrun_on(after).exists()


@pytest.mark.clause("4(2)ウ")
def test_a_waiver_is_followed_until_a_meeting_has_heard_of_it():
    sitting = rows.committee()
    waiver = waive(rows.application(), sitting.chair)
    opened = rows.open_meeting(sitting)
    assert list(Waiver.objects.unreported()) == [waiver]

    waivers.report(waiver, opened, by=sitting.secretariat, now=NOW)

    assert not Waiver.objects.unreported().exists()
    assert opened.reported_waivers.get() == waiver


def test_a_meeting_that_has_not_opened_has_heard_nothing():
    sitting = rows.committee()
    waiver = waive(rows.application(), sitting.chair)

    with pytest.raises(Refused, match="開会した会議だけ"):
        waivers.report(waiver, rows.meeting(sitting), by=sitting.secretariat, now=NOW)


def test_a_meeting_before_the_waiver_has_not_heard_of_it():
    sitting = rows.committee()
    opened = rows.open_meeting(sitting)
    tomorrow = actor_of(sitting.chair.user, TODAY + timedelta(days=1))
    later = NOW + timedelta(days=1)
    waiver = waivers.waive(rows.application(), GROUNDS, by=tomorrow, now=later)

    with pytest.raises(Refused, match="特認より前"):
        waivers.report(waiver, opened, by=sitting.secretariat, now=later)


def test_a_waiver_is_reported_once_by_the_secretariat():
    sitting = rows.committee()
    waiver = waive(rows.application(), sitting.chair)
    opened = rows.open_meeting(sitting)

    with pytest.raises(PermissionDenied):
        waivers.report(waiver, opened, by=sitting.chair, now=NOW)
    waivers.report(waiver, opened, by=sitting.secretariat, now=NOW)
    with pytest.raises(Refused, match="もう報告済み"):
        waivers.report(waiver, opened, by=sitting.secretariat, now=NOW)


@pytest.mark.integrity
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM approvals_waiver",
        "UPDATE approvals_waiver SET reason = 'x'",
        "UPDATE approvals_waiver SET expires_on = '2099-01-01'",
        "UPDATE approvals_waiver SET reported_to_id = NULL, reported_at = NULL",
    ],
)
def test_the_database_keeps_a_waiver_as_it_was_given(sql):
    sitting = rows.committee()
    waiver = waive(rows.application(), sitting.chair)
    waivers.report(waiver, rows.open_meeting(sitting), by=sitting.secretariat, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_waived_drafts_of_any_length_become_an_account():
    case = rows.application(
        status=ApplicationStatus.DRAFT, display_name="長" * 300, audience="人" * 500
    )

    waive(case, rows.committee().chair)

    assert len(Application.objects.get().account.name) == 100


def test_the_chair_reads_what_they_may_waive_and_the_committee_what_was_waived():
    sitting, submitted = rows.committee(1), rows.application(status=ApplicationStatus.SUBMITTED)
    rows.application(status=ApplicationStatus.DRAFT)
    waived = without_form(sitting.chair).application

    def seen(actor):
        return set(Application.objects.visible_to(actor))

    assert seen(sitting.chair) == {submitted, waived}
    assert seen(sitting.members[0]) == {waived}
