"""/accounts/<id>/: one account with its whole life, and the pages that change it."""

import re
import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import sections
from accounts.models import OfficialAccount, Operator
from accounts.services import confirm_check, set_address
from accounts.timeline import entries_for
from komae_sns.audit import services as audit
from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def test_the_page_says_what_is_missing_and_who_prepares(log_in, head, preparing):
    text = log_in(head).get(f"/accounts/{preparing.pk}/").text

    assert "安心安全課が準備しています" in text
    assert "確認 0／" in text
    assert "運用をはじめる</a>" not in text


def test_the_time_line_tells_each_step_in_words(log_in, head, preparing):
    set_address(preparing, "@komae_bosai", by=head)

    text = log_in(head).get(f"/accounts/{preparing.pk}/").text

    assert "アドレスを登録した" in text
    assert "安心安全課長 佐藤一郎" in text
    assert "accounts." not in text


@pytest.mark.clause("4(1)")
def test_an_account_that_is_hidden_looks_like_one_that_is_not_there(log_in, preparing, section):
    browser = log_in(factories.actor(Post.CONTRACTOR, section))
    paths = ["", "address/", "facts/", "badge/", "operators/", "operators/new/"]

    for path in paths:
        hidden = browser.get(f"/accounts/{preparing.pk}/{path}")
        missing = browser.get(f"/accounts/999999/{path}")
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert without_tokens(hidden.text) == without_tokens(missing.text)


def without_tokens(page):
    return re.sub(r"[A-Za-z0-9]{64}", "", page)


@pytest.mark.clause("4(1)")
def test_a_contractor_does_not_read_the_papers_that_mention_the_account(
    log_in, section, preparing, head
):
    contractor = factories.actor(Post.CONTRACTOR, section, "業者三郎")
    Operator.objects.create(account=preparing, user=contractor.user, starts_on=TODAY)
    other = factories.account("別のアカウント", department=section)
    audit.record("test.paper", other, by=head, note="委員会の内部の意見", mentions=[preparing])
    audit.record("test.own", preparing, by=head, note="このアカウントのこと")

    text = log_in(contractor).get(f"/accounts/{preparing.pk}/").text

    assert "このアカウントのこと" in text
    assert "委員会の内部の意見" not in text


@pytest.mark.parametrize(
    ("post", "in_section", "reads"),
    [
        (Post.HEAD, True, True),
        (Post.CLERK, True, True),
        (Post.HEAD, False, False),
        (Post.CLERK, False, False),
        (Post.CONTRACTOR, True, False),
        (Post.MEMBER, False, True),
        (Post.CHAIR, False, True),
        (Post.CISO, False, True),
        (Post.AUDITOR, False, True),
        (Post.SECRETARIAT, False, True),
    ],
)
def test_what_the_committee_weighed_stays_with_those_who_may_read_the_application(
    section, preparing, head, post, in_section, reads
):
    reader = factories.actor(post, section if in_section else factories.department("図書館"))
    with transaction.atomic():
        audit.record("approvals.waive", section, by=head, note="急ぐ理由", mentions=[preparing])
        audit.record("accounts.update_facts", preparing, by=head)
        audit.record("policies.put_in_force", section, by=head, mentions=[preparing])

    actions = {entry.action for entry in entries_for(reader, preparing)}

    assert ("approvals.waive" in actions) == reads
    assert "accounts.update_facts" in actions
    assert ("policies.put_in_force" in actions) == (post != Post.CONTRACTOR)


def test_the_same_few_queries_however_long_the_life(log_in, head, preparing):
    browser = log_in(head)
    browser.get(f"/accounts/{preparing.pk}/")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get(f"/accounts/{preparing.pk}/")
        return len(captured)

    confirm_check(preparing, "watch", by=head, now=timezone.now())
    Operator.objects.create(account=preparing, user=head.user, starts_on=TODAY)
    one = queries()
    for number in range(29):
        person = factories.person(f"職員{number}")
        Operator.objects.create(account=preparing, user=person, starts_on=TODAY)
        audit.record("test.step", preparing, by=head, clause="4(2)イ")

    assert queries() == one
    assert one <= 15


def test_text_is_shown_as_typed_and_never_run(log_in, head, preparing):
    typed = "<script>alert(1)</script>"
    OfficialAccount.objects.filter(pk=preparing.pk).update(purpose=typed, name=typed)

    text = log_in(head).get(f"/accounts/{preparing.pk}/").text

    assert typed not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_apps_above_add_their_parts(log_in, head, preparing, monkeypatch):
    monkeypatch.setattr(sections, "_sections", [])
    sections.register("_components/banner.html", lambda account, actor: {"n": 1}, order=2)
    sections.register("_components/empty.html", lambda account, actor: None, order=1)

    response = log_in(head).get(f"/accounts/{preparing.pk}/")

    assert response.context["sections"] == [("_components/banner.html", {"n": 1})]


def test_a_check_is_confirmed_and_withdrawn_from_the_page(log_in, clerk, preparing):
    browser, url = log_in(clerk), f"/accounts/{preparing.pk}/checklist/watch"

    confirmed = browser.post(f"{url}/confirm/", {"note": "夜間は宿直"})
    assert confirmed["Location"] == f"/accounts/{preparing.pk}/#check-watch"
    assert preparing.opening_checks.standing().get().note == "夜間は宿直"

    browser.post(f"{url}/withdraw/")
    assert not preparing.opening_checks.standing().exists()


def test_an_unknown_check_is_404(log_in, clerk, preparing):
    response = log_in(clerk).post(f"/accounts/{preparing.pk}/checklist/nothing/confirm/")

    assert response.status_code == 404


@pytest.mark.parametrize(
    "path", ["checklist/watch/confirm/", "checklist/watch/withdraw/", "city-pr/"]
)
def test_looking_changes_nothing(log_in, clerk, preparing, path):
    assert log_in(clerk).get(f"/accounts/{preparing.pk}/{path}").status_code == 405


@pytest.mark.parametrize("path", ["address/", "facts/", "badge/", "operators/new/"])
def test_another_section_is_told_why_not(log_in, preparing, path):
    stranger = factories.actor(Post.HEAD, factories.department("図書館"))

    response = log_in(stranger).get(f"/accounts/{preparing.pk}/{path}")

    assert response.status_code == 403


def test_a_wrong_address_comes_back_with_the_sentence_and_what_was_typed(log_in, clerk, preparing):
    response = log_in(clerk).post(
        f"/accounts/{preparing.pk}/address/", {"address": "https://twiter.com/komae"}
    )

    assert response.status_code == 200
    assert "打ちまちがい" in response.text
    assert "https://twiter.com/komae" in response.text


def test_an_old_form_does_not_overwrite_what_another_wrote(log_in, clerk, preparing):
    browser, url = log_in(clerk), f"/accounts/{preparing.pk}/facts/"
    form = browser.get(url).context["form"]
    typed = {k: v for k, v in form.initial.items() if v is not None}

    browser.post(url, typed | {"devices": "タブレット"})
    response = browser.post(url, typed | {"devices": "パソコン"})

    assert "ほかの人が記録を直しました" in response.text
    preparing.refresh_from_db()
    assert preparing.devices == "タブレット"


@pytest.fixture
def registration(section, head_post):
    return {
        "submission_id": str(uuid.uuid4()),
        "service": factories.service("x").pk,
        "address": "@komae_toshokan",
        "name": "狛江市立図書館",
        "department": section.pk,
        "manager": head_post.pk,
        "status": "RUNNING",
        "opened_on": "2020-04-01",
        "evidence": "令和2年3月1日決裁",
        "purpose": "図書館のお知らせ",
    }


def test_an_existing_account_is_registered_once_though_sent_twice(
    log_in, secretariat, registration
):
    browser = log_in(secretariat)

    first = browser.post("/accounts/new/", registration)
    second = browser.post("/accounts/new/", registration)

    account = OfficialAccount.objects.get()
    assert first["Location"] == second["Location"] == f"/accounts/{account.pk}/"
    assert Entry.objects.about(account).count() == 1


def test_a_taken_address_is_told_at_the_form(log_in, secretariat, registration):
    factories.account("狛江市", handle="komae_toshokan")

    response = log_in(secretariat).post("/accounts/new/", registration)

    assert "「狛江市（X）」" in response.text
    assert OfficialAccount.objects.count() == 1


@pytest.mark.parametrize("post", [p for p in Post if p != Post.SECRETARIAT])
def test_registering_is_for_the_secretariat(log_in, section, post):
    assert log_in(factories.actor(post, section)).get("/accounts/new/").status_code == 403


def test_an_operator_is_named_and_ended_from_the_page(log_in, head, clerk, preparing):
    browser, url = log_in(head), f"/accounts/{preparing.pk}/operators/"
    typed = {
        "submission_id": str(uuid.uuid4()),
        "user": clerk.user.pk,
        "starts_on": "2026-11-22",
    }

    browser.post(f"{url}new/", typed)
    browser.post(f"{url}new/", typed)
    operator = Operator.objects.get()
    browser.post(f"{url}{operator.pk}/end/", {"ends_on": "2026-12-31"})

    operator.refresh_from_db()
    assert operator.ends_on.isoformat() == "2026-12-31"


def test_an_operator_of_another_account_is_404(log_in, head, preparing):
    other = factories.account("別")
    operator = Operator.objects.create(account=other, user=head.user, starts_on=TODAY)

    response = log_in(head).post(
        f"/accounts/{preparing.pk}/operators/{operator.pk}/end/", {"ends_on": "2026-12-31"}
    )

    assert response.status_code == 404
