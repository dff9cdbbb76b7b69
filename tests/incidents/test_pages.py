"""An incident on its pages, from the first report to the end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incidents import filters, remaining
from incidents.models import Incident
from incidents.services import ending, evidence
from incidents.services.following import add_follow_up, add_step
from incidents.services.steps import Done, do_step, take_step_back
from incidents.status import IncidentStatus
from komae_sns.notices.models import Notice
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW
from tests.incidents import proofs, rows, with_impostors

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(time_machine):
    time_machine.move_to(NOW, tick=False)
    return rows.office()


@pytest.fixture
def at(client):
    """`at(actor)`: the browser of that person."""

    def log_in(actor):
        client.force_login(actor.user)
        return client

    return log_in


def _address(name, incident, *more):
    return reverse(f"incidents:incident-{name}", args=[incident.pk, *more])


def _report(**facts):
    form = {"what": "覚えのない投稿", "kind": "hijack", "channel": "PORTAL"}
    return {"submission_id": "7c0e2a5e-0000-4000-8000-000000000001"} | form | facts


@pytest.mark.clause("4(3)カ")
def test_the_account_is_found_by_the_address_that_was_pasted(place, at):
    other = rows.office("図書館")
    where = f"見つけた {place.account.url}/status/12345"

    at(other.clerk).post("/incidents/new/", _report(where=where))

    found = Incident.objects.get()
    assert (found.account, found.department) == (place.account, place.account.department)
    assert found.reported_by == other.clerk.user


def test_a_report_without_the_account_it_is_about_says_so_at_the_field(place, at):
    page = at(place.clerk).post("/incidents/new/", _report(where="どこか", what="書いたこと"))

    assert page.context["form"].errors.keys() == {"account"}
    assert "書いたこと" in page.text
    assert not Incident.objects.exists()


def test_an_account_that_a_contractor_does_not_operate_is_none(place, at):
    other = rows.office("図書館")

    for facts in ({"account": other.account.pk}, {"where": other.account.url}):
        page = at(place.vendor).post("/incidents/new/", _report(**facts))
        assert page.context["form"].errors.keys() == {"account"}
        assert "狛江市図書館" not in page.text


@pytest.mark.clause("4(3)オ")
def test_the_form_says_not_to_rebut_alone_in_the_guidelines_own_words(place, at):
    page = at(place.clerk).get("/incidents/new/")

    assert "個人やその場の判断で否定や反論をすることは避けること" in page.text


def test_the_first_page_leads_to_the_report(place, at):
    for actor in (place.clerk, place.vendor, place.ciso):
        assert 'href="/incidents/new/"' in at(actor).get("/").text


def test_what_is_wrong_in_the_folded_part_is_unfolded(place, at):
    typed = _report(account=place.account.pk, channel="TELEPHONE")

    page = at(place.clerk).post("/incidents/new/", typed)

    assert page.context["form"].is_later_open
    assert "<details" in page.text
    assert "知らせた人を書いてください" in page.text


def test_each_page_shows_the_one_thing_that_is_next(place, at):
    incident = rows.reported(place)

    def label(actor):
        found = at(actor).get(incident.get_absolute_url()).context["standing"].next
        return found and (found.label, found.left)

    assert label(place.clerk) == ("「掲載された情報の内容を確認する」を記録する", "あと30分")
    assert label(place.head) == ("受領して、統括責任者に上げる", "あと1時間")
    assert label(place.secretariat) is None
    at(place.head).post(_address("receive", incident))
    assert label(place.ciso) == ("受領し、課へ指示する", "あと2時間")
    at(place.ciso).post(_address("receive-ciso", incident), {"instruction": ""})
    rows.done(incident, "confirm", by=place.clerk)
    assert label(place.head) == (
        "保存されている1件を確かめて、「画面を保存する」を済みにする",
        "あと1時間",
    )


def test_from_the_report_to_the_end_on_the_pages(place, at):
    at(place.clerk).post("/incidents/new/", _report(account=place.account.pk))
    incident = Incident.objects.get()
    at(place.head).post(_address("receive", incident))
    at(place.ciso).post(_address("receive-ciso", incident), {"instruction": "電話に備える"})
    for step in incident.steps.in_order():
        files = [proofs.sent("画面.txt", b"a")] if step.proof == "FILE" else []
        form = {
            "note": "した",
            "files": files,
            "changed_by": place.clerk.user.pk,
            "unlike_others": "on",
        }
        page = at(place.clerk).post(_address("step", incident, step.pk), form)
        assert page.status_code == 302, page.context["form"].errors
    at(place.head).post(_address("resolve", incident), {"outcome": "取り戻した"})
    at(place.ciso).post(_address("close", incident), {"conclusion": ""})

    assert rows.fresh(incident).status == IncidentStatus.CLOSED
    assert place.account.credential_changes.exists()
    page = at(place.clerk).get(incident.get_absolute_url())
    assert page.context["standing"].next is None
    assert "電話に備える" in page.text


@pytest.mark.clause("4(3)カ")
def test_a_screen_that_came_with_the_report_is_only_confirmed(place, at, time_machine):
    incident = rows.received(place, files=[proofs.screen(place.clerk, note="DMの画面")])
    rows.done(incident, "confirm", by=place.clerk)
    step, delete = rows.step(incident, "evidence"), rows.step(incident, "delete")
    time_machine.move_to(NOW + timedelta(minutes=40), tick=False)
    assert (
        "証拠が1件、もう保存されています" in at(place.clerk).get(incident.get_absolute_url()).text
    )
    page = at(place.clerk).get(_address("step", incident, step.pk)).text
    assert "DMの画面" in page
    assert "確かめて、済んだと記録する" in page
    assert at(place.clerk).post(_address("step", incident, delete.pk), {"note": "消した"}).context

    at(place.clerk).post(_address("step", incident, step.pk), {"note": "", "done_at": ""})

    step = rows.step(incident, "evidence")
    assert (step.is_done, step.done_at, step.settled_at - NOW) == (True, NOW, timedelta(minutes=40))
    at(place.clerk).post(_address("step", incident, delete.pk), {"note": "消した"})
    assert rows.step(incident, "delete").is_done
    assert "もう保存されています" not in at(place.clerk).get(incident.get_absolute_url()).text


def test_a_screen_that_was_withdrawn_or_is_of_another_step_is_asked_for_again(place, at):
    incident = rows.received(place)
    rows.done(incident, "confirm", by=place.clerk)
    evidence.withdraw_evidence(incident.evidence.get(), reason="別の事案", by=place.clerk, now=NOW)
    other = rows.step(incident, "delete")
    mine = [proofs.screen(place.clerk, "別")]
    evidence.save_evidence(incident, mine, step=other, by=place.clerk, now=NOW)

    page = at(place.clerk).get(_address("step", incident, rows.step(incident, "evidence").pk)).text

    assert "もう保存されている証拠" not in page
    assert "もう保存されています" not in at(place.clerk).get(incident.get_absolute_url()).text


def test_a_step_whose_turn_has_not_come_is_not_offered(place, at):
    incident = rows.received(place)
    delete = rows.step(incident, "delete")

    page = at(place.clerk).get(_address("step", incident, delete.pk))
    assert "先に「掲載された情報の内容を確認する」を済ませてください" in page.text

    page = at(place.clerk).post(_address("step", incident, delete.pk), {"note": "消した"})
    assert "先に" in str(page.context["form"].non_field_errors())
    assert "消した" in page.text


def test_the_list_is_narrowed_by_every_condition(place, at):
    hijack = rows.reported(place)
    drill = rows.reported(place, "impostor", is_drill=True, what="偽の懸賞")
    other = rows.office("図書館")
    elsewhere = rows.reported(other, "wrong_post")

    def found(**asked):
        page = at(place.ciso).get("/incidents/", asked)
        return {row.pk for row in page.context["page"].rows}

    assert found() == {hijack.pk, drill.pk, elsewhere.pk}
    assert found(kind="hijack") == {hijack.pk}
    assert found(drill="yes") == found(q="懸賞") == {drill.pk}
    assert found(drill="no", account=place.account.pk) == {hijack.pk}
    assert found(department=other.account.department_id) == {elsewhere.pk}
    assert found(state="CLOSED") == set()
    assert found(state="open") == {hijack.pk, drill.pk, elsewhere.pk}


def test_an_account_of_long_ago_is_found_by_its_address_and_by_whoever_may_see_it(
    place, at, monkeypatch
):
    monkeypatch.setattr(filters, "NEWEST", 1)
    old = rows.reported(place)
    other = rows.office("図書館")
    rows.reported(other)

    def page(reader, **asked):
        return at(reader).get("/incidents/", asked)

    def offered(page):
        return [pk for pk, _ in page.context["filter"].form.fields["account"].choices if pk]

    assert offered(page(place.ciso)) == [other.account.pk]
    asked = page(place.ciso, account=place.account.pk)
    assert {row.pk for row in asked.context["page"].rows} == {old.pk}
    assert sorted(offered(asked)) == sorted([place.account.pk, other.account.pk])
    assert offered(page(other.head, account=place.account.pk)) == [other.account.pk]


def _queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_list_of_thirty_asks_no_more_often_than_one_of_three(place, at):
    for _ in range(3):
        rows.reported(place)
    few = _queries(at(place.ciso), "/incidents/")
    for _ in range(30):
        rows.reported(place)

    assert _queries(at(place.ciso), "/incidents/") == few <= 10


def test_a_page_with_a_long_course_asks_no_more_often(place, at):
    incident = rows.received(place)
    few = _queries(at(place.clerk), incident.get_absolute_url())
    for key in ("confirm", "evidence", "delete", "password"):
        rows.done(incident, key, by=place.clerk)

    assert _queries(at(place.clerk), incident.get_absolute_url()) == few <= 19


def test_nothing_of_it_is_told_to_another_section(place, at):
    """Lists, counts, files, search, the account's page and its time line, notices."""
    incident, other = rows.reported(place), rows.office("図書館")
    account = place.account.get_absolute_url()
    chair = factories.actor(Post.CHAIR, name="委員長")

    for actor in (other.clerk, other.vendor, chair):
        assert at(actor).get(incident.get_absolute_url()).status_code == 404
        assert at(actor).get("/incidents/").context["page"].count == 0
        file = at(actor).get("/incidents/?format=csv")
        assert "覚えのない" not in file.getvalue().decode("utf-8-sig", "replace")
        assert "覚えのない投稿がある" not in at(actor).get("/search/", {"q": "覚えのない"}).text
        told = at(actor).get(account).text
        assert str(incident.number) not in told
        assert "事案を報告した" not in told
    outside = [other.clerk.user, other.vendor.user, chair.user]
    assert not Notice.objects.filter(person__in=outside).exists()
    assert "事案を報告した" in at(place.clerk).get(account).text


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (25, "あと25分"),
        (130, "あと2時間10分"),
        (120, "あと2時間"),
        (60 * 24 * 3, "あと3日"),
        (60 * 15 + 30, "あと15時間"),
        (0, "あと1分たらず"),
        (-40, "40分過ぎています"),
        (-60 * 49, "2日過ぎています"),
    ],
)
def test_the_time_that_is_left_in_words(minutes, words):
    assert remaining.in_words(NOW + timedelta(minutes=minutes), NOW) == words


def test_whoever_closes_reads_first_what_the_head_reported_and_what_is_left(at):
    desk = with_impostors.desk()
    impostor = with_impostors.judged(desk)
    with_impostors.received(desk)
    rows.done(desk.incident, *rows.waiting_keys(desk.incident), by=desk.head)
    ending.resolve(desk.incident, outcome="消えたのを確かめた", by=desk.head, now=NOW)
    path = _address("close", desk.incident)

    page = at(desk.ciso).get(path).text
    assert "消えたのを確かめた" in page
    assert "まだ終結できません" in page
    assert impostor.get_absolute_url() in page

    with_impostors.looked(impostor, "GONE", by=desk.clerk)
    assert "まだ終結できません" not in at(desk.ciso).get(path).text


def test_whoever_judges_reads_what_was_found_beside_what_is_ours(at):
    desk = with_impostors.desk()
    found = with_impostors.add(desk, display_name="防災＿公式", what="当選のDMを送る")

    page = at(desk.head).get(f"/incidents/impostors/{found.pk}/judge/").text

    assert with_impostors.FALSE in page
    assert "防災＿公式" in page
    assert "当選のDMを送る" in page
    assert desk.account.get_absolute_url() in page


def test_opened_again_it_says_how_a_step_is_done_again(place, at, time_machine):
    incident = rows.finished(place)
    ending.resolve(incident, outcome="元に戻した", by=place.head, now=NOW)
    later = NOW + timedelta(days=1)
    time_machine.move_to(later, tick=False)
    ending.reopen(incident, reason="また出た", by=place.head, now=later)

    def turn():
        return at(place.head).get(incident.get_absolute_url()).context["standing"].turn

    assert turn().startswith("再開しました。もう一度すること")
    step = incident.steps.in_order().last()
    take_step_back(step, reason="もう一度見る", by=place.head, now=later)
    assert turn() == "防災課が、手順を進めています（残り1）。"
    do_step(step, Done(note="見た"), by=place.head, now=later)
    assert turn() == "防災課の所属長が、収束を報告するのを待っています。"


def test_sentences_on_the_time_line_end_once(place):
    incident = rows.received(place)
    done = Done(note="見た。", url="https://x.com/komae/1")
    do_step(rows.step(incident, "confirm"), done, by=place.clerk, now=NOW)

    said = rows.step(incident, "confirm").entries.get().text

    assert said == "「掲載された情報の内容を確認する」を済ませた。見た。https://x.com/komae/1"


def test_what_fools_the_eye_is_shown_as_a_mark_wherever_it_was_written(place, at):
    trick = "a\u202eb\u200bc"
    incident = rows.reported(place, what=trick, where=trick)
    told = {"by": place.clerk, "now": NOW}
    add_follow_up(incident, text=trick, **told)
    add_step(incident, title=trick, who="SECTION", **told)
    do_step(rows.step(incident, "confirm"), Done(note=trick), **told)
    other = proofs.screen(place.clerk, "別")
    evidence.save_evidence(incident, [other], said=evidence.Said(note=trick), **told)

    page = at(place.clerk).get(incident.get_absolute_url()).text

    assert not {"\u202e", "\u200b"} & {*page}
    assert page.count("a⟦U+202E⟧b⟦U+200B⟧c") >= 8
