"""DESIGN 10(5): the bytes that came are sealed; every night each file is read again."""

import hashlib
import io
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from komae_sns.audit.models import Entry
from komae_sns.documents.evidence import SEALED, SHELF
from komae_sns.documents.evidence.reading import read
from komae_sns.documents.kept_files import FileDamaged
from komae_sns.documents.models import EvidenceFault
from komae_sns.documents.services import evidence
from komae_sns.documents.services.evidence_checks import verify_all
from komae_sns.notices.models import Notice
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(3)カ")]


def photograph():
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x010E] = "secret-place"
    exif.get_ifd(0x8769)[0x9003] = "2026:11:25 09:30:00"
    Image.new("RGB", (40, 30), 7).save(file, "JPEG", exif=exif)
    return file.getvalue()


@pytest.fixture
def folders(settings, tmp_path):
    settings.EVIDENCE_ROOT, settings.SEALED_ROOT = tmp_path / "kept", tmp_path / "sealed"


@pytest.fixture
def clerk(folders):
    return factories.actor(Post.CLERK)


@pytest.fixture
def kept(clerk):
    return evidence.keep(read("現場.jpg", photograph()), by=clerk, now=NOW)


def test_the_bytes_that_came_are_sealed_beside_the_copy_without_them(kept):
    original = evidence.sealed_contents(kept)

    assert original == photograph()
    assert kept.original_sha256 == hashlib.sha256(original).hexdigest()
    assert (kept.original_type, kept.original_size) == ("image/jpeg", len(original))
    assert b"secret-place" not in evidence.contents(kept)


def test_what_drawing_anew_does_not_change_is_kept_once(clerk):
    kept = evidence.keep(read("控え.txt", "そのまま".encode()), by=clerk, now=NOW)

    assert (kept.is_sealed, kept.sha256) == (False, kept.original_sha256)
    assert not SEALED.path_of(kept.original_sha256).exists()


def test_the_camera_s_time_is_offered():
    assert f"{read('a.jpg', photograph()).taken_at:%Y-%m-%d %H:%M %z}" == "2026-11-25 09:30 +0900"


def test_each_reading_of_a_sealed_file_is_in_the_trail(kept):
    auditor = factories.actor(Post.AUDITOR)

    evidence.unseal(kept, reason="警察からの照会", by=auditor)

    entry = Entry.objects.newest_first().first()
    assert (entry.action, entry.note) == ("documents.unseal_evidence", "警察からの照会")
    assert entry.actor_id == auditor.user.pk


@pytest.mark.parametrize("post", [Post.HEAD, Post.CLERK, Post.CONTRACTOR, Post.CHAIR, Post.MEMBER])
def test_nobody_else_breaks_the_seal(kept, post):
    with pytest.raises(PermissionDenied):
        evidence.unseal(kept, reason="見たい", by=factories.actor(post))


def test_a_sealed_file_comes_as_a_download_of_no_type(kept, client):
    client.force_login(factories.actor(Post.CISO).user)

    refused = client.post(reverse("evidence:file-sealed", args=[kept.pk]), {"reason": "　"})
    given = client.post(reverse("evidence:file-sealed", args=[kept.pk]), {"reason": "確認"})

    assert "何のために" in refused.content.decode()
    assert given.content == photograph()
    assert given["Content-Type"] == "application/octet-stream"
    assert given["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in given["Content-Security-Policy"]


# -- every night


@pytest.fixture
def told(folders):
    """Whoever is told when something is wrong."""
    return {factories.actor(post).user for post in (Post.SECRETARIAT, Post.CISO)}


def test_a_damaged_file_is_named_and_told_once(kept, told):
    SHELF.path_of(kept.sha256).unlink()
    sealed = SEALED.path_of(kept.original_sha256)
    sealed.chmod(0o600)
    sealed.write_bytes(b"altered")

    first, second = verify_all(now=NOW), verify_all(now=NOW + timedelta(days=1))

    assert (first.files, first.damaged, second.damaged) == (1, 2, 2)
    faults = EvidenceFault.objects.order_by("pk").values_list("part", "problem")
    assert [*faults] == [("KEPT", "MISSING"), ("SEALED", "ALTERED")]
    assert {n.person for n in Notice.objects.all()} == told
    assert Notice.objects.count() == 2 * len(told)


def test_a_file_put_back_is_well_again(kept, told):
    path = SHELF.path_of(kept.sha256)
    content = path.read_bytes()
    path.unlink()
    verify_all(now=NOW)

    path.write_bytes(content)
    checked = verify_all(now=NOW + timedelta(days=1))

    assert checked.damaged == 0
    assert EvidenceFault.objects.get().mended_at == NOW + timedelta(days=1)


def test_what_a_killed_writer_left_is_swept_and_a_stranger_stays(kept):
    folder = SHELF.path_of(kept.sha256).parent
    for name, age in ((".old", 2), (".new", 0)):
        (folder / name).write_bytes(b"half")
        then = NOW.timestamp() - age * 86400
        os.utime(folder / name, (then, then))
    stranger = SHELF.keep(b"of a step that was broken off")

    checked = verify_all(now=NOW)

    assert (checked.files, checked.damaged, checked.strangers) == (1, 0, 1)
    assert SHELF.fetch(stranger)
    assert [p.name for p in folder.iterdir() if p.name[0] == "."] == [".new"]


@pytest.mark.integrity
def test_what_was_found_stays_found(kept):
    SHELF.path_of(kept.sha256).unlink()
    verify_all(now=NOW)
    EvidenceFault.objects.standing().mend(NOW)

    for sql in (
        "UPDATE documents_evidencefault SET problem = 'ALTERED'",
        "UPDATE documents_evidencefault SET mended_at = NULL",
        "DELETE FROM documents_evidencefault",
        "UPDATE documents_evidencecheck SET damaged = 0",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_store_says_what_is_wrong(kept, client):
    SHELF.path_of(kept.sha256).unlink()
    verify_all(now=NOW)
    client.force_login(factories.actor(Post.SECRETARIAT).user)

    pages = [
        client.get(url).content.decode()
        for url in (reverse("evidence:store"), kept.get_absolute_url())
    ]

    assert all("失われた" in page for page in pages)


def test_the_command_is_quiet_where_all_is_well(kept, capsys):
    call_command("verify_evidence")

    assert "証拠1件（うち、元のファイルを封印したもの1件）" in capsys.readouterr().out


KILLED = """
import os, sys
from django.conf import settings
settings.configure(EVIDENCE_ROOT=sys.argv[1])
from komae_sns.documents.kept_files import Shelf
def hang(descriptor):
    print("written, not yet safe", flush=True)
    sys.stdin.read()
os.fsync = hang
Shelf("EVIDENCE_ROOT").keep(b"the whole of it")
"""


def test_a_writer_killed_in_the_middle_leaves_no_half_file(folders, settings):
    sha256 = hashlib.sha256(b"the whole of it").hexdigest()
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(settings.EVIDENCE_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
    )
    writer.stdout.readline()

    writer.kill()
    writer.communicate()

    assert writer.returncode == -9
    with pytest.raises(FileDamaged):
        SHELF.fetch(sha256)
    left = [p for p in settings.EVIDENCE_ROOT.rglob("*") if p.is_file()]
    assert [p.name[0] for p in left] == ["."]
    assert SHELF.keep(b"the whole of it") == sha256
    assert SHELF.sweep(timezone.now() + timedelta(hours=1)) == 1
    assert SHELF.fetch(sha256) == b"the whole of it"
