"""区分「変更」: from the present facts of a running account to the decision that changes it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.services import set_address, update_facts
from approvals import papers
from approvals.models import AgendaItem, Application
from approvals.services import changing, drafting, filing, readiness
from approvals.services.refusals import Refused
from policies import services as policies
from policies.articles import Typed
from tests import factories
from tests.approvals import filed, rows
from tests.approvals.rows import APPROVE, NOW, REJECT
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
NEW = {"purpose": "防災と防犯の情報を伝える", "change_reason": "防犯の所管が移ったため"}


@pytest.fixture
def office():
    return filed.section()


@pytest.fixture
def account(office):
    return factories.account(
        "狛江市防災",
        department=office.department,
        handle="komae_bosai",
        manager=office.head.appointments[0],
        purpose="防災の情報を伝える",
        topics="避難所",
        frequency="週に2回",
        needs_post_approval=True,
    )


@pytest.fixture
def sitting():
    return rows.committee()


def begun(account, office, **typed):
    application = changing.start_change(account, by=office.clerk, now=NOW)
    answers = {"planned_on": "2027-01-15", **NEW, **typed}
    drafting.save_answers(application, answers, seen=0, by=office.clerk)
    return filed.reread(application)


def submitted(account, office, **typed):
    application = begun(account, office, **typed)
    filed.file(application, office.head)
    return filed.reread(application)


def before_the_committee(account, office, sitting, **typed):
    application = submitted(account, office, **typed)
    filing.accept(application, by=sitting.secretariat, now=NOW)
    return filed.reread(application)


def decided(application, sitting, *letters):
    item = rows.voted(sitting, *letters, case=application)
    rows.decide(item, by=sitting.chair)
    application.refresh_from_db()
    return application


@pytest.mark.clause("4(2)イ")
def test_it_starts_from_what_the_register_says(account, office):
    application = changing.start_change(account, by=office.clerk, now=NOW)

    assert application.title == "「狛江市防災」の変更について"
    assert application.answers["purpose"] == "防災の情報を伝える"
    assert [g.field for g in readiness.gaps(application, today=TODAY)] == [
        "purpose",  # nothing differs yet
        "change_reason",
        "planned_on",
    ]


def test_another_section_and_a_second_one_are_refused(account, office):
    stranger = filed.section("図書館", "図")
    with pytest.raises(PermissionDenied):
        changing.start_change(account, by=stranger.head, now=NOW)
    first = changing.start_change(account, by=office.clerk, now=NOW)

    with pytest.raises(Refused, match="もう進んでいます"):
        changing.start_change(account, by=office.head, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(
            department=office.department,
            drafted_by=office.head.user,
            status="DRAFT",
            waiting_since=NOW,
            changed_account=account,
        )
    filing.withdraw(first, reason="やめる", by=office.head, now=NOW)
    assert changing.start_change(account, by=office.clerk, now=NOW)


@pytest.mark.clause("4(2)ウ")
def test_what_is_granted_changes_the_account_that_is_there(account, office, sitting):
    application = before_the_committee(account, office, sitting, address="@komae_anshin")

    decided(application, sitting, *[APPROVE] * 5)

    account.refresh_from_db()
    assert account.purpose == NEW["purpose"]
    assert (account.handle, account.url) == ("komae_anshin", "https://x.com/komae_anshin")
    assert [str(f) for f in account.former_handles.all()] == ["@komae_bosai"]
    changes = {c.field: (c.old, c.new) for c in account.changes.all()}
    assert changes["purpose"] == ("防災の情報を伝える", NEW["purpose"])
    assert {c.decision for c in account.changes.all()} == {application.decision}
    assert account.decision != application.decision
    assert application.account is None
    assert "answer_a" not in application.latest_round.snapshot["shown"]


@pytest.mark.clause("4(2)ウ")
def test_a_rejected_change_leaves_the_account_as_it_was(account, office, sitting):
    application = before_the_committee(account, office, sitting)

    decided(application, sitting, *[REJECT] * 5)

    account.refresh_from_db()
    assert account.purpose == "防災の情報を伝える"
    assert not account.changes.exists()


def test_what_the_head_changed_meanwhile_stays(account, office, sitting):
    application = before_the_committee(account, office, sitting)
    facts = {"frequency": "毎日"}
    update_facts(account, facts, by=office.head, edit_number=0, reason="台風の季節")

    decided(application, sitting, *[APPROVE] * 5)

    account.refresh_from_db()
    assert (account.purpose, account.frequency) == (NEW["purpose"], "毎日")


def test_nothing_is_granted_to_an_account_that_is_being_stopped(account, office, sitting):
    application = before_the_committee(account, office, sitting)
    factories.suspension(account)
    account.move_to(account.STATUS.STOPPING)

    with pytest.raises(Refused, match="停止手続中"):
        decided(application, sitting, *[APPROVE] * 5)

    account.refresh_from_db()
    assert account.purpose == "防災の情報を伝える"
    assert AgendaItem.objects.get(application=application).is_voted


def test_an_account_is_not_similar_to_itself(account, office):
    application = submitted(account, office)

    listed = application.latest_round.snapshot["overlap"]
    assert account.pk not in [row["id"] for row in listed]


@pytest.mark.clause("4(5)エ")
def test_an_applicant_is_told_of_an_old_name_of_ours(account, office):
    secretariat = filed.secretariat()
    set_address(account, "@komae_shin", by=secretariat, reason="改称", renamed_on=TODAY)
    new = filed.draft(office, address="@KOMAE_bosai")

    sentences = [gap.sentence for gap in readiness.gaps(new, today=TODAY)]

    assert any("「狛江市防災（X）」が令和8年11月22日まで使っていた" in s for s in sentences)


def test_a_fact_is_not_changed_to_nothing(account, office):
    application = begun(account, office, topics="")

    assert "「投稿内容」を空けることはできません。" in [
        gap.sentence for gap in readiness.gaps(application, today=TODAY)
    ]


def test_now_and_new_stand_side_by_side_on_page_and_paper(account, office, client, time_machine):
    time_machine.move_to(f"{TODAY}T10:00:00+09:00", tick=False)
    application = submitted(account, office)
    client.force_login(office.head.user)

    text = client.get(application.get_absolute_url()).text

    assert "<del>防災の情報を伝える</del>" in text
    assert f"<ins>{NEW['purpose']}</ins>" in text
    on_paper = papers.context(application, by=office.head)["change"]
    assert [(row["old"], row["new"]) for row in on_paper] == [
        ("防災の情報を伝える", NEW["purpose"])
    ]


# With the policy


@pytest.fixture
def policy(account, office):
    from policies.records import record_of_account

    record = record_of_account(account) | {"email": "anzen@city.komae.lg.jp"}
    made = policies.start_policy(office.department, record, by=office.head, accounts=[account])
    policies.put_in_force(made.versions.get(), enacted_on=TODAY, by=office.head, now=NOW)
    return made


def with_revision(account, office):
    application = begun(account, office)
    version = changing.attach_revision(application, by=office.clerk)
    article = next(a for a in version.contents if a.key == "s5")
    text = Typed("s5", article.edit, article.caption, {"s5.1.1": "防犯に関する情報"})
    policies.save_article(version, text, by=office.clerk)
    return filed.reread(application)


@pytest.mark.clause("4(2)イ")
def test_a_revision_goes_before_the_committee_with_the_change(account, office, policy, sitting):
    application = with_revision(account, office)
    filed.file(application, office.head)
    filing.accept(filed.reread(application), by=sitting.secretariat, now=NOW)
    version = application.revision

    with pytest.raises(policies.Refused, match="決定までは施行できません"):
        policies.put_in_force(version, enacted_on=TODAY, by=office.head, now=NOW)
    decided(filed.reread(application), sitting, *[APPROVE] * 5)
    policies.put_in_force(version, enacted_on=TODAY, by=office.head, now=NOW)

    assert policy.versions.in_force().get() == version


def test_a_revision_that_was_not_granted_may_be_written_on(account, office, policy, sitting):
    application = with_revision(account, office)
    filed.file(application, office.head)
    filing.accept(filed.reread(application), by=sitting.secretariat, now=NOW)

    decided(filed.reread(application), sitting, *[REJECT] * 5)

    application.revision.refresh_from_db()
    assert application.revision.is_editable


def test_a_city_may_want_the_committee_for_every_revision(
    account, office, policy, settings, tmp_path
):
    for file in settings.CITY_FOLDER.iterdir():
        text = file.read_text(encoding="utf-8")
        text = text.replace('policy = "head"', 'policy = "committee"')
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    settings.CITY_FOLDER = tmp_path
    version = policies.new_version(policy, by=office.head)

    with pytest.raises(policies.Refused, match="委員会の承認がいります"):
        policies.put_in_force(version, enacted_on=TODAY, by=office.head, now=NOW)
