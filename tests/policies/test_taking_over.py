"""A policy on paper is taken over: as a draft to go on with, or as in force already (既存)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from komae_sns.audit.models import Entry
from komae_sns.city.sample_policy import sample
from komae_sns.lives import WrongStatus
from komae_sns.staff.posts import Post
from policies import papers, services
from policies.articles import from_sample, values_for
from policies.models import Policy, PolicyVersion
from policies.services import Existing, NotReady, Refused
from policies.status import VersionStatus
from tests import factories
from tests.policies import as_text
from tests.policies.check_corpus import MARKED
from tests.policies.conftest import NOW

pytestmark = pytest.mark.django_db
KNOWN = values_for(
    city="狛江市",
    section="秘書広報室",
    division="企画財政部",
    service="ツイッター",
    username="komae",
)
PAPER = as_text.text_of("狛江市ツイッター運用ポリシー", from_sample(sample(), KNOWN))
SINCE = Existing(date(2022, 7, 1), "令和4年6月20日決裁（狛企秘発第12号）")


@pytest.fixture
def old_account(section):
    return factories.account("狛江市", department=section)


def take_over(account, by, text=PAPER, **facts):
    facts.setdefault("title", "狛江市ツイッター運用ポリシー")
    return services.take_over([account], text, by=by, now=NOW, **facts)


def test_it_becomes_a_draft_whose_articles_are_known_as_the_sample_s(old_account, clerk):
    version = take_over(old_account, clerk, notice_number="令和4年告示第50号")

    version.refresh_from_db()
    assert version.status == VersionStatus.DRAFT
    assert [a.sample for a in version.contents] == [a.name for a in sample().articles]
    assert list(version.policy.accounts.all()) == [old_account]
    assert version.policy.title == "狛江市ツイッター運用ポリシー"
    assert Entry.objects.about(version.policy).filter(action="policies.take_over").count() == 1


def test_one_goes_on_editing_it_without_a_clash_of_keys(old_account, clerk):
    version = take_over(old_account, clerk, MARKED)

    for _ in range(3):
        version = services.add_article(version, by=clerk)
    version = services.add_offered_article(version, "hours", by=clerk)

    keys = [line.key for article in version.contents for line in article.lines()]
    assert len(keys) == len(set(keys))
    assert version.contents[-1].caption == "発信及び確認の時間"


def test_one_in_force_already_is_frozen_with_its_day_and_evidence(old_account, head):
    version = take_over(old_account, head, MARKED, existing=SINCE)

    version.refresh_from_db()
    assert (version.status, version.enacted_on) == (VersionStatus.IN_FORCE, date(2022, 7, 1))
    assert version.evidence == SINCE.evidence
    assert version.findings() != ()
    assert papers.policy_pdf(version).startswith(b"%PDF")
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(evidence="ちがう")


@pytest.mark.integrity
def test_no_existing_one_is_without_evidence(policy, draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.filter(pk=draft.pk).update(is_existing=True)


def test_it_is_revised_like_any_other(old_account, head):
    version = take_over(old_account, head, MARKED, existing=SINCE)

    revised = take_over(old_account, head, PAPER, title="改めたポリシー")

    assert (revised.policy, revised.number, revised.status) == (version.policy, 2, "DRAFT")
    assert version.policy.versions.in_force().get() == version


def test_a_draft_gives_way_to_what_was_read(policy, draft, account, clerk):
    old = draft.edit_number

    version = take_over(account, clerk, MARKED, seen=services.mark(draft))

    assert (version.pk, version.number) == (draft.pk, 1)
    assert version.edit_number > old
    assert Policy.objects.count() == 1


@pytest.mark.parametrize(
    ("existing", "text", "error"),
    [
        (Existing(factories.TODAY + timedelta(days=1), "根拠"), PAPER, Refused),
        (SINCE, PAPER + "\n第11条　\U0001f600。", NotReady),
        (None, "　\n", Refused),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_left(old_account, head, existing, text, error):
    with pytest.raises(error):
        take_over(old_account, head, text, existing=existing)

    assert not Policy.objects.exists()


def test_a_draft_that_somebody_made_or_changed_meanwhile_stays(old_account, clerk, head):
    first = take_over(old_account, clerk, PAPER)
    told = services.mark(first)
    services.add_article(first, by=clerk)

    for seen in ("", told):
        with pytest.raises(Refused, match="ほかの人が先に"):
            take_over(old_account, head, MARKED, seen=seen)


def test_a_filed_draft_stays(policy, draft, account, clerk):
    services.lock_for_filing(draft, by=clerk)

    with pytest.raises((Refused, WrongStatus)):
        take_over(account, clerk, MARKED)


def test_who_may(old_account, clerk, section):
    other = factories.actor(Post.HEAD, factories.department("図書館"))
    secretariat = factories.actor(Post.SECRETARIAT)

    with pytest.raises(PermissionDenied):
        take_over(old_account, other)
    with pytest.raises(PermissionDenied):
        take_over(old_account, clerk, existing=SINCE)
    assert take_over(old_account, secretariat, existing=SINCE).status == VersionStatus.IN_FORCE


# ── the page ──


@pytest.fixture
def log_in(client, time_machine):
    time_machine.move_to(NOW)

    def log_in(actor):
        client.force_login(actor.user)
        return client

    return log_in


@pytest.fixture
def page(old_account):
    return reverse("policies:policy-take-over", args=[old_account.pk])


def typed(client, page, **facts):
    form = client.get(page).context["form"]
    return {"submission_id": str(form["submission_id"].value()), "text": PAPER} | facts


def test_reading_shows_the_articles_and_findings_and_keeps_nothing(log_in, head, page, old_account):
    client = log_in(head)

    shown = client.post(page, typed(client, page, do="read", text=MARKED))

    said = shown.content.decode()
    assert "フォローバックします" in said
    assert "komae.library@example.com" in said
    assert "もとは「コメント・フォロー」・" in said
    assert shown.context["form"]["title"].value() == "狛江市図書館インスタグラム運用ポリシー"
    assert not shown.context["form"].errors
    assert not Policy.objects.exists()


def test_a_file_is_read_into_the_field(log_in, clerk, page):
    client = log_in(clerk)
    file = SimpleUploadedFile("ポリシー.txt", PAPER.encode("cp932"))

    shown = client.post(page, typed(client, page, do="keep", text="", file=file))

    assert shown.context["form"]["text"].value() == PAPER
    assert len(shown.context["read"].articles) == 10
    assert not Policy.objects.exists()


def test_a_file_that_cannot_be_read_is_told_at_the_field(log_in, clerk, page):
    client = log_in(clerk)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7")

    shown = client.post(page, typed(client, page, do="read", text="書きかけ", file=file))

    assert "PDFは読みとれません" in shown.content.decode()
    assert shown.context["form"]["text"].value() == "書きかけ"


def test_keeping_it_twice_keeps_it_once(log_in, head, page, old_account):
    client = log_in(head)
    sent = typed(
        client,
        page,
        do="keep",
        title="題名",
        accounts=[old_account.pk],
        kept_as="existing",
        enacted_on="2022-07-01",
        evidence="決裁",
    )

    first, second = client.post(page, sent), client.post(page, sent)

    assert first.url == second.url == PolicyVersion.objects.get().get_absolute_url()


def test_an_existing_one_needs_its_day_and_evidence(log_in, head, page, old_account):
    client = log_in(head)

    shown = client.post(
        page,
        typed(client, page, do="keep", title="題", accounts=[old_account.pk], kept_as="existing"),
    )

    assert set(shown.context["form"].errors) == {"enacted_on", "evidence"}
    assert shown.context["form"]["text"].value() == PAPER
