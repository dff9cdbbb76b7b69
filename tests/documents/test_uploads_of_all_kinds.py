"""DESIGN 12, Uploads: whatever is brought, it is told apart, contained and never shown inline."""

import io
import resource
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from komae_sns.documents.evidence.drawing import MEMORY_BYTES
from komae_sns.documents.evidence.serving import handed_out
from komae_sns.documents.models import EvidenceFile, Upload
from komae_sns.documents.services import uploads
from komae_sns.staff.posts import Post
from komae_sns.text import has_invisible
from tests import factories
from tests.documents import brought
from tests.factories import NOW

pytestmark = pytest.mark.django_db
HONEST, HOSTILE = brought.honest(), brought.hostile()
SECONDS = 5


@pytest.fixture
def folders(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_WAITING", 200)
    for name in ("UPLOADS_ROOT", "EVIDENCE_ROOT", "SEALED_ROOT"):
        setattr(settings, name, tmp_path / "var" / name)
    return tmp_path


@pytest.fixture
def clerk(folders):
    return factories.actor(Post.CLERK)


def send(client, name, content):
    """As a browser does; the seconds of work it took, whatever else the machine is at."""
    file = SimpleUploadedFile("x", content)
    file._name = name
    given = {"id": str(uuid.uuid4()), "box": str(uuid.uuid4()), "file": file}
    began = _worked()
    answer = client.post(reverse("evidence:upload-add"), given)
    return answer, _worked() - began


def _worked():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def test_everything_honest_is_kept_and_comes_back_as_a_download(client, clerk, folders, subtests):
    client.force_login(clerk.user)
    for name, content in HONEST.items():
        with subtests.test(name[:40]):
            answer, seconds = send(client, name, content)

            assert (answer.status_code, seconds < SECONDS) == (200, True), answer.content.decode()
            upload = Upload.objects.order_by("created_at").last()
            kept = uploads.keep(upload, by=clerk, now=NOW)
            _is_contained(kept, handed_out(kept))
            assert kept.original_size == len(content)
    assert _outside(folders) == []


def _is_contained(kept: EvidenceFile, given):
    assert given["Content-Disposition"].startswith("attachment; filename")
    assert given["Content-Type"] in {"image/png", "image/jpeg", "application/pdf", "text/plain"}
    assert given["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert given["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in given["Cache-Control"]
    assert not {"/", "\\", "<", '"', "\r", "\n"} & set(kept.name)
    assert not has_invisible(kept.name)
    assert len(kept.name.encode()) <= 255
    assert kept.name.split(".")[0].casefold() not in {"con", "aux", "nul", ""}
    if kept.is_image:
        assert brought.SECRET.encode() not in given.content
        with Image.open(io.BytesIO(given.content)) as seen:
            assert not seen.getexif()
            assert set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def _outside(folder: Path):
    """Files lie under their hash or their id, and nowhere else."""
    allowed = {"UPLOADS_ROOT", "EVIDENCE_ROOT", "SEALED_ROOT"}
    found = [path.relative_to(folder).parts for path in folder.rglob("*") if path.is_file()]
    return [
        parts
        for parts in found
        if parts[:1] != ("var",)
        or parts[1] not in allowed
        or len(parts[-1].split(".")[0].replace("-", "")) not in {32, 64}
    ]


def test_everything_else_is_refused_with_a_sentence_and_leaves_nothing(
    client, clerk, folders, subtests
):
    client.force_login(clerk.user)
    for name, content in HOSTILE.items():
        with subtests.test(name):
            answer, seconds = send(client, name, content)

            assert (answer.status_code, seconds < SECONDS) == (422, True)
            assert answer["Content-Type"].startswith("text/plain")
            assert answer.content.decode().endswith(("。", "）。"))
    assert not Upload.objects.exists()
    assert [path for path in folders.rglob("*") if path.is_file()] == []


# A process that has grown is what its children are first counted as.
A_SMALL_PROCESS = """
import resource, sys
from pathlib import Path
from komae_sns.documents.evidence.drawing import CannotBeDrawn, drawn_anew
for picture in Path(sys.argv[1]).iterdir():
    try:
        drawn_anew(picture.read_bytes(), picture.suffix[1:])
    except CannotBeDrawn:
        pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""
STARTS = {b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"RIFF": "WEBP"}


def test_whatever_is_drawn_is_drawn_within_its_memory(tmp_path):
    for number, content in enumerate((*HONEST.values(), *HOSTILE.values())):
        for start, form in STARTS.items():
            if content.startswith(start):
                (tmp_path / f"{number}.{form}").write_bytes(content)

    said = subprocess.run(
        [sys.executable, "-c", A_SMALL_PROCESS, str(tmp_path)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert len(list(tmp_path.iterdir())) > 20
    assert 0 < int(said.stdout) <= MEMORY_BYTES


def test_a_phone_s_own_format_is_met_with_what_to_do(client, clerk):
    client.force_login(clerk.user)

    said = send(client, "IMG_0001.HEIC", brought.heic())[0].content.decode()

    assert "スクリーンショット" in said
    assert "互換性優先" in said
