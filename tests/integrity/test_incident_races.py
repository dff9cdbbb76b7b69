"""4(3)オ・カ, 見本第7条2: what several do to one incident in the same moment is done once."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from approvals.services.refusals import Refused
from incidents.models import Incident, PublicWarning, TimelineEntry, WarningVersion
from incidents.services import ending, impostors, receiving, warnings
from incidents.services.evidence import save_evidence
from incidents.status import IncidentStatus, WarningStatus
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW
from tests.incidents import proofs, rows, with_impostors
from tests.integrity.test_vote_races import together

pytestmark = [pytest.mark.integrity, pytest.mark.django_db(transaction=True)]


def outcomes(*steps: Callable[[], object]) -> dict[str, int]:
    def refusing(step: Callable[[], object]) -> None:
        try:
            step()
        except ValidationError as refused:
            raise Refused from refused

    return dict(together(*(lambda step=step: refusing(step) for step in steps)))


@pytest.mark.clause("4(3)オ")
def test_two_heads_and_the_ciso_at_once_receive_it_once_each():
    place = rows.office()
    second = factories.actor(Post.HEAD, place.account.department, "兼務課長")
    incident = rows.reported(place)

    done = outcomes(
        lambda: receiving.receive_as_head(incident, by=place.head, now=NOW),
        lambda: receiving.receive_as_head(incident, by=second, now=NOW),
        lambda: receiving.receive_as_ciso(incident, by=place.ciso, now=NOW),
    )

    assert done == {"done": 3}
    written = TimelineEntry.objects.filter(incident=incident).values_list("kind", flat=True)
    assert sorted(k for k in written if "RECEIVED" in k) == ["CISO_RECEIVED", "HEAD_RECEIVED"]
    assert rows.fresh(incident).status == IncidentStatus.WITH_CISO


@pytest.mark.clause("見本第7条2")
def test_two_who_let_out_a_warning_at_once_let_out_one_text():
    desk = with_impostors.desk()
    warning = with_impostors.waiting(desk)

    done = outcomes(
        lambda: warnings.publish_warning(warning, edit_number=0, by=desk.ciso, now=NOW),
        lambda: warnings.publish_warning(warning, edit_number=0, by=desk.secretariat, now=NOW),
    )

    assert done == {"done": 1, "refused": 1}
    assert WarningVersion.objects.get().number == 1
    assert Notice.objects.filter(kind=Kind.WARNING_PUBLISHED, person=desk.clerk.user).count() == 1


@pytest.mark.clause("見本第7条2")
def test_let_out_and_sent_back_at_once_is_one_of_both():
    desk = with_impostors.desk()
    warning = with_impostors.waiting(desk)
    told = {"edit_number": 0, "now": NOW}

    done = outcomes(
        lambda: warnings.publish_warning(warning, by=desk.ciso, **told),
        lambda: warnings.return_warning(warning, reason="電話も", by=desk.secretariat, **told),
    )

    assert done == {"done": 1, "refused": 1}
    is_public = PublicWarning.objects.get().status == WarningStatus.PUBLISHED
    assert WarningVersion.objects.count() == is_public


@pytest.mark.clause("見本第7条2")
def test_a_warning_is_let_out_while_its_incident_is_opened_again():
    place = rows.office()
    incident = rows.finished(place)
    words = with_impostors.WORDS
    warning = warnings.write_warning(incident, words, by=place.clerk, now=NOW)
    warnings.submit_warning(warning, edit_number=0, by=place.head, now=NOW)
    ending.resolve(incident, outcome="元に戻した", by=place.head, now=NOW)
    ending.close(incident, conclusion="", by=place.ciso, now=NOW)

    done = outcomes(
        lambda: warnings.publish_warning(warning, edit_number=0, by=place.ciso, now=NOW),
        lambda: ending.reopen(incident, reason="また出た", by=place.head, now=NOW),
    )

    assert done == {"done": 2}
    assert PublicWarning.objects.get().status == WarningStatus.PUBLISHED
    assert Incident.objects.get().round == 2


@pytest.mark.clause("4(3)カ")
def test_an_impostor_that_comes_back_is_not_closed_over():
    desk = with_impostors.desk()
    gone = with_impostors.looked(with_impostors.judged(desk), "GONE", by=desk.clerk)
    with_impostors.received(desk)
    rows.done(desk.incident, *rows.waiting_keys(desk.incident), by=desk.head)
    ending.resolve(desk.incident, outcome="なくなった", by=desk.head, now=NOW)
    seen = impostors.Looked(watched_at=NOW, result="STANDING")

    outcomes(
        lambda: ending.close(desk.incident, conclusion="", by=desk.ciso, now=NOW),
        lambda: impostors.watch_impostor(gone, seen, by=desk.clerk, now=NOW),
    )

    assert with_impostors.again(gone).status == "RECURRED"
    assert Incident.objects.get().status == IncidentStatus.RESPONDING


@pytest.mark.clause("4(3)カ")
def test_evidence_at_the_moment_of_closing_is_kept_or_refused():
    place = rows.office()
    incident = rows.finished(place)
    ending.resolve(incident, outcome="元に戻した", by=place.head, now=NOW)
    late = proofs.screen(place.clerk, "おくれて")
    before = incident.evidence.count()

    done = outcomes(
        lambda: ending.close(incident, conclusion="", by=place.ciso, now=NOW),
        lambda: save_evidence(incident, [late], by=place.clerk, now=NOW),
    )

    assert Incident.objects.get().status == IncidentStatus.CLOSED
    assert incident.evidence.count() == before + done["done"] - 1
