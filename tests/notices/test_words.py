"""What a mail says: the one fact, the one link, nothing that belongs to somebody else."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.utils import timezone

from approvals.services import filing, waivers
from approvals.services.waivers import Grounds
from komae_sns.notices.envelope import absolute, message_of, one_line
from komae_sns.notices.kinds import Delivery, Kind, kinds_for
from komae_sns.notices.models import Mail, Notice, Preference
from komae_sns.notices.services import send_due
from komae_sns.staff.models import User
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import filed, rows
from tests.approvals.rows import APPROVE, NOW, REJECT
from tests.factories import TODAY
from tests.notices.post_office import post_office
from tests.notices.rows import mail_to, reader

pytestmark = pytest.mark.django_db
WORDS = Path(portal.BASE_DIR) / "templates" / "notices"


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_words(kind):
    assert (WORDS / f"{kind}_subject.txt").read_text().count("\n") <= 1
    assert (WORDS / f"{kind}_body.txt").is_file()


def test_no_words_are_left_of_a_kind_that_is_no_more():
    files = {re.sub(r"_(subject|body)$", "", f.stem) for f in WORDS.glob("[!_]*.txt")}

    assert files == set(Kind.values)


@pytest.mark.parametrize("kind", Kind)
def test_the_fact_that_a_mail_carries_names_a_thing_and_tells_nothing_of_its_inside(kind):
    """Of a kind's own words a mail has the subject alone: a title and what happened to it."""
    words = (WORDS / f"{kind}_subject.txt").read_text()

    used = set(re.findall(r"{{\s*([\w.]+)", words))
    inside = {name for name in used if INSIDE.search(name)}
    assert inside == set()


INSIDE = re.compile("reason|remark|answer|comment|condition|note|scope|vote|choice|purpose|body")


def test_a_contractor_chooses_among_nothing_of_the_city():
    assert kinds_for({Post.CONTRACTOR}) == []
    assert Kind.VOTE_WANTED in kinds_for({Post.MEMBER})
    assert Kind.VOTE_WANTED not in kinds_for({Post.HEAD})


SECRET = {
    "remark": "指摘の中身は内緒",
    "answer": "差戻しの返事は内緒",
    "reason": "特認の理由は内緒",
    "scope": "特認の範囲は内緒",
    "comment": "否の理由は内緒",
    "conditions": "条件の中身は内緒",
    "purpose": "申請の目的は内緒",
}


@pytest.fixture
def whole_procedure(time_machine):
    """Everybody wants everything at once; every text that is typed on the way is marked."""
    time_machine.move_to(f"{TODAY}T10:00:00+09:00", tick=False)
    own, sitting = filed.section(), rows.committee(3)
    User.objects.update(email="everybody@city.komae.lg.jp")
    Preference.objects.bulk_create(
        Preference(person=person, kind=kind, delivery=Delivery.AT_ONCE)
        for person in User.objects.all()
        for kind in Kind
    )
    _file_and_return(own, sitting.secretariat)
    _decide(own, sitting)
    _waive(own, sitting)
    return own


def _file_and_return(own, secretariat):
    draft = filed.draft(own)
    filing.pass_to_head(draft, by=own.clerk, now=NOW)
    case = filed.accepted(own, secretariat)
    filing.return_to_applicant(
        case,
        remarks={"purpose": SECRET["remark"]},
        answer=SECRET["answer"],
        by=secretariat,
        now=NOW,
    )


def _decide(own, sitting):
    case = rows.application(own.department, purpose=SECRET["purpose"])
    item = rows.voting(sitting, case)
    for actor, choice in zip(
        sitting.everybody, [APPROVE, APPROVE, APPROVE, REJECT, REJECT], strict=True
    ):
        rows.cast(item, actor, choice, SECRET["comment"])
    rows.decide(item, by=sitting.chair, conditions=SECRET["conditions"])


def _waive(own, sitting):
    grounds = Grounds(SECRET["reason"], SECRET["scope"], TODAY + timedelta(days=9))
    waivers.waive(rows.application(own.department), grounds, by=sitting.chair, now=NOW)


def test_no_mail_of_the_whole_procedure_tells_what_was_written_inside(whole_procedure):
    mails = list(Mail.objects.with_names())

    assert {Kind(mail.notice.kind) for mail in mails} >= OF_THIS_STORY
    for mail in mails:
        raw = str(message_of(mail, mail.person.email, None).message())
        text = message_of(mail, mail.person.email, None).body + mail.subject
        assert [name for name, words in SECRET.items() if words in text + raw] == []


OF_THIS_STORY = {
    Kind.DRAFT_PASSED_TO_HEAD,
    Kind.APPLICATION_SUBMITTED,
    Kind.APPLICATION_ACCEPTED,
    Kind.APPLICATION_RETURNED,
    Kind.APPLICATION_DECIDED,
    Kind.MEETING_OPENED,
    Kind.VOTE_WANTED,
    Kind.ITEM_TO_CLOSE,
    Kind.WAIVER_GRANTED,
    Kind.ACCOUNT_TO_PREPARE,
}


def test_a_reader_of_another_department_gets_no_mail(whole_procedure):
    factories.actor(Post.HEAD, factories.department("環境課"), "環境 課長")

    assert not Mail.objects.filter(person__name="環境 課長").exists()
    for mail in Mail.objects.with_names():
        assert Notice.objects.filter(pk=mail.notice_id, person=mail.person).exists()


def received(settings, mail):
    with post_office(settings) as office:
        assert send_due(clock=timezone.now).sent == 1
    return office.received[0]


@pytest.fixture
def addressed(settings):
    settings.PORTAL_URL = "https://sns.example.lg.jp/"
    settings.DEFAULT_FROM_EMAIL = "SNSポータル <portal@example.lg.jp>"


def test_a_mail_as_it_arrives(settings, addressed):
    mail = mail_to(reader("髙橋 﨑子", email="sakiko@city.komae.lg.jp"), "図書館だより🎈")

    message = received(settings, mail)

    assert message["Subject"].strip() == "【SNSポータル】「図書館だより🎈」が差し戻されました"
    assert message["To"] == "sakiko@city.komae.lg.jp"
    assert message["From"] == "SNSポータル <portal@example.lg.jp>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<notices.sns.example.lg.jp>"
    assert message["Message-ID"] == mail.message_id
    assert message["Date"].datetime
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    body = message.get_content()
    assert body.startswith("髙橋 﨑子 様")
    assert "すること：指摘に対応して、もう一度提出する" in body
    links = re.findall(r"https?://\S+", body)
    assert links == [f"https://sns.example.lg.jp{mail.notice.url}"]


@pytest.mark.parametrize(
    "hostile",
    [
        "だより\r\nBcc: everyone@example.jp",
        "だより\nBcc: everyone@example.jp\n\n偽の本文",
        "だより\u2028Bcc: everyone@example.jp",
        "だより\x85Bcc: everyone@example.jp\x0b",
        "だより\u202eBcc: everyone@example.jp",
    ],
)
def test_no_name_or_title_breaks_out_of_its_line(settings, addressed, hostile):
    mail = mail_to(reader(hostile[:50], email="taro@city.komae.lg.jp"), hostile)

    message = received(settings, mail)

    assert message["Bcc"] is None
    assert message["Subject"].strip().startswith("【SNSポータル】「だより Bcc: everyone@example.jp")
    assert message["To"] == "taro@city.komae.lg.jp"
    assert message.get_content().splitlines()[0].endswith(" 様")


def test_a_line_stays_a_line():
    assert one_line(" a\r\nb\tc\u200bd　e ") == "a b c d e"


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "javascript:1", ""])
def test_the_link_leads_into_the_portal_or_to_its_front_page(settings, path):
    settings.PORTAL_URL = "https://sns.example.lg.jp/"

    assert absolute(path) == "https://sns.example.lg.jp/"
