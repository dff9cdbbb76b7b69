"""DESIGN 12, Uploads: content decides, images are drawn anew, what is served is what was kept."""

import hashlib
import io
import json
import zipfile
import zlib

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from komae_sns.documents.evidence import SEALED, SHELF
from komae_sns.documents.evidence.field import BringsEvidence, EvidenceField
from komae_sns.documents.evidence.reading import NotEvidence, read
from komae_sns.documents.evidence.serving import handed_out
from komae_sns.documents.kept_files import FileDamaged
from komae_sns.documents.models import EvidenceFile
from komae_sns.documents.services import evidence
from komae_sns.forms import PortalForm
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW

PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"


def image(form="PNG", mode="RGB", size=(40, 30), **saved):
    file = io.BytesIO()
    Image.new(mode, size, 7).save(file, form, **saved)
    return file.getvalue()


def commented(text):
    info = PngInfo()
    info.add_itxt("Comment", text)
    return image(pnginfo=info)


def png_claiming(width, height):
    """The head of a picture of that size, with nearly nothing behind it."""

    def chunk(kind, data):
        body = kind + data
        return len(data).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\x00\x00\x00"
    data = zlib.compress(b"\0" * 10)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content", "media_type", "kept_as"),
    [
        ("画面.png", image(), "image/png", "画面.png"),
        ("写真.jpg", image("JPEG"), "image/jpeg", "写真.jpg"),
        ("写真.webp", image("WEBP"), "image/jpeg", "写真.jpg"),
        ("web.webp", image("WEBP", lossless=True), "image/png", "web.png"),
        ("紙.pdf", PDF, "application/pdf", "紙.pdf"),
        ("メール.eml", "From: a\n\n本文".encode(), "text/plain", "メール.eml"),
        ("表.csv", "件名,数\r\n投稿,3".encode("cp932"), "text/plain", "表.csv"),
        ("透明.png", image(mode="RGBA"), "image/png", "透明.png"),
        ("白黒.png", image(mode="1"), "image/png", "白黒.png"),
        ("色表.png", image(mode="P", transparency=0), "image/png", "色表.png"),
        ("深い.png", image(mode="I;16"), "image/png", "深い.png"),
        ("印刷.jpg", image("JPEG", "CMYK"), "image/jpeg", "印刷.jpg"),
        ("名前がちがう.html", image(), "image/png", "名前がちがう.png"),
        ("C:\\画面\\保存.jpg", image(), "image/png", "保存.png"),
        ("点なし", image("JPEG"), "image/jpeg", "点なし.jpg"),
        (f"{'長' * 300}.png", image(), "image/png", f"{'長' * 66}.png"),
    ],
)
def test_the_content_says_what_it_is(name, content, media_type, kept_as):
    brought = read(name, content)

    assert (brought.media_type, brought.name) == (media_type, kept_as)
    assert brought.original_sha256 == hashlib.sha256(content).hexdigest()


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("a.txt", "a")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.png", b""),
        ("文字.png", b"<script>alert(1)</script>"),
        ("絵.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("ページ.html", b"<html><script>alert(1)</script>"),
        ("箱.png", zipped()),
        ("表.xlsx", zipped()),
        ("動く.gif", image("GIF", "L")),
        ("途中.png", image(size=(900, 900))[:-40]),
        ("途中.jpg", image("JPEG", size=(900, 900))[:400]),
        ("頭だけ.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
        ("途中.pdf", b"%PDF-1.7\n1 0 obj"),
        ("文字.txt", b"a\0b"),
        ("文字でない.txt", b"\xff\xff\xff\x00\x81"),
        ("大きい.txt", b"a" * (10 * 1024 * 1024 + 1)),
        ("面積.png", png_claiming(6000, 6000)),
        ("爆弾.png", png_claiming(60_000, 60_000)),
        ("うその面積.png", png_claiming(4000, 4000)),
        (
            "動く.png",
            image(save_all=True, append_images=[Image.new("RGB", (40, 30), 9)]),
        ),
    ],
)
def test_what_is_no_evidence_is_said_to_be_none(name, content):
    with pytest.raises(NotEvidence) as refused:
        read(name, content)

    assert str(refused.value).endswith("。")


def test_an_image_brings_nothing_along():
    info, exif = PngInfo(), Image.Exif()
    info.add_text("Comment", "ひみつ secret-text")
    exif[0x010E] = "secret-place"
    png = image(pnginfo=info) + b"<script>secret-tail</script>"
    jpeg = image("JPEG", exif=exif, comment=b"secret-comment") + zipped()

    kept = [read("a.png", png).content, read("a.jpg", jpeg).content]

    assert all(b"secret" not in content and b"PK\x03\x04" not in content for content in kept)
    assert not any(Image.open(io.BytesIO(c)).getexif() for c in kept)


def test_a_photograph_lies_as_it_was_seen():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright

    kept = read("a.jpg", image("JPEG", size=(40, 30), exif=exif)).content

    assert Image.open(io.BytesIO(kept)).size == (30, 40)


# -- kept and handed out


@pytest.fixture
def clerk(db):
    return factories.actor(Post.CLERK)


@pytest.fixture
def kept(clerk, settings, tmp_path):
    settings.EVIDENCE_ROOT, settings.SEALED_ROOT = tmp_path / "kept", tmp_path / "sealed"
    return evidence.keep(read("画面.png", commented("ここで")), by=clerk, now=NOW)


def test_what_is_handed_out_is_what_was_kept(kept):
    response = handed_out(kept)

    assert hashlib.sha256(response.content).hexdigest() == kept.sha256
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%94%BB")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_the_file_is_written_once_under_its_hash(kept, clerk, settings):
    again = evidence.keep(read("ほか.png", commented("また")), by=clerk, now=NOW)

    files = [path for path in settings.EVIDENCE_ROOT.rglob("*") if path.is_file()]
    assert again.original_sha256 != kept.original_sha256
    assert (again.sha256, [f.name for f in files]) == (kept.sha256, [kept.sha256])
    assert files[0].stat().st_mode & 0o222 == 0


def alter(path):
    path.chmod(0o640)
    path.write_bytes(b"other")


def test_an_altered_file_is_named_and_not_handed_out(kept, capsys):
    alter(SHELF.path_of(kept.sha256))
    SEALED.path_of(kept.original_sha256).unlink()

    with pytest.raises(FileDamaged):
        handed_out(kept)
    with pytest.raises(SystemExit):
        call_command("verify_evidence", "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["files"], said["sealed"]) == (1, 1)
    assert [(row["id"], row["part"], row["problem"]) for row in said["damaged"]] == [
        (kept.pk, "閲覧用のファイル", "書き換えられた"),
        (kept.pk, "封印した元のファイル", "失われた"),
    ]


@pytest.mark.integrity
def test_evidence_is_only_added(kept):
    for sql in (
        "DELETE FROM documents_evidencefile",
        "UPDATE documents_evidencefile SET sha256 = 'x'",
        "UPDATE documents_evidencefile SET name = 'ほか.png'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.integrity
def test_no_other_type_is_kept(kept):
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFile.objects.create(
            name="a.html", media_type="text/html", size=1, kept_by=kept.kept_by, kept_at=NOW
        )


# -- in a form


class Form(BringsEvidence, PortalForm):
    note = forms.CharField(label="どこで")
    file = EvidenceField(required=False)


def upload(content, name="画面.png"):
    return {"file": SimpleUploadedFile(name, content)}


def test_a_bad_file_is_said_at_its_field():
    form = Form({"note": "画面"}, upload(b"<script>"))

    assert list(form.errors) == ["file"]


def test_a_good_file_has_to_be_chosen_again_where_something_else_is_wrong():
    form = Form({"note": "　"}, upload(image()))

    assert list(form.errors) == ["note", "file"]
    assert "もう一度選んで" in form.errors["file"][0]


def test_no_file_is_none():
    form = Form({"note": "画面"}, {})

    assert form.is_valid()
    assert form.cleaned_data["file"] is None
