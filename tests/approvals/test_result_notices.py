"""承認通知書: numbered in the secretariat's section with the decision, worded once and for ever."""

import pytest
from django.urls import reverse

from approvals import papers
from approvals.models import ResultNotice
from approvals.services import waivers
from approvals.services.refusals import Refused
from approvals.services.waivers import Grounds
from komae_sns.documents.models import DocumentNumber, Paper
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import APPROVE, NOW, REJECT
from tests.factories import TODAY
from tests.policies.test_papers import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _papers_of_their_own(settings, tmp_path):
    settings.PAPERS_ROOT = tmp_path


@pytest.fixture
def sitting():
    """The secretariat works in 情報政策課, whose 文書記号 is 企情."""
    sitting = rows.committee()
    section = factories.department("情報政策課", document_symbol="企情")
    factories.appoint(sitting.secretariat.user, Post.CLERK, section)
    return sitting


def decided(sitting, *choices, **how):
    item = rows.voted(sitting, *choices)
    rows.decide(item, by=sitting.chair, **how)
    return ResultNotice.objects.get(application=item.application)


@pytest.mark.clause("4(2)ウ")
def test_a_decision_is_told_on_paper_with_the_secretariats_next_number(sitting):
    first = decided(sitting, *[APPROVE] * 5)
    second = decided(sitting, *[REJECT] * 5)

    assert [str(n.document_number) for n in (first, second)] == ["狛企情発第1号", "狛企情発第2号"]
    assert first.title == "ソーシャルメディア利用承認通知書"
    assert second.title == "ソーシャルメディア利用不承認通知書"


def test_a_decision_refused_takes_no_number(sitting):
    item = rows.voted(sitting, *[REJECT] * 5)

    with pytest.raises(Refused):
        rows.decide(item, by=sitting.chair, conditions="顔を写さない")

    assert not DocumentNumber.objects.exists()


def test_the_paper_says_result_conditions_chair_and_applicant(sitting):
    notice = decided(sitting, *[APPROVE] * 5, conditions="顔を写さない。\n半年後に報告する。")

    text = text_of(papers.result_notice_pdf(notice))

    for said in (
        "狛企情発第1号",
        "令和8年11月22日",
        "条件付承認",
        "顔を写さない。",
        "半年後に報告する。",
        "行政情報化推進委員会委員長",
        "委員長太",
        "図書館の長様",
        "図書館Xの開設",
    ):
        assert said in text


def test_what_the_committee_said_stays_out_of_an_approval(sitting):
    notice = decided(sitting, *[APPROVE] * 4, REJECT)

    assert "理由" not in dict(notice.words["rows"])


def test_a_waiver_names_its_scope_its_end_and_its_reason(sitting):
    application = rows.application()
    grounds = Grounds("台風の被害", "災害ごみに限る", TODAY.replace(year=2027))

    waivers.waive(application, grounds, by=sitting.chair, now=NOW)

    said = dict(application.result_notice.words["rows"])
    assert said["認める範囲及び期限"] == "災害ごみに限る\n期限：令和9年11月22日"
    assert said["理由"] == "台風の被害"


def test_a_vice_chair_who_decides_signs_as_acting(sitting):
    present = sitting.everybody[1:]
    item = rows.voting(sitting, present=present)
    for actor in present:
        rows.cast(item, actor)

    rows.decide(rows.reread(item), by=sitting.vice_chair)

    [post, name] = ResultNotice.objects.get().words["sender"]
    assert post.endswith("委員長職務代理者")
    assert "副委 員長" in name


def test_the_paper_stays_as_it_was_first_printed(sitting, client):
    notice = decided(sitting, *[APPROVE] * 5)
    client.force_login(sitting.secretariat.user)
    address = reverse("approvals:result-notice-pdf", args=[notice.application_id])

    first = client.get(address).content
    sitting.chair.user.name = "べつの人"
    sitting.chair.user.save()

    assert client.get(address).content == first
    assert Paper.objects.get(kind="result_notice").edition == 1


def test_the_application_leads_its_section_to_the_notice(sitting, client):
    notice = decided(sitting, *[APPROVE] * 5)
    head = factories.actor(Post.HEAD, notice.application.department, "館長花子")
    client.force_login(head.user)

    page = client.get(notice.application.get_absolute_url()).content.decode()

    assert notice.get_absolute_url() in page
    assert "狛企情発第1号" in page
