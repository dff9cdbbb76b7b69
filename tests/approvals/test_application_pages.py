"""Pages of an application: who reads what, and nothing typed breaks them."""

from datetime import timedelta

import pytest

from approvals.models import Waiver
from approvals.services import drafting, filing, waivers
from approvals.waiting import waiting_for
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import filed, rows
from tests.approvals.rows import NOW
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return filed.section()


def save(client, application, step, **typed):
    return client.post(
        f"/approvals/{application.pk}/steps/{step}/save/", {"edit_number": "99", **typed}
    )


@pytest.mark.parametrize("pk", ["9" * 19, "９", "1" + "0" * 30, "-1", "1 OR 1=1", ""])
def test_an_id_that_is_none_is_neither_stored_nor_breaks_the_page(client, office, pk):
    application = filed.draft(office)
    client.force_login(office.clerk.user)

    saved = save(client, application, "existing", considered=pk)

    assert saved.status_code == 200
    assert client.get(application.get_absolute_url()).status_code == 200
    assert filed.reread(application).answers["considered"] == application.answers["considered"]


def test_autosave_stores_only_what_was_sent(client, office):
    application = filed.draft(office)
    client.force_login(office.clerk.user)

    save(client, application, "form", cost="10円")

    after = filed.reread(application).answers
    assert after == application.answers | {"cost": "10円"}


def test_an_emptied_list_is_stored_as_empty(client, office):
    application = filed.draft(office)
    client.force_login(office.clerk.user)

    save(client, application, "form", emptied="effects")

    assert filed.reread(application).answers["effects"] == []


def test_what_is_typed_wrong_is_kept_with_a_sentence_at_the_field(client, office):
    application = filed.draft(office)
    client.force_login(office.clerk.user)

    page = client.post(
        f"/approvals/{application.pk}/steps/account/",
        {"edit_number": "99", "registered_email": "anzen@example.com", "service": "x"},
    )

    assert page.status_code == 422
    assert "市のメールアドレス（@city.komae.lg.jp）にしてください。" in page.content.decode()
    assert filed.reread(application).answers["registered_email"] == "anzen@example.com"


def test_who_was_too_late_sees_what_they_typed(client, office):
    application = filed.submitted(office)
    client.force_login(office.clerk.user)

    page = client.post(
        f"/approvals/{application.pk}/steps/form/",
        {"edit_number": "1", "effect_text": "書きかけていた、長い説明の文です。"},
    )

    assert page.status_code == 409
    assert "書きかけていた、長い説明の文です。" in page.content.decode()


def test_the_form_of_a_waived_draft_prints_even_with_a_character_no_font_has(client, office):
    chair = factories.actor(Post.CHAIR, name="委員長")
    application = filed.draft(office)
    drafting.save_answers(application, {"display_name": "防災🚨"}, seen=99, by=office.clerk)
    grounds = waivers.Grounds("災害のため", "災害対応に限る", TODAY + timedelta(days=30))
    waivers.waive(filed.reread(application), grounds, by=chair, now=NOW)
    client.force_login(office.head.user)

    paper = client.get(f"/approvals/{application.pk}/form.pdf")

    assert Waiver.objects.count() == 1
    assert paper.status_code == 200
    assert paper.content.startswith(b"%PDF")


def test_the_committee_gets_no_link_to_a_policy_it_cannot_open(client, office):
    application = filed.accepted(office)
    version = application.policy.versions.get()
    client.force_login(factories.actor(Post.MEMBER, name="委員").user)

    page = client.get(application.get_absolute_url()).content.decode()

    assert version.get_absolute_url() not in page
    assert "（目的）" in page


def test_a_returned_application_that_was_passed_on_waits_for_the_head(office):
    secretariat = filed.secretariat()
    application = filed.submitted(office)
    filing.return_to_applicant(
        application, remarks={"cost": "内訳"}, answer="", by=secretariat, now=NOW
    )

    filing.pass_to_head(application, by=office.clerk, now=NOW)

    assert waiting_for(filed.reread(application)).who == "安心安全課の課長"


def test_nobody_returns_or_withdraws_while_the_committee_votes(client, office):
    sitting = rows.committee()
    application = filed.accepted(office, sitting.secretariat)
    rows.voting(sitting, application)

    for actor, page, typed in (
        (sitting.secretariat, "return", {"answer": "やりなおし"}),
        (office.head, "withdraw", {"reason": "やめる"}),
    ):
        client.force_login(actor.user)
        client.post(f"/approvals/{application.pk}/{page}/", typed)

    assert filed.reread(application).get_status_display() == "審査中"


@pytest.mark.parametrize("page", ["return", "steps/existing"])
def test_a_page_that_comes_too_late_or_too_early_says_so(client, office, page):
    draft, ended = filed.draft(office), filed.submitted(office, address="@komae_other")
    filing.withdraw(ended, reason="やめる", by=office.head, now=NOW)
    application = draft if page == "return" else ended
    client.force_login(filed.secretariat().user if page == "return" else office.head.user)

    assert client.get(f"/approvals/{application.pk}/{page}/").status_code == 409
