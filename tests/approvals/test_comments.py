"""The committee's comments: for the committee and its secretariat alone, kept as written."""

import hashlib
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals.models import Comment
from approvals.services import comments, filing
from approvals.services.refusals import Refused
from komae_sns.audit.models import Entry
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import filed, rows
from tests.approvals.rows import APPROVE, NOW
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
TEXT = "委託料に見合う効果が読みとれない。"


def comment(case, by, text=TEXT):
    return comments.add(case, text, by=by, now=NOW)


@pytest.mark.clause("4(2)ウ")
def test_what_is_said_is_read_where_the_case_is_decided(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    sitting = rows.committee(1)
    item = rows.voting(sitting)
    comment(item.application, sitting.members[0])
    client.force_login(sitting.chair.user)

    page = client.get(item.get_absolute_url()).content.decode()

    assert TEXT in page
    assert "委員 委員 1郎" in page


def test_the_applicant_reads_it_nowhere(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    office, sitting = filed.section(), rows.committee(1)
    case = filed.accepted(office, sitting.secretariat)
    comment(case, sitting.members[0])
    on_both_sides = office.head.user
    factories.appoint(on_both_sides, Post.MEMBER)

    for reader in (office.clerk.user, on_both_sides):
        client.force_login(reader)
        pages = [
            client.get(case.get_absolute_url()),
            client.get(reverse("approvals:application-comments", args=[case.pk])),
            client.get(f"/search/?q={TEXT[:6]}"),
        ]
        assert pages[1].status_code == 404
        assert not [p for p in pages if TEXT in p.content.decode()]
        assert "委員の意見" not in pages[0].content.decode()


@pytest.mark.parametrize("post", [Post.HEAD, Post.CISO, Post.AUDITOR, Post.CONTRACTOR])
def test_nobody_else_writes_one(post):
    with pytest.raises(PermissionDenied, match="委員会と事務局だけ"):
        comment(rows.application(), factories.actor(post))


def test_who_drafted_the_case_is_kept_out_though_they_sit_on_the_committee():
    sitting = rows.committee(1)
    case = rows.application(drafted_by=sitting.members[0].user)

    with pytest.raises(PermissionDenied):
        comment(case, sitting.members[0])


def test_the_trail_keeps_a_fingerprint_and_no_time_line_shows_it():
    sitting, case = rows.committee(1), rows.application()

    written = comment(case, sitting.chair)

    entry = Entry.objects.get(action="approvals.comment")
    assert entry.changes == {"本文のSHA-256": [None, hashlib.sha256(TEXT.encode()).hexdigest()]}
    assert TEXT not in str(entry.as_row())
    assert str(case) not in str(entry.as_row())
    assert not Entry.objects.about(case).exists()
    assert Entry.objects.about(written).get() == entry


def test_it_is_written_while_the_case_is_in_review():
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, APPROVE)
    rows.decide(item, sitting.chair)
    case = filed.accepted(filed.section(), sitting.secretariat)
    filing.return_to_applicant(
        case, remarks={"purpose": "くわしく"}, answer="", by=sitting.secretariat, now=NOW
    )

    for over in (item.application, case):
        with pytest.raises(Refused, match="審査中だけ"):
            comment(over, sitting.chair)


@pytest.mark.integrity
def test_the_database_keeps_it_as_written_and_takes_none_after_the_decision():
    sitting = rows.committee(1)
    item = rows.voted(sitting, APPROVE, APPROVE, APPROVE)
    said = comment(item.application, sitting.chair)
    rows.decide(item, sitting.chair)
    late = Comment(
        application=item.application,
        round=1,
        text="あとから",
        written_by=sitting.chair.user,
        signature="委員長",
        written_at=NOW,
    )

    for forbidden in (
        late.save,
        lambda: Comment.objects.filter(pk=said.pk).update(text="ちがう"),
        lambda: Comment.objects.filter(pk=said.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            forbidden()


def test_a_blank_comment_is_told_at_its_field_and_a_second_click_writes_nothing(
    client, time_machine
):
    time_machine.move_to(NOW, tick=False)
    sitting, case = rows.committee(1), rows.application()
    client.force_login(sitting.chair.user)
    url = reverse("approvals:application-comments", args=[case.pk])

    blank = client.post(url, {"text": "　", "submission_id": uuid.uuid4()})
    written = {"text": TEXT, "submission_id": uuid.uuid4()}
    client.post(url, written)
    client.post(url, written)

    assert blank.context["comment_form"].errors["text"]
    assert Comment.objects.get().written_at.date() == TODAY


def test_the_auditor_reads_and_writes_nothing(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    sitting, case = rows.committee(1), rows.application()
    comment(case, sitting.members[0])
    client.force_login(factories.actor(Post.AUDITOR).user)
    url = reverse("approvals:application-comments", args=[case.pk])

    page, post = client.get(url), client.post(url, {"text": "x", "submission_id": uuid.uuid4()})

    assert TEXT in page.content.decode()
    assert "意見を残す" not in page.content.decode()
    assert post.status_code == 403
    assert Comment.objects.count() == 1
