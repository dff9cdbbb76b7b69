"""証拠一式: one ZIP that whoever gets it can check without the portal."""

import csv
import io
import json
import subprocess
import zipfile

import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from incidents import bundle
from incidents.services.evidence import withdraw_evidence
from komae_sns.audit.models import Entry
from komae_sns.documents.evidence import SHELF
from komae_sns.documents.models import Export
from komae_sns.documents.services import exports
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW, TODAY
from tests.incidents import proofs, rows
from tests.trust.evidenced import photograph

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(3)カ")]


@pytest.fixture
def place(settings, tmp_path, time_machine):
    time_machine.move_to(NOW, tick=False)
    for name in ("EXPORTS_ROOT", "EVIDENCE_ROOT", "SEALED_ROOT"):
        setattr(settings, name, tmp_path / name)
    return rows.office()


@pytest.fixture
def incident(place):
    """A photograph with something sealed, a text as it came, and one that was withdrawn."""
    by = place.clerk
    files = [
        proofs.file(by, "../現場.jpg", photograph(), note="=1+1"),
        proofs.screen(by, "控え", name="DM.txt"),
        proofs.screen(by, "ちがう", name="別.txt"),
    ]
    made = rows.reported(place, files=files)
    withdraw_evidence(made.evidence.get(number=3), reason="別の事案", by=by, now=NOW)
    return made


def made(incident, by, *, with_sealed=False):
    facts = {"with_sealed": with_sealed, "reason": "監査に渡す"}
    export = bundle.ask(incident, **facts, by=by, now=NOW)
    exports.make_waiting(lambda: NOW)
    return Export.objects.get(pk=export.pk)


def unpacked(export, tmp_path):
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(export.path) as packed:
        packed.extractall(folder)
        return folder, packed.namelist()


def test_everything_is_in_it_and_checks_by_itself(place, incident, tmp_path):
    export = made(incident, place.head)

    folder, names = unpacked(export, tmp_path)

    assert names == [
        "files/証1_現場.jpg",
        "files/証2_DM.txt",
        "files/証3_別.txt",
        "証拠一覧.pdf",
        "経過.csv",
        "manifest.json",
        "SHA256SUMS",
    ]
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"],
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.count(": OK") == len(names) - 1
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [e["number"] for e in manifest["evidence"]] == [1, 2, 3]
    assert manifest["evidence"][2]["withdrawn"]["reason"] == "別の事案"
    assert b"where it was taken" not in (folder / "files/証1_現場.jpg").read_bytes()
    course = list(csv.reader(io.StringIO((folder / "経過.csv").read_text("utf-8-sig"))))
    assert [row[2] for row in course[1:]] == ["第一報", "証拠", "証拠"]
    text = "".join(page.extract_text() for page in pypdf.PdfReader(folder / "証拠一覧.pdf").pages)
    assert manifest["evidence"][0]["original_sha256"][:16] in text.replace("\n", "")


def test_it_is_told_to_the_trail_when_it_is_made_and_when_it_is_taken(place, incident, client):
    export = made(incident, place.head)
    client.force_login(place.head.user)

    taken = client.get(reverse("documents:export-file", args=[export.pk]))

    assert taken["Content-Disposition"].startswith("attachment")
    entries = {e.action: e for e in Entry.objects.all()}
    assert entries["incidents.bundle_evidence"].note == "監査に渡す"
    assert len(entries["incidents.bundle_evidence"].changes["SHA256SUMSのSHA-256"][1]) == 64
    assert entries["documents.take_export"].actor_id == place.head.user.pk


def test_what_is_sealed_goes_in_for_those_who_may_break_the_seal(place, incident, tmp_path):
    auditor = factories.actor(Post.AUDITOR)

    folder, names = unpacked(made(incident, auditor, with_sealed=True), tmp_path)

    assert [n for n in names if n.startswith("originals/")] == ["originals/証1_現場.jpg"]
    assert (folder / "originals/証1_現場.jpg").read_bytes() == photograph()
    with pytest.raises(PermissionDenied):
        bundle.ask(incident, with_sealed=True, reason="見たい", by=place.head, now=NOW)


def test_a_file_that_is_gone_is_named_and_costs_that_one(place, incident, tmp_path):
    SHELF.path_of(incident.evidence.get(number=2).file.sha256).unlink()

    export = made(incident, place.head)

    folder, names = unpacked(export, tmp_path)
    assert "files/証2_DM.txt" not in names
    assert json.loads((folder / "manifest.json").read_text())["evidence"][1]["lost"]
    assert "1件は" in export.remark


def test_whoever_no_longer_sees_the_incident_gets_nothing(place, incident):
    export = bundle.ask(incident, with_sealed=False, reason="x", by=place.head, now=NOW)
    Appointment.objects.filter(user=place.head.user).update(ends_on=TODAY.replace(day=1))

    exports.make_waiting(lambda: NOW)

    assert Export.objects.get(pk=export.pk).status == "FAILED"


def test_another_section_does_not_know_of_it(place, incident, client):
    client.force_login(rows.office("図書課").head.user)

    answer = client.post(
        reverse("incidents:evidence-bundle", args=[incident.pk]), {"reason": "見たい"}
    )

    assert answer.status_code == 404
