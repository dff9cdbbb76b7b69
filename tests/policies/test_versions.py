"""案 → 施行 → 旧版: one in force per policy, frozen for ever."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from komae_sns.audit.models import Entry
from komae_sns.lives import WrongStatus
from komae_sns.staff.posts import Post
from policies import services
from policies.articles import Typed
from policies.models import Policy, PolicyVersion
from policies.status import VersionStatus
from tests import factories
from tests.policies.conftest import NOW


def put_in_force(version, head):
    return services.put_in_force(version, enacted_on=head.today, by=head, now=NOW)


@pytest.mark.clause("4(2)イ")
def test_a_complete_policy_of_a_granted_account_comes_into_force(draft, account, head):
    version = put_in_force(draft, head)

    assert (version.status, version.enacted_on, version.in_force_at) == (
        VersionStatus.IN_FORCE,
        head.today,
        NOW,
    )
    entry = Entry.objects.about(account).newest_first()[0]
    assert (entry.action, entry.clause) == ("policies.put_in_force", "4(2)イ")
    assert entry.changes["制定日"] == [None, "令和8年11月22日"]


@pytest.mark.clause("4(2)ウ")
def test_without_a_granted_account_it_does_not(draft, head):
    with pytest.raises(services.Refused, match="開設を認める決定"):
        put_in_force(draft, head)


def test_with_a_blank_left_open_it_does_not(section, clerk, head):
    policy = services.start_policy(section, {}, by=clerk)
    policy.accounts.add(factories.account(status="PREPARING", department=section))

    with pytest.raises(services.NotReady, match="管理者の職の空欄"):
        put_in_force(policy.versions.get(), head)


def test_not_dated_in_the_future(draft, account, head):
    with pytest.raises(services.Refused, match="制定日"):
        services.put_in_force(draft, enacted_on=head.today + timedelta(days=1), by=head, now=NOW)


@pytest.mark.parametrize(
    ("title", "caption", "text", "gap"),
    [
        ("題\U0001fae8名", "目的", "文。", ("", "題名に")),
        ("題名", "目\U0001fae8的", "文。", ("s1", "第1条に")),
        ("題名", "目的", "絵\U0001fae8文字。", ("s1", "第1条に")),
    ],
)
def test_not_with_a_character_no_font_prints(
    draft, account, head, clerk, title, caption, text, gap
):
    services.save_title(draft, title, seen=draft.title, by=clerk)
    draft.refresh_from_db()
    services.save_article(draft, Typed("s1", 0, caption, {"s1.1": text}), by=clerk)
    draft.refresh_from_db()

    found = [(g.article, g.sentence) for g in draft.gaps() if "U+1FAE8" in g.sentence]
    assert [(key, sentence[: len(gap[1])]) for key, sentence in found] == [gap]
    with pytest.raises(services.NotReady, match="印刷できない文字"):
        put_in_force(draft, head)


def test_only_the_head_of_the_section_puts_it_in_force(draft, account, clerk):
    other = factories.actor(Post.HEAD, factories.department("環境課"))

    for nobody in (clerk, other, factories.actor(Post.SECRETARIAT)):
        with pytest.raises(PermissionDenied, match="所属長"):
            put_in_force(draft, nobody)


def test_a_revision_begins_as_a_copy_and_replaces_the_one_in_force(in_force, policy, head, clerk):
    revision = services.new_version(policy, by=clerk)
    revision = services.save_title(revision, "改めた題名", seen=revision.title, by=clerk)
    put_in_force(revision, head)

    statuses = {v.number: v.status for v in policy.versions.all()}
    assert statuses == {1: VersionStatus.SUPERSEDED, 2: VersionStatus.IN_FORCE}
    assert revision.articles == in_force.articles
    assert Policy.objects.get().title == "改めた題名"


def test_only_one_draft_at_a_time_and_none_before_the_first_is_in_force(
    policy, draft, account, head
):
    with pytest.raises(services.Refused, match="施行中の版がない"):
        services.new_version(policy, by=head)
    put_in_force(draft, head)
    services.new_version(policy, by=head)
    with pytest.raises(services.Refused, match="もうあります"):
        services.new_version(policy, by=head)


def test_a_version_in_force_is_neither_edited_nor_put_in_force_again(in_force, head, clerk):
    with pytest.raises(services.Refused, match="改正案"):
        services.save_article(in_force, Typed("s1", 0, "目的", {"s1.1": "別の文。"}), by=clerk)
    with pytest.raises(WrongStatus):
        put_in_force(in_force, head)
    with pytest.raises(WrongStatus):
        services.unlock_after_filing(in_force, by=clerk)


@pytest.mark.parametrize(
    ("post", "own_section", "sees_draft"),
    [
        (Post.HEAD, True, True),
        (Post.CLERK, True, True),
        (Post.HEAD, False, False),
        (Post.CLERK, False, False),
        (Post.MEMBER, False, False),
        (Post.CHAIR, False, False),
        (Post.CISO, False, False),
        (Post.AUDITOR, False, False),
        (Post.CONTRACTOR, True, False),
        (Post.SECRETARIAT, False, True),
    ],
)
def test_a_draft_is_seen_by_its_section_and_the_secretariat_only(
    draft, account, section, post, own_section, sees_draft
):
    reader = factories.actor(post, section if own_section else None)

    assert PolicyVersion.objects.visible_to(reader).exists() == sees_draft
    assert Policy.objects.visible_to(reader).exists() == sees_draft


def test_a_draft_of_another_section_stays_hidden_beside_its_version_in_force(
    in_force, policy, clerk
):
    services.new_version(policy, by=clerk)
    reader = factories.actor(Post.HEAD, factories.department("環境課"))

    assert [v.number for v in PolicyVersion.objects.visible_to(reader)] == [1]
    assert list(Policy.objects.visible_to(reader)) == [policy]


def test_the_auditor_reads_a_draft_once_it_is_filed(draft, clerk):
    auditor = factories.actor(Post.AUDITOR)
    services.lock_for_filing(draft, by=clerk)

    assert PolicyVersion.objects.visible_to(auditor).exists()


def test_a_contractor_reads_what_is_in_force_for_the_accounts_they_operate(in_force, account):
    contractor = factories.actor(Post.CONTRACTOR)
    other = factories.actor(Post.CONTRACTOR)
    account.operators.create(user=contractor.user, starts_on=contractor.today)

    assert list(PolicyVersion.objects.visible_to(contractor)) == [in_force]
    assert not PolicyVersion.objects.visible_to(other).exists()
    assert not Policy.objects.visible_to(other).exists()


def test_nobody_without_a_post_sees_anything(in_force):
    nobody = factories.actor_of(factories.person(), factories.TODAY)

    assert not Policy.objects.visible_to(nobody).exists()
