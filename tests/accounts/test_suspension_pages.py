"""The pages of 運用停止: what is typed stays, files are judged, who has no part sees nothing."""

from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import dependants
from accounts.models import RelatedDomain, Suspension
from accounts.services import suspensions
from accounts.services.figures import Entry, Reading, record_month
from accounts.suspension_papers import PAPERS
from komae_sns.documents.evidence import SHELF
from komae_sns.documents.evidence.reading import read
from komae_sns.documents.models import EvidenceFile
from komae_sns.documents.services import evidence
from komae_sns.home import work
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.models import Department
from komae_sns.staff.posts import Post
from policies import services as policies
from policies.records import record_of
from tests import factories
from tests.accounts import suspended
from tests.accounts.suspended import STOP_ON, announced, begun, fresh, notifying, submitted, written
from tests.approvals import filed
from tests.documents.test_press import text_of
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(section, head_post):
    return factories.account(
        "狛江市安心安全課",
        department=section,
        manager=head_post,
        handle="komae_anshin",
        linked_apps="予約配信アプリ",
    )


@pytest.fixture
def suspension(running, head, secretariat):
    return notifying(running, head, secretariat)


def at(name, suspension, **more):
    keys = {"pk": suspension.account_id, "suspension_pk": suspension.pk} | more
    return reverse(f"accounts:{name}", kwargs=keys)


def notice(**facts):
    return {
        "submission_id": "0b7d0ff8-6a4e-4a5e-9d6a-0a2f3c4d5e6f",
        "kind": "ACCOUNT",
        "posted_on": TODAY,
        "text": "停止します。",
        "url": "",
        "evidence_note": "",
    } | facts


# -- the plan


@pytest.mark.clause("4(5)イ")
def test_the_sheet_begins_with_what_the_portal_knows(running, head, log_in):
    target = suspended.pr_account()
    _counted(running, head, 1234)
    RelatedDomain.objects.create(
        account=running,
        ascii_name="anshin.example",
        name="anshin.example",
        purpose="訓練の申込み",
        kept_by="課",
        registered_by=head.user,
    )
    factories.account("図書館", profile_text="防災は @komae_anshin へ", handle="komae_tosho")
    made = begun(running, head)

    page = log_in(head).get(at("suspension-plan", made))

    assert page.context["form"]["followers"].value() == "1,234"
    assert page.context["form"]["successor"].value() == target.pk
    said = [one.words for one in page.context["dependants"]]
    assert said == ["anshin.example（訓練の申込み）", "予約配信アプリ", "図書館（X）"]


def _counted(account, by, value):
    month, reading = TODAY.replace(day=1), Reading(TODAY, "SCREEN")
    record_month(account, month, {"followers": Entry(value=value)}, reading, by=by, now=NOW)


def test_what_was_typed_stays_where_something_is_wrong(running, head, log_in):
    made = begun(running, head)
    typed = suspended.plan(level="LARGE", notice_days="30", successor="", followers="1.2万")
    typed |= {"edit_number": 0}

    page = log_in(head).post(at("suspension-plan", made), typed)

    assert "影響度「大」では、90日以上にしてください。" in page.content.decode()
    assert "自主防災会の連絡網" in page.content.decode()
    assert fresh(made).edit_number == 0


def test_without_a_pr_account_the_page_says_whom_to_ask(running, head, log_in):
    made = begun(running, head)

    page = log_in(head).get(at("suspension-plan", made)).content.decode()

    assert "集約先にできるアカウントがありません" in page


@pytest.mark.clause("4(5)イ")
def test_policies_in_force_that_name_the_account_are_found(running, head, clerk):
    library = filed.section("図書館", "図")
    other = factories.account("図書館", department=library.department)
    for office, account, handle in (
        (Office(running.department, head, clerk), running, "komae_anshin"),
        (library, other, "komae_anshin"),
    ):
        facts = {"handle": handle, "email": "x@city.komae.lg.jp"}
        record = record_of(office.department, factories.service(), **facts)
        policy = policies.start_policy(
            office.department, record, by=office.clerk, accounts=[account]
        )
        policies.put_in_force(policy.versions.get(), enacted_on=TODAY, by=office.head, now=NOW)

    kinds = [one.kind for one in dependants.of(running, head)]

    assert kinds == ["連携アプリ", "運用ポリシー", "名前が出てくるポリシー"]


@dataclass
class Office:
    department: Department
    head: Actor
    clerk: Actor


# -- notices and their evidence


@pytest.mark.clause("4(5)ウ")
def test_a_screenshot_is_kept_and_handed_out_to_who_reads_the_procedure(
    suspension, clerk, client, log_in
):
    browser = log_in(clerk)
    screen = SimpleUploadedFile("画面.png", suspended.screen() + b"<script>tail</script>")

    answer = browser.post(at("suspension-notice-add", suspension), notice(evidence=screen))

    assert answer.status_code == 302
    kept = suspension.notices.get()
    address = at("suspension-notice-evidence", suspension, notice_pk=kept.pk)
    file = browser.get(address)
    assert (file["Content-Type"], b"tail" in file.content) == ("image/png", False)
    assert file["Content-Security-Policy"] == "sandbox; default-src 'none'"
    stranger = factories.actor(Post.HEAD, factories.department("図書館"))
    assert log_in(stranger).get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("画面.png", b"<svg onload=alert(1)>"),
        ("画面.html", b"<script>alert(1)</script>"),
        ("画面.png", suspended.screen()[:60]),
        ("空.png", b""),
    ],
)
def test_a_hostile_file_is_refused_at_its_field_and_the_text_stays(
    suspension, head, log_in, name, content
):
    file = SimpleUploadedFile(name, content)
    typed = notice(evidence=file, text="この文は残る")

    page = log_in(head).post(at("suspension-notice-add", suspension), typed)

    assert list(page.context["form"].errors) == ["evidence"]
    assert "この文は残る" in page.content.decode()
    assert not EvidenceFile.objects.exists()


def test_another_file_under_the_same_submission_is_another_content(suspension, head, log_in):
    browser, address = log_in(head), at("suspension-notice-add", suspension)

    def send(color):
        file = SimpleUploadedFile("画面.png", suspended.screen(color))
        return browser.post(address, notice(evidence=file))

    assert [send(1).status_code, send(1).status_code, send(2).status_code] == [302, 302, 200]
    assert suspension.notices.count() == 1


def test_a_file_has_to_be_chosen_again_when_the_step_refuses(suspension, head, log_in):
    file = SimpleUploadedFile("画面.png", suspended.screen())
    typed = notice(evidence=file, url="komae")

    page = log_in(head).post(at("suspension-notice-add", suspension), typed)

    assert set(page.context["form"].errors) == {"url", "evidence"}


@pytest.mark.parametrize("kind", ["GUIDANCE", "CITY_PAGE", "nonsense"])
def test_the_page_offers_the_text_of_the_place(suspension, head, log_in, kind):
    page = log_in(head).get(at("suspension-notice-add", suspension) + f"?kind={kind}")

    text = {"GUIDANCE": suspension.guidance_text, "CITY_PAGE": suspension.page_text}
    assert page.context["form"].initial["text"] == text.get(kind, suspension.notice_text)


# -- whose turn it is


def test_each_stage_lies_on_the_desk_of_who_is_next(running, head, clerk, secretariat):
    def desks():
        people = {"head": head, "clerk": clerk, "office": secretariat}
        return {
            name: {one.effect for one in work.work_of(actor).mine if "停止" in one.effect}
            for name, actor in people.items()
        }

    made = written(running, head)
    writing = {"停止の影響度を確かめ、計画を書く"}
    assert desks() == {"head": writing, "clerk": writing, "office": set()}
    suspensions.submit_plan(made, by=head, edit_number=1, now=NOW)
    assert desks() == {"head": set(), "clerk": set(), "office": {"停止の計画を確認する"}}
    suspensions.confirm_plan(fresh(made), by=secretariat, edit_number=1, now=NOW)
    telling = {"停止を知らせ、市広報アカウントで案内する"}
    assert desks() == {"head": telling, "clerk": telling, "office": set()}
    for kind in ("ACCOUNT", "GUIDANCE"):
        suspended.tell(fresh(made), head, kind)
    assert desks() == {"head": set(), "clerk": set(), "office": set()}
    head, clerk = suspended.on(head, STOP_ON), suspended.on(clerk, STOP_ON)
    assert desks()["head"] == {"アカウントを停止する"}
    assert desks()["clerk"] == set()


def test_the_section_that_takes_over_is_asked_for_its_guidance(suspension):
    theirs = actor_of(suspension.successor.manager.user, TODAY)

    effects = [one.effect for one in work.work_of(theirs).mine]

    assert "停止を知らせ、市広報アカウントで案内する" in effects


def test_a_stranger_finds_neither_the_list_nor_the_paper(running, head, secretariat, log_in):
    made = submitted(running, head)
    stranger = factories.actor(Post.HEAD, factories.department("図書館"))
    browser = log_in(stranger)

    assert not Suspension.objects.visible_to(stranger).exists()
    assert browser.get(made.get_absolute_url()).status_code == 404
    account = browser.get(running.get_absolute_url()).content.decode()
    assert "停止の影響度を確かめています" in account
    assert "広報のXで足りる" not in account


@pytest.mark.parametrize("number", [0, 1, 30])
def test_the_list_costs_the_same_however_long(
    section, head_post, secretariat, log_in, django_assert_max_num_queries, number
):
    for n in range(number):
        factories.account(f"口座{n}", status="STOPPING", department=section, manager=head_post)
    browser = log_in(secretariat)
    browser.get("/accounts/suspensions/")

    with django_assert_max_num_queries(9):
        page = browser.get("/accounts/suspensions/")

    assert len(page.context["page"].rows) == number
    assert browser.get("/accounts/suspensions/?as=csv").status_code == 200


# -- papers


@pytest.mark.clause("4(5)ウ")
def test_the_papers_say_what_is_planned_and_done(running, head, secretariat, settings, tmp_path):
    settings.PAPERS_ROOT = tmp_path
    made = written(running, head)
    draft = text_of(PAPERS["plan"].pdf(made))
    assert "（案）" in draft
    suspensions.submit_plan(made, by=head, edit_number=1, now=NOW)
    suspensions.confirm_plan(fresh(made), by=secretariat, edit_number=1, now=NOW)
    for kind in ("ACCOUNT", "GUIDANCE"):
        suspended.tell(fresh(made), head, kind)
    suspended.stop(fresh(made), head)

    made = fresh(made)
    plan = PAPERS["plan"].pdf(made)
    text = text_of(plan)

    for said in (
        "狛江市安心安全課",
        "自主防災会の連絡網",
        "令和9年1月21日",
        "60日",
        "佐藤一郎",
    ):
        assert said in text
    assert "（案）" not in text
    assert PAPERS["plan"].pdf(made) == plan
    assert "避難所と防災訓練の情報" in text_of(PAPERS["notice"].pdf(made))


def test_a_long_notice_is_cut_on_paper_and_on_the_page(running, head, secretariat, log_in):
    long = "この文はとても長いお知らせの文です。" * 12
    made = written(running, head, notice_text=long)

    page = log_in(head).get(made.get_absolute_url()).content.decode()

    assert "2つの投稿に分けて出します" in page
    assert "2つの投稿に分けて出す" in text_of(PAPERS["notice"].pdf(made))


def test_a_text_that_names_another_day_is_pointed_out(running, head, secretariat, log_in):
    made = announced(running, head, secretariat)
    later = STOP_ON.replace(month=6)
    suspensions.postpone(made, stop_on=later, because="延ばす", by=head)

    page = log_in(head).get(made.get_absolute_url()).content.decode()

    assert "停止する日（令和9年6月21日）が、この文にありません。" in page


def test_the_period_of_the_level_is_filled_in(running, head):
    made = written(running, head, level="LARGE", notice_days=None, stop_on=None)

    assert (made.required_days, made.notice_days) == (90, 90)


def test_the_head_of_a_frozen_account_finds_the_way(suspension, head, clerk, log_in):
    sentence = "市ホームページだけでの周知を記録する"
    assert sentence not in log_in(clerk).get(suspension.get_absolute_url()).content.decode()
    browser = log_in(head)
    assert sentence in browser.get(suspension.get_absolute_url()).content.decode()
    form = browser.get(at("suspension-notice-add", suspension) + "?kind=PAGE_ONLY").context["form"]
    assert (form["kind"].value(), form["text"].value()) == ("PAGE_ONLY", suspension.page_text)

    facts = {"kind": "PAGE_ONLY", "url": "https://www.city.komae.tokyo.jp/", "evidence_note": "紙"}
    browser.post(at("suspension-notice-add", suspension), notice(**facts))

    fields = browser.get(at("suspension-stop", suspension)).context["form"].fields
    assert fields["undone_because"].clause == "見本第8条"
    assert not fields["login_kept"].required


def test_the_same_picture_again_where_the_kept_one_was_altered(suspension, head, log_in):
    content = suspended.screen(91)
    kept = evidence.keep(read("画面.png", content), by=head, now=NOW)
    path = SHELF.path_of(kept.sha256)
    path.chmod(0o600)
    path.write_bytes(b"altered")

    facts = notice(evidence=SimpleUploadedFile("画面.png", content))
    page = log_in(head).post(at("suspension-notice-add", suspension), facts)

    assert "書き換えられ" in page.context["form"].errors["evidence"][0]
    path.unlink()
