"""4(3)カ: accounts that pretend to be the city's, from the first sight until they are gone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from incidents.models import Impostor, Incident, TimelineEntry
from incidents.services import ending, impostors
from incidents.services.steps import Done, do_step, skip_step
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW
from tests.incidents import proofs
from tests.incidents import with_impostors as rows

NAME = "@komae_b0sai（X）"
pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(3)カ")]


@pytest.fixture
def desk():
    return rows.desk()


@pytest.mark.parametrize(
    "again",
    [
        "@komae_b0sai",
        "x.com/KOMAE_B0SAI?s=20",
        "https://mobile.twitter.com/komae_b0sai/",
        "ｋｏｍａｅ＿ｂ０ｓａｉ",
    ],
)
def test_the_same_account_is_recorded_once_however_it_is_written(desk, again):
    rows.add(desk)

    with pytest.raises(ValidationError) as refused:
        rows.add(desk, again, service=rows.service("x"))

    assert "もうこの事案に" in refused.value.message_dict["typed"][0]
    assert Impostor.objects.at(["x:komae_b0sai"]).count() == 1


def test_an_account_of_the_city_is_never_an_impostor(desk):
    with pytest.raises(ValidationError) as refused:
        rows.add(desk, "https://twitter.com/Komae_Bosai")

    assert refused.value.message_dict["typed"] == [
        "これは市の公式アカウントです。登録簿を確かめてください。"
    ]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("https://komae-city.example/login", "https://komae-city.example/login"),
        ("HTTPS://Komae-City.Example:8443/Login#top", "https://komae-city.example:8443/Login"),
    ],
)
def test_a_false_site_is_kept_by_its_address(desk, typed, key):
    found = rows.add(desk, typed)

    assert found.typed == typed
    assert (found.address_key, found.url) == (key, key)


@pytest.mark.parametrize(
    "typed", ["", "　", "javascript:alert(1)", "komae\u200b_city", "https://", "\u202ex.com/a"]
)
def test_what_is_no_address_is_refused_at_its_field(desk, typed):
    with pytest.raises(ValidationError) as refused:
        rows.add(desk, typed)

    assert list(refused.value.message_dict) == ["typed"]


def test_the_public_hears_only_of_what_a_person_judged(desk):
    impostor = rows.add(desk)
    assert not Impostor.objects.known().exists()

    impostors.judge_impostor(impostor, judgement="市章を使っている", by=desk.head, now=NOW)

    assert [i.pk for i in Impostor.objects.known()] == [impostor.pk]


def test_a_drill_is_never_known_outside():
    desk = rows.desk(is_drill=True)

    rows.judged(desk)

    assert not Impostor.objects.known().exists()


def test_a_clerk_records_and_does_not_judge(desk):
    with pytest.raises(PermissionDenied):
        impostors.judge_impostor(rows.add(desk), judgement="にせ", by=desk.clerk, now=NOW)


def test_other_sections_record_nothing(desk):
    other = factories.actor(Post.HEAD, factories.department("図書館"))
    seen = impostors.Sighting(typed=rows.FALSE)

    with pytest.raises(PermissionDenied):
        impostors.add_impostor(desk.incident, seen, by=other, now=NOW)


def test_reports_and_replies_stand_with_their_times(desk):
    impostor = rows.judged(desk)
    sent = impostors.Sent(sent_at=NOW, way="Xの報告フォーム", text="市の機関です", receipt="A-1")

    report = impostors.report_to_platform(impostor, sent, by=desk.clerk, now=NOW)
    reply = impostors.Reply(replied_at=NOW, result="REMOVED", text="停止しました")
    impostors.record_reply(report, reply, by=desk.clerk, now=NOW)

    impostor = rows.again(impostor)
    assert impostor.get_status_display() == "通報済"
    assert impostor.reports.get().replies.get().get_result_display() == "削除・停止したという返事"
    told = TimelineEntry.objects.filter(incident=desk.incident, kind="IMPOSTOR")
    assert [entry.text.partition("：")[2] for entry in told] == [
        "記録した",
        "なりすましと判断した。市章を使っている",
        "運営会社へ通報した（Xの報告フォーム）。A-1",
        "削除・停止したという返事。停止しました",
    ]


def test_what_is_recorded_of_an_impostor_is_not_typed_again_as_a_step(desk):
    impostor = rows.judged(desk)
    sent = impostors.Sent(sent_at=NOW, way="Xの報告フォーム", text="市の機関です")
    step = desk.incident.steps.get(act="TELL_PLATFORM")

    impostors.report_to_platform(impostor, sent, by=desk.clerk, now=NOW)
    step.refresh_from_db()
    assert step.is_waiting  # the screen is kept first

    rows.keep_the_screen(desk)
    impostors.report_to_platform(rows.again(impostor), sent, by=desk.clerk, now=NOW)

    step.refresh_from_db()
    assert (step.is_done, step.note) == (True, f"{NAME}：運営会社へ通報した（Xの報告フォーム）。")


def test_what_came_before_the_turn_of_its_step_is_offered_there(desk, client):
    impostor = rows.judged(desk)
    sent = impostors.Sent(sent_at=NOW, way="報告フォーム", text="市の機関です", receipt="77")
    impostors.report_to_platform(impostor, sent, by=desk.clerk, now=NOW)
    rows.published(desk)
    rows.keep_the_screen(desk)
    client.force_login(desk.clerk.user)

    def offered(act):
        step = desk.incident.steps.get(act=act)
        form = client.get(f"/incidents/{desk.incident.pk}/steps/{step.pk}/").context["form"]
        return form["note"].value(), form["done_at"].value()

    told = f"{NAME}：運営会社へ通報した（報告フォーム）。77"
    at = NOW.replace(tzinfo=None)
    assert offered("TELL_PLATFORM") == (told, at)
    assert offered("TELL_CITIZENS") == (f"注意喚起「{rows.WORDS.title}」を公開した", at)
    assert offered("WATCH") == (None, None)


def test_it_is_watched_until_gone_and_three_rounds_more(desk):
    impostor = rows.judged(desk)
    days = [(impostor.next_watch_on - NOW.date()).days]
    for _ in range(4):
        impostor = rows.looked(impostor, "GONE", by=desk.clerk)
        days.append(impostor.next_watch_on and (impostor.next_watch_on - NOW.date()).days)

    assert days == [7, 30, 30, 30, None]
    assert impostor.get_status_display() == "削除確認"


def test_what_comes_back_opens_its_incident_again_and_is_told(desk):
    impostor = rows.looked(rows.judged(desk), "GONE", by=desk.clerk)
    rows.received(desk)
    _close(desk)

    impostor = rows.looked(impostor, "STANDING", by=desk.clerk, now=NOW + timedelta(days=30))

    incident = Incident.objects.get(pk=desk.incident.pk)
    assert (impostor.get_status_display(), incident.get_status_display()) == ("再発", "対応中")
    assert incident.reopenings.get().reason.startswith("なりすましアカウント「@komae_b0sai")
    told = Notice.objects.filter(kind="impostor_recurred")
    assert {n.person_id for n in told} == {desk.head.user.pk, desk.ciso.user.pk}


@pytest.mark.integrity
def test_an_incident_is_not_closed_over_a_standing_impostor(desk):
    rows.judged(desk)
    rows.received(desk)

    with pytest.raises(ValidationError, match="komae_b0sai"):
        _close(desk)
    closed = {"status": "CLOSED", "closed_at": NOW, "closed_by": desk.ciso.user}
    with pytest.raises(IntegrityError, match="なりすまし"), transaction.atomic():
        Incident.objects.filter(pk=desk.incident.pk).update(**closed)


def test_mistaken_is_said_with_its_reason_and_can_be_judged_anew(desk):
    impostor = rows.add(desk)

    with pytest.raises(ValidationError):
        impostors.dismiss_impostor(impostor, reason="　", by=desk.head, now=NOW)
    impostors.dismiss_impostor(impostor, reason="商店会のもの", by=desk.head, now=NOW)
    assert rows.again(impostor).is_over
    impostors.look_again_at(impostor, reason="商店会は否定した", by=desk.head, now=NOW)

    assert rows.again(impostor).get_status_display() == "発見"


def test_it_is_judged_before_it_is_reported(desk):
    sent = impostors.Sent(sent_at=NOW, way="フォーム", text="通報")

    with pytest.raises(WrongStatus):
        impostors.report_to_platform(rows.add(desk), sent, by=desk.clerk, now=NOW)


@pytest.mark.integrity
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE incidents_impostor SET url = 'https://x.com/other'",
        "UPDATE incidents_impostor SET status = 'GONE'",
        "UPDATE incidents_impostor SET status = 'REPORTED'",
        "UPDATE incidents_impostor SET display_name = 'べつの名'",
        "UPDATE incidents_impostor SET what = 'べつのこと'",
        "UPDATE incidents_impostor SET platform_id = '1'",
        "DELETE FROM incidents_impostor",
    ],
)
def test_the_database_keeps_what_was_found(desk, sql):
    rows.add(desk)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def _close(desk) -> None:
    """Past every step, as the card of the database allows."""
    for step in desk.incident.steps.waiting().in_order():
        files = (proofs.screen(desk.ciso),) if step.proof == "FILE" else ()
        if step.may_not_apply:
            skip_step(step, reason="いらない", by=desk.ciso, now=NOW)
        else:
            do_step(step, Done(note="済", files=files), by=desk.ciso, now=NOW)
    ending.resolve(desk.incident, outcome="終わった", by=desk.head, now=NOW)
    ending.close(desk.incident, conclusion="", by=desk.ciso, now=NOW)
