"""4(3)カ: the same screen, brought by several at the same moment, is one piece of evidence."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from incidents.models import IncidentEvidence, TimelineEntry
from incidents.services.evidence import save_evidence
from komae_sns.documents.evidence.reading import read
from komae_sns.documents.models import EvidenceFile, Upload
from komae_sns.documents.services import uploads
from tests.factories import NOW
from tests.incidents import proofs, rows

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.integrity,
    pytest.mark.clause("4(3)カ"),
]
AT_ONCE = 5


def at_once(*steps):
    start = Barrier(len(steps))

    def take(step):
        start.wait()
        try:
            return step()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(take, steps))


def test_one_of_those_who_save_the_same_file_saves_it():
    place = rows.office()
    incident = rows.reported(place, files=())
    people = [place.clerk, place.head, place.vendor, place.ciso, place.secretariat]
    brought = [(by, proofs.screen(by)) for by in people]

    saved = at_once(
        *(lambda by=by, f=f: save_evidence(incident, [f], by=by, now=NOW) for by, f in brought)
    )

    assert sorted(map(len, saved)) == [0, 0, 0, 0, 1]
    assert IncidentEvidence.objects.get().number == 1
    assert EvidenceFile.objects.count() == 1
    assert TimelineEntry.objects.filter(kind="EVIDENCE").count() == 1


def test_different_files_get_numbers_without_a_gap():
    place = rows.office()
    incident = rows.reported(place, files=())
    brought = [proofs.screen(place.clerk, f"{n}") for n in range(AT_ONCE)]

    at_once(*(lambda f=f: save_evidence(incident, [f], by=place.clerk, now=NOW) for f in brought))

    numbers = IncidentEvidence.objects.order_by("number").values_list("number", flat=True)
    assert [*numbers] == [1, 2, 3, 4, 5]


def test_a_file_pasted_twice_at_once_lies_in_its_form_once(settings, tmp_path):
    settings.UPLOADS_ROOT = tmp_path
    owner, box = rows.office().clerk.user, uuid.uuid4()
    brought = read("画面.txt", b"a")

    def take():
        return uploads.take(brought, id=uuid.uuid4(), box=box, owner=owner, now=NOW)[0].pk

    taken = at_once(*[take] * AT_ONCE)

    assert set(taken) == {Upload.objects.get().pk}
    assert [path.stem for path in tmp_path.iterdir()] == [str(taken[0])]


def test_a_waiting_file_is_kept_by_one_of_two_forms():
    clerk = rows.office().clerk
    waiting = proofs.screen(clerk)

    def keep():
        try:
            return bool(waiting.keep(by=clerk, now=NOW))
        except ValidationError:
            return False

    kept = at_once(*[keep] * AT_ONCE)

    assert Counter(kept) == {True: 1, False: AT_ONCE - 1}
    assert EvidenceFile.objects.count() == 1
