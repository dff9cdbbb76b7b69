"""見本第7条2: what citizens are told, by whom it was let out, and what stays of it."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from incidents import actions
from incidents.models import PublicWarning
from incidents.services import impostors, warnings
from incidents.status import WarningStatus
from komae_sns.audit.models import Entry
from komae_sns.lives import WrongStatus
from komae_sns.notices.models import Notice
from tests.factories import NOW
from tests.incidents import with_impostors as rows

pytestmark = [pytest.mark.django_db, pytest.mark.clause("見本第7条2")]


@pytest.fixture
def desk():
    return rows.desk()


def test_what_another_person_lets_out_is_public_with_the_false_accounts_named(desk):
    impostor = rows.judged(desk)

    warning = rows.published(desk, replace(rows.WORDS, impostors=[impostor]))

    assert [w.pk for w in PublicWarning.objects.published()] == [warning.pk]
    assert warning.public_version.body == "市からDMを送ることはありません。"
    assert warning.public_version.named == [
        {
            "shown": "@komae_b0sai（X）",
            "url": "https://x.com/komae_b0sai",
            "service": "X",
            "status": "なりすましと判断",
        }
    ]


def test_what_is_public_is_not_typed_again_as_a_step(desk):
    rows.keep_the_screen(desk)

    rows.published(desk)

    assert desk.incident.steps.get(act="TELL_CITIZENS").note.startswith("注意喚起「狛江市防災を")


def test_nobody_lets_out_what_they_wrote_or_submitted(desk):
    warning = warnings.write_warning(desk.incident, rows.WORDS, by=desk.ciso, now=NOW)
    warnings.submit_warning(warning, edit_number=0, by=desk.head, now=NOW)

    with pytest.raises(PermissionDenied):
        warnings.publish_warning(warning, edit_number=0, by=desk.ciso, now=NOW)
    warnings.publish_warning(warning, edit_number=0, by=desk.secretariat, now=NOW)


def test_the_section_does_not_let_it_out_itself(desk):
    with pytest.raises(PermissionDenied):
        warnings.publish_warning(rows.waiting(desk), edit_number=0, by=desk.head, now=NOW)


def test_another_text_than_the_one_read_is_not_let_out(desk):
    warning = rows.waiting(desk)
    warnings.return_warning(warning, reason="短く", edit_number=0, by=desk.ciso, now=NOW)
    shorter = replace(rows.WORDS, body="短い文")
    warnings.rewrite_warning(warning, shorter, edit_number=0, by=desk.clerk, now=NOW)
    warnings.submit_warning(warning, edit_number=1, by=desk.head, now=NOW)

    with pytest.raises(ValidationError, match="書きかえました"):
        warnings.publish_warning(warning, edit_number=0, by=desk.ciso, now=NOW)

    assert not PublicWarning.objects.published().exists()


def test_a_correction_says_why_and_the_old_text_stays_public_until_it_is_let_out(desk):
    warning = rows.published(desk)
    corrected = replace(rows.WORDS, body="電話もかけません。")
    with pytest.raises(ValidationError):
        warnings.rewrite_warning(warning, corrected, edit_number=0, by=desk.clerk, now=NOW)
    words = replace(corrected, because="電話の例が見つかったため")

    warnings.rewrite_warning(warning, words, edit_number=0, by=desk.clerk, now=NOW)
    assert rows.again(warning).public_version.body == rows.WORDS.body
    warnings.submit_warning(warning, edit_number=1, by=desk.head, now=NOW)
    warnings.publish_warning(warning, edit_number=1, by=desk.ciso, now=NOW)

    now = rows.again(warning)
    assert now.public_version.body == "電話もかけません。"
    written = Entry.objects.filter(action=actions.WRITE_WARNING).order_by("seq")
    assert [entry.note for entry in written] == [
        "注意喚起の案を書いた",
        "注意喚起の訂正の案を書いた",
    ]
    assert [v.because for v in now.versions.all()] == ["", "電話の例が見つかったため"]


def test_a_drill_is_never_public():
    desk = rows.desk(is_drill=True)
    warning = warnings.write_warning(desk.incident, rows.WORDS, by=desk.clerk, now=NOW)

    with pytest.raises(ValidationError, match="訓練"):
        warnings.submit_warning(warning, edit_number=0, by=desk.head, now=NOW)


@pytest.mark.parametrize("end", [WarningStatus.ENDED, WarningStatus.WITHDRAWN])
def test_what_is_over_is_public_no_more_and_stays_to_be_read(desk, end):
    warning = rows.published(desk)

    with pytest.raises(ValidationError):
        warnings.end_warning(warning, end, reason=" ", by=desk.ciso, now=NOW)
    warnings.end_warning(warning, end, reason="なくなった", by=desk.ciso, now=NOW)

    assert not PublicWarning.objects.published().exists()
    assert PublicWarning.objects.once_published().get().versions.count() == 1


def test_what_was_public_is_not_dropped(desk):
    warning = rows.published(desk)

    with pytest.raises(WrongStatus):
        warnings.end_warning(warning, WarningStatus.DROPPED, reason="やめる", by=desk.ciso, now=NOW)


def test_only_a_judged_impostor_is_named(desk):
    found = rows.add(desk)

    with pytest.raises(ValidationError) as refused:
        rows.waiting(desk, replace(rows.WORDS, impostors=[found]))

    assert list(refused.value.message_dict) == ["impostors"]


def test_those_who_may_let_it_out_are_told_and_not_who_wrote_it(desk):
    warning = warnings.write_warning(desk.incident, rows.WORDS, by=desk.ciso, now=NOW)

    warnings.submit_warning(warning, edit_number=0, by=desk.head, now=NOW)

    told = Notice.objects.filter(kind="warning_submitted")
    assert [notice.person_id for notice in told] == [desk.secretariat.user.pk]


@pytest.mark.integrity
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE incidents_publicwarning SET body = 'ほかの文'",
        "UPDATE incidents_publicwarning SET because = 'ほかの理由'",
        "UPDATE incidents_publicwarning SET status = 'PUBLISHED'",
        "DELETE FROM incidents_publicwarning",
        "DELETE FROM incidents_publicwarning_impostors",
        "UPDATE incidents_publicwarning_impostors SET publicwarning_id = publicwarning_id",
        "UPDATE incidents_publicwarning SET submitted_by_id = written_by_id",
        "UPDATE incidents_publicwarning SET submitted_at = '2026-11-01 00:00:00+00:00'",
    ],
)
def test_the_database_keeps_what_waits_as_it_was_read(desk, sql):
    rows.waiting(desk, replace(rows.WORDS, impostors=[rows.judged(desk)]))

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.integrity
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE incidents_warningversion SET body = 'ほかの文'",
        "DELETE FROM incidents_warningversion",
        "UPDATE incidents_publicwarning SET public_version_id = NULL",
        "UPDATE incidents_publicwarning SET status = 'DRAFT'",
        "UPDATE incidents_publicwarning SET published_at = '2026-11-01 00:00:00+00:00'",
    ],
)
def test_the_database_keeps_what_was_public(desk, sql):
    rows.published(desk)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.integrity
def test_the_database_lets_no_drill_out():
    desk = rows.desk(is_drill=True)
    warning = warnings.write_warning(desk.incident, rows.WORDS, by=desk.clerk, now=NOW)
    facts = {"submitted_by": desk.head.user, "submitted_at": NOW}
    warning.move_to(WarningStatus.WAITING, **facts)

    with pytest.raises(IntegrityError, match="訓練"), transaction.atomic():
        warning.versions.create(
            number=1,
            title=warning.title,
            body=warning.body,
            submitted_by=desk.head.user,
            approved_by=desk.ciso.user,
            published_at=NOW,
        )


def test_an_account_judged_honest_meanwhile_is_not_named(desk):
    impostor = rows.judged(desk)
    warning = rows.waiting(desk, replace(rows.WORDS, impostors=[impostor]))
    impostors.dismiss_impostor(impostor, reason="ファンのもの", by=desk.head, now=NOW)

    with pytest.raises(ValidationError, match="誤認"):
        warnings.publish_warning(warning, edit_number=0, by=desk.ciso, now=NOW)

    assert not PublicWarning.objects.published().exists()


def test_withdrawn_it_says_whom_citizens_are_still_warned_of(desk, client):
    impostor = rows.judged(desk)
    warning = rows.published(desk, replace(rows.WORDS, impostors=[impostor]))
    told = {"by": desk.ciso, "now": NOW}
    warnings.end_warning(warning, WarningStatus.WITHDRAWN, reason="別の団体だった", **told)
    client.force_login(desk.ciso.user)

    assert impostor.get_absolute_url() in client.get(warning.get_absolute_url()).text
    impostors.dismiss_impostor(impostor, reason="別の団体だった", by=desk.head, now=NOW)
    assert impostor.get_absolute_url() not in client.get(warning.get_absolute_url()).text


@pytest.mark.parametrize("name", ["title", "body", "because"])
def test_what_turns_the_reading_direction_is_not_told_to_citizens(desk, name):
    hidden = replace(rows.WORDS, **{name: "注意\u202eください"})

    with pytest.raises(ValidationError) as refused:
        warnings.write_warning(desk.incident, hidden, by=desk.clerk, now=NOW)
    assert "U+202E" in refused.value.message_dict[name][0]

    family = replace(rows.WORDS, title="👨\u200d👩\u200d👧へ")
    assert rows.published(desk, family).public_version.title == family.title


def test_the_reason_that_citizens_read_hides_nothing(desk):
    warning = rows.published(desk)
    told = {"reason": "\u2067終わり", "by": desk.ciso, "now": NOW}

    with pytest.raises(ValidationError, match="U\\+2067"):
        warnings.end_warning(warning, WarningStatus.ENDED, **told)
