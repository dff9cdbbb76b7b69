"""条件付承認 (4(2)ウ): conditions as rows, tracked until somebody else confirms them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.services import opening_gaps
from approvals.models import Condition
from approvals.services import conditions
from approvals.services.conditions import Term
from approvals.services.refusals import Refused
from approvals.status import ConditionStatus
from komae_sns.home import work
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from komae_sns.staff import services as staff
from komae_sns.staff.actors import actor_of
from tests.approvals import filed, rows
from tests.approvals.rows import APPROVE, NOW
from tests.factories import TODAY
from tests.trust.world import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(2)ウ")]
NEXT_WEEK = TODAY + timedelta(days=7)
POLICY = Term("返信をしないことをポリシーに書くこと", NEXT_WEEK, before_opening=True)
LATER = Term("半年後に委員会へ報告すること", who="館長")


@pytest.fixture
def sitting():
    return rows.committee()


@pytest.fixture
def office():
    return filed.section("図書館", "図")


def decided(sitting, office, *terms):
    item = rows.voted(sitting, *[APPROVE] * 5, case=rows.application(office.department))
    rows.decide(item, by=sitting.chair, conditions=terms or [POLICY, LATER])
    return item.application.__class__.objects.get(pk=item.application_id)


def first(application):
    return application.conditions.get(number=1)


def mine(actor):
    return {found.effect: [task.what for task in found.tasks] for found in work.work_of(actor).mine}


def test_each_condition_is_a_row_and_the_decision_keeps_the_words(sitting, office):
    application = decided(sitting, office)

    kept = application.conditions.values_list("text", "due_on", "before_opening", "who", "status")
    assert list(kept) == [
        (POLICY.text, NEXT_WEEK, True, "", "OPEN"),
        (LATER.text, None, False, "館長", "OPEN"),
    ]
    assert application.decision.conditions == (
        "1　返信をしないことをポリシーに書くこと（令和8年11月29日まで・開設の前に）\n"
        "2　半年後に委員会へ報告すること（館長）"
    )


def test_a_condition_is_not_due_before_it_is_laid(sitting, office):
    item = rows.voted(sitting, *[APPROVE] * 5, case=rows.application(office.department))

    with pytest.raises(Refused, match="期限は"):
        rows.decide(item, sitting.chair, [Term("すること", TODAY - timedelta(days=1))])


def test_from_the_report_to_the_confirmation(sitting, office):
    condition = first(decided(sitting, office))
    effect = "承認の条件を満たして、報告する"
    assert mine(office.clerk)[effect] == [POLICY.text, LATER.text]

    conditions.report(condition, "第6条に書いた。", by=office.clerk, now=NOW)
    assert mine(sitting.secretariat)["満たされた条件を確認する"] == [POLICY.text]
    conditions.send_back(condition, reason="第6条が見つからない", by=sitting.chair, now=NOW)
    conditions.report(condition, "第7条に書いた。", by=office.head, now=NOW)
    conditions.confirm(condition, by=sitting.secretariat, now=NOW)

    condition.refresh_from_db()
    assert (condition.status, condition.report) == (ConditionStatus.MET, "第7条に書いた。")
    assert mine(office.clerk)[effect] == [LATER.text]
    kinds = set(Notice.objects.filter(subject_type="approvals.condition").values_list("kind"))
    assert kinds == {("condition_reported",), ("condition_sent_back",), ("condition_confirmed",)}


def test_who_may_report_and_who_may_confirm(sitting, office):
    condition = first(decided(sitting, office))
    other = filed.section("公民館", "公")
    for stranger in (other.head, sitting.secretariat, sitting.chair):
        with pytest.raises(PermissionDenied, match="課長と担当者だけ"):
            conditions.report(condition, "した", by=stranger, now=NOW)
    conditions.report(condition, "した", by=office.head, now=NOW)

    for stranger in (office.head, office.clerk, sitting.vice_chair, sitting.members[0]):
        with pytest.raises(PermissionDenied, match="事務局と委員長"):
            conditions.confirm(condition, by=stranger, now=NOW)


def test_the_secretariat_confirms_nothing_of_whom_it_stands_in_for(sitting, office):
    condition = first(decided(sitting, office))
    conditions.report(condition, "した", by=office.head, now=NOW)
    secretariat = sitting.secretariat.user
    period = {"starts_on": TODAY, "ends_on": TODAY, "reason": "出張"}
    staff.name_deputy(office.head.own[0], secretariat, **period, by=office.head)

    with pytest.raises(PermissionDenied, match="自分の部課の条件"):
        conditions.confirm(condition, by=actor_of(secretariat, TODAY), now=NOW)
    assert "満たされた条件を確認する" not in mine(actor_of(secretariat, TODAY))


def test_what_is_not_reported_is_not_confirmed_and_twice_is_once(sitting, office):
    condition = first(decided(sitting, office))

    with pytest.raises(WrongStatus):
        conditions.confirm(condition, by=sitting.chair, now=NOW)
    conditions.report(condition, "した", by=office.head, now=NOW)
    with pytest.raises(WrongStatus):
        conditions.report(condition, "した", by=office.head, now=NOW)


def test_words_are_asked_for(sitting, office):
    condition = first(decided(sitting, office))

    with pytest.raises(Refused, match="どのように"):
        conditions.report(condition, "　", by=office.head, now=NOW)
    conditions.report(condition, "した", by=office.head, now=NOW)
    with pytest.raises(Refused, match="何が足りないか"):
        conditions.send_back(condition, reason=" ", by=sitting.chair, now=NOW)


@pytest.mark.integrity
def test_no_account_opens_before_its_conditions_are_met(sitting, office):
    """Neither by the checklist nor by SQL; what is due later keeps nothing closed."""
    application = decided(sitting, office)
    account, condition = application.account, first(application)
    facts = {
        "url": "https://x.com/komae_library",
        "manager": office.head.own[0],
        "opened_on": TODAY,
    }
    sentences = [gap.sentence for gap in opening_gaps(account, TODAY)]
    assert f"開設の前に満たす条件が、まだ確認されていません：{POLICY.text}" in sentences
    with pytest.raises(IntegrityError), transaction.atomic():
        account.move_to(account.STATUS.RUNNING, **facts)

    conditions.report(condition, "した", by=office.head, now=NOW)
    conditions.confirm(condition, by=sitting.chair, now=NOW)

    account.move_to(account.STATUS.RUNNING, **facts)
    assert [g for g in opening_gaps(account, TODAY) if "条件" in g.sentence] == []


@pytest.mark.integrity
def test_the_database_holds_conditions(sitting, office):
    application = decided(sitting, office)
    plain = rows.application(office.department)
    facts = {"text": "x", "status": "OPEN", "waiting_since": NOW, "number": 9}
    conditions.report(first(application), "した", by=office.head, now=NOW)
    conditions.confirm(first(application), by=sitting.chair, now=NOW)
    met, waiting = Condition.objects.filter(number=1), Condition.objects.filter(number=2)

    for step in (
        lambda: Condition.objects.create(application=plain, **facts),
        lambda: waiting.update(text="ゆるい条件"),
        lambda: waiting.update(due_on=NEXT_WEEK),
        lambda: waiting.update(status="MET"),
        lambda: met.update(report="別の報告"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            step()


def test_the_chair_enters_them_row_by_row_and_nothing_typed_is_lost(client, sitting, time_machine):
    time_machine.move_to(f"{TODAY}T10:00:00+09:00", tick=False)
    chair = sitting.chair.user
    chair.set_password(PASSWORD)
    chair.save(update_fields=["password"])
    client.force_login(chair)
    item = rows.voted(sitting, *[APPROVE] * 5)
    url = reverse("approvals:item-decide", args=[item.meeting_id, item.pk])
    typed = {
        "conditions": "返信をしないこと",
        "due_on_1": NEXT_WEEK,
        "before_opening_1": "on",
        "due_on_2": NEXT_WEEK,
        "with_conditions": "on",
        "password": PASSWORD,
    }

    page = client.post(url, typed)
    assert page.context["form"].errors["conditions_2"] == ["条件を書いてください。"]
    assert "返信をしないこと" in page.content.decode()
    client.post(url, typed | {"conditions_2": "半年後に報告すること"})

    kept = Condition.objects.order_by("number").values_list("text", "due_on", "before_opening")
    assert list(kept) == [
        ("返信をしないこと", NEXT_WEEK, True),
        ("半年後に報告すること", NEXT_WEEK, False),
    ]


def test_a_report_without_words_is_told_at_its_field(client, sitting, office, time_machine):
    time_machine.move_to(f"{TODAY}T10:00:00+09:00", tick=False)
    condition = first(decided(sitting, office))
    client.force_login(office.clerk.user)

    page = client.post(reverse("approvals:condition-report", args=[condition.pk]), {"report": " "})

    assert "report" in page.context["report_form"].errors
