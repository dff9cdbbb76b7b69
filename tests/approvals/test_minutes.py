"""議事録: drafted from the meeting, corrected with history, confirmed, numbered, never changed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from approvals import minutes as writing
from approvals import papers
from approvals.models import Minutes, MinutesText
from approvals.services import decisions, meetings, roll_call, votes, waivers
from approvals.services import minutes as steps
from approvals.services.refusals import Refused
from approvals.services.waivers import Grounds
from approvals.status import MinutesStatus
from komae_sns.home import work
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import filed, rows
from tests.approvals.rows import APPROVE, NOW, REJECT
from tests.factories import TODAY
from tests.policies.test_papers import text_of

pytestmark = pytest.mark.django_db
PASSWORD = "たまがわのみずとみどり2026"


@pytest.fixture(autouse=True)
def _papers_of_their_own(settings, tmp_path, time_machine):
    settings.PAPERS_ROOT = tmp_path
    time_machine.move_to(f"{TODAY}T15:00:00+09:00", tick=False)


@pytest.fixture
def sitting():
    sitting = rows.committee()
    section = factories.department("情報政策課", document_symbol="企情")
    factories.appoint(sitting.secretariat.user, Post.SECRETARIAT, section)
    return sitting


@pytest.fixture
def meeting(sitting):
    """Of five two stay away, one comes late; one item approved with a condition, one left over."""
    present = sitting.everybody[:3]
    held = rows.open_meeting(sitting, rows.application(), rows.application(), present=present)
    late = rows.seat(held, sitting.members[1])
    roll_call.arrive(late, by=sitting.secretariat, now=NOW + timedelta(minutes=9))
    item = held.items.first()
    votes.open_voting(item, by=sitting.secretariat, now=NOW)
    for actor, choice in zip(
        sitting.everybody[:4], (APPROVE, APPROVE, REJECT, APPROVE), strict=True
    ):
        rows.cast(item, actor, choice)
    rows.decide(rows.reread(item), by=sitting.chair, conditions="顔を写さない")
    waiver = waivers.waive(
        rows.application(),
        Grounds("台風", "災害ごみに限る", TODAY.replace(year=2027)),
        by=sitting.chair,
        now=NOW,
    )
    waivers.report(waiver, held, by=sitting.secretariat, now=NOW)
    meetings.close(held, by=sitting.chair, now=NOW + timedelta(minutes=45))
    held.refresh_from_db()
    return held


def said(meeting):
    return {part.heading: part.text for part in writing.sections(steps.minutes_of(meeting))}


@pytest.mark.clause("4(2)ウ")
def test_the_draft_writes_itself_from_the_meeting(meeting):
    parts = said(meeting)

    assert parts["日時"] == "令和8年11月22日（日）　午後2時00分から午後2時45分まで"
    assert parts["場所"] == "4階特別会議室"
    assert parts["出席委員"].splitlines() == [
        "委員長　委員 長太",
        "副委員長　副委 員長",
        "委員　委員 1郎",
        "委員　委員 2郎（午後2時09分に着席）",
    ]
    assert parts["欠席委員"] == "委員　委員 3郎"
    assert parts["事務局"] == "事務 局子"
    assert "在任委員5名のうち3名が出席した" in parts["開会"]
    assert "災害ごみに限る" in parts["報告事項"]
    first = parts["議題1　図書館Xの開設"].splitlines()
    assert "議長　委員 長太" in first
    assert "表決　可3名　否1名　棄権0名" in first
    assert "否とした理由　ほかの媒体で足りるため" in first
    assert "結果　条件付承認" in first
    assert "条件　顔を写さない" in first
    assert "結果　継続審議" in parts["議題2　図書館Xの開設"]
    assert parts["閉会"] == "午後2時45分、閉会した。"


def test_who_is_excluded_is_named(sitting):
    section = factories.department("図書館")
    factories.appoint(sitting.members[0].user, Post.HEAD, section)
    item = rows.voting(sitting, rows.application(section))
    for actor in (sitting.chair, sitting.vice_chair, *sitting.members[1:]):
        rows.cast(item, actor)
    rows.decide(rows.reread(item), by=sitting.chair)
    meetings.close(item.meeting, by=sitting.chair, now=NOW)
    item.meeting.refresh_from_db()

    assert "除斥　委員 1郎" in said(item.meeting)["議題1　図書館Xの開設"]


def correct(meeting, sitting, text="次回は12月に開く。", edition=0, section="others"):
    steps.correct(meeting, section, text, edition=edition, by=sitting.secretariat, now=NOW)


def test_a_correction_takes_the_place_of_the_draft_and_both_are_kept(meeting, sitting):
    correct(meeting, sitting)
    correct(meeting, sitting, "次回は1月に開く。", edition=1)

    [part] = [p for p in writing.sections(steps.minutes_of(meeting)) if p.key == "others"]
    assert part.text == "次回は1月に開く。"
    assert [text.text for text in part.written] == ["次回は1月に開く。", "次回は12月に開く。"]
    assert part.drafted == "なし"


def test_two_who_correct_the_same_part_do_not_write_over_each_other(meeting, sitting, client):
    correct(meeting, sitting)
    client.force_login(sitting.secretariat.user)
    address = reverse("approvals:minutes-correct", args=[meeting.pk, "others"])

    answer = client.post(address, {"edition": 0, "text": "次回は未定。"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "ほかの人が先に直しました" in page
    assert "次回は未定。" in page
    assert "次回は12月に開く。" in page
    assert client.post(address, {"edition": 1, "text": "次回は未定。"}).status_code == 302


def confirm(meeting, *, by, now):
    read = steps.minutes_of(meeting).presentation
    return steps.confirm(meeting, presentation=read, by=by, now=now)


def confirmed(meeting, sitting):
    correct(meeting, sitting)
    steps.present(meeting, by=sitting.secretariat, now=NOW)
    return confirm(meeting, by=sitting.chair, now=NOW)


def test_presented_confirmed_and_numbered_where_the_secretariat_sits(meeting, sitting):
    minutes = confirmed(meeting, sitting)

    assert str(minutes.document_number) == "狛企情発第3号"  # after two notices
    assert minutes.confirmed_by == "委員長 委員 長太"
    assert Notice.objects.filter(kind="minutes_to_confirm").get().person == sitting.chair.user
    assert Notice.objects.filter(kind="minutes_confirmed").count() == 5


def test_once_confirmed_no_word_changes_by_any_path(meeting, sitting):
    minutes = confirmed(meeting, sitting)
    text = MinutesText.objects.first()

    with pytest.raises(Refused):
        correct(meeting, sitting, "別の文", edition=1)
    for sql in (
        f"UPDATE approvals_minutes SET confirmed_by = 'x' WHERE id = {minutes.pk}",
        f"UPDATE approvals_minutestext SET text = 'x' WHERE id = {text.pk}",
        "INSERT INTO approvals_minutestext (minutes_id, section, edition, text, written_by_id,"
        f" written_at) VALUES ({minutes.pk}, 'others', 9, 'x', {text.written_by_id},"
        " '2026-11-22 00:00:00+00')",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_what_happens_after_the_presentation_does_not_creep_in(meeting, sitting):
    steps.present(meeting, by=sitting.secretariat, now=NOW)
    before = said(meeting)
    user = sitting.chair.user
    user.name = "改姓 長太"
    user.save()

    assert said(meeting) == before


def test_only_the_chair_confirms_and_the_vice_chair_where_there_is_none(meeting, sitting):
    steps.present(meeting, by=sitting.secretariat, now=NOW)

    for actor in (sitting.vice_chair, sitting.secretariat, sitting.members[0]):
        with pytest.raises(PermissionDenied):
            confirm(meeting, by=actor, now=NOW)
    sitting.chair.own[0].ends_on = TODAY - timedelta(days=1)
    sitting.chair.own[0].save()

    assert confirm(meeting, by=sitting.vice_chair, now=NOW).is_confirmed


def test_what_was_presented_anew_is_not_what_was_read(meeting, sitting, client):
    steps.present(meeting, by=sitting.secretariat, now=NOW)
    client.force_login(sitting.chair.user)
    page = client.get(reverse("approvals:minutes-confirm", args=[meeting.pk]))
    read = page.context["form"]["presentation"].value()
    steps.send_back(meeting, reason="場所がちがう", by=sitting.chair, now=NOW)
    correct(meeting, sitting, "3階会議室", edition=1, section="place")
    steps.present(meeting, by=sitting.secretariat, now=NOW + timedelta(minutes=5))

    with pytest.raises(Refused):
        steps.confirm(meeting, presentation=read, by=sitting.chair, now=NOW)
    assert confirm(meeting, by=sitting.chair, now=NOW).is_confirmed


def test_returned_with_a_reason_it_is_corrected_again(meeting, sitting):
    steps.present(meeting, by=sitting.secretariat, now=NOW)
    steps.send_back(meeting, reason="場所がちがう", by=sitting.chair, now=NOW)

    correct(meeting, sitting, "3階会議室", edition=1, section="place")

    assert Minutes.objects.get().status == MinutesStatus.DRAFT
    with pytest.raises(WrongStatus):
        confirm(meeting, by=sitting.chair, now=NOW)


def test_an_open_meeting_has_none(sitting, client):
    held = rows.open_meeting(sitting)
    client.force_login(sitting.secretariat.user)

    assert client.get(reverse("approvals:minutes-detail", args=[held.pk])).status_code == 404
    with pytest.raises(Refused):
        steps.present(held, by=sitting.secretariat, now=NOW)


def test_it_is_printed_as_a_draft_and_then_kept(meeting, sitting):
    draft = text_of(papers.minutes_pdf(steps.minutes_of(meeting)))
    minutes = confirmed(meeting, sitting)

    final = papers.minutes_pdf(minutes)

    assert "（案）" in draft
    text = text_of(final)
    for words in ("狛企情発第3号", "行政情報化推進委員会", "次回は12月に開く。", "委員長太"):
        assert words in text
    assert "（案）" not in text
    assert papers.minutes_pdf(Minutes.objects.get()) == final


def test_it_waits_for_the_secretariat_and_then_for_the_chair(meeting, sitting):
    def waits_for(actor):
        user = filed.as_actor(actor.user)
        return [t.what for w in work.work_of(user).mine for t in w.tasks if "議事録" in t.what]

    assert waits_for(sitting.secretariat) == [f"{meeting}の議事録"]
    assert waits_for(sitting.chair) == []
    steps.present(meeting, by=sitting.secretariat, now=NOW)

    assert waits_for(sitting.secretariat) == []
    assert waits_for(sitting.chair) == [f"{meeting}議事録"]


def test_the_page_asks_the_same_number_of_questions_for_one_item_and_for_ten(
    sitting, client, django_assert_max_num_queries
):
    held = rows.open_meeting(sitting, *[rows.application() for _ in range(10)])
    meetings.close(held, by=sitting.chair, now=NOW)
    client.force_login(sitting.secretariat.user)

    with django_assert_max_num_queries(22):
        client.get(reverse("approvals:minutes-detail", args=[held.pk]))


def test_papers_that_went_round_have_minutes_too(sitting):
    item = rows.answered(sitting, APPROVE, APPROVE, APPROVE, case=rows.application())
    decisions.decide_item(item, by=sitting.chair, now=rows.LATE)
    item.meeting.refresh_from_db()

    parts = said(item.meeting)

    assert "持ち回り" in parts["方法"]
    assert "急を要するため" in parts["方法"]
    assert len(parts["回付した委員"].splitlines()) == 5
    assert "回答なし　委員 2郎、委員 3郎" in parts["議題1　図書館Xの開設"]
    assert not {"開会", "閉会", "欠席委員"} & set(parts)
