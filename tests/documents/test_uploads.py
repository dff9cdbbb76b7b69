"""Files of a form: sent one by one as they are brought, or with it; nothing is chosen twice."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from komae_sns.documents.evidence.reading import read
from komae_sns.documents.evidence.several import BringsFiles, EvidenceFilesField
from komae_sns.documents.models import EvidenceFile, Upload
from komae_sns.documents.services import uploads
from komae_sns.forms import PortalForm
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW
from tests.trust.evidenced import photograph

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(settings, tmp_path, time_machine):
    time_machine.move_to(NOW, tick=False)
    settings.UPLOADS_ROOT = tmp_path / "uploads"
    return factories.actor(Post.CLERK)


@pytest.fixture
def browser(clerk, client) -> Client:
    client.force_login(clerk.user)
    return client


def send(browser, name="画面.txt", content=b"a", **fields):
    file = SimpleUploadedFile(name, content)
    given = {"id": str(uuid.uuid4()), "box": str(uuid.uuid4()), "file": file}
    return browser.post(reverse("evidence:upload-add"), given | fields)


def files_on_disk(settings):
    return sorted(path.suffix for path in settings.UPLOADS_ROOT.iterdir())


def test_a_file_sent_by_itself_answers_with_its_row(browser, settings):
    answer = send(browser, "現場.jpg", photograph(), happened="2026-11-21T09:30")
    ahead = send(browser, "b.txt", b"b", happened="2026-11-30T09:30").content.decode()

    upload = Upload.objects.get(name="現場.jpg")
    assert f'name="files-upload" value="{upload.pk}"' in answer.content.decode()
    assert 'value="2026-11-21T09:30"' in answer.content.decode()
    assert f'value="{timezone.localtime(NOW):%Y-%m-%dT%H:%M}"' in ahead  # a clock that runs ahead
    assert files_on_disk(settings) == [".came", ".kept", ".kept"]


def test_what_is_refused_is_told_in_a_sentence_and_leaves_nothing(browser, settings):
    answer = send(browser, "画面.svg", b"<svg onload=alert(1)>")

    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert answer.content.decode().endswith("。")
    assert not Upload.objects.exists()


def test_sent_again_after_a_broken_line_it_is_one(browser):
    once = {"id": str(uuid.uuid4()), "box": str(uuid.uuid4())}

    answers = [send(browser, **once).status_code for _ in range(2)]

    assert (answers, Upload.objects.count()) == ([200, 200], 1)


def test_pasted_twice_it_lies_in_the_form_once(browser, settings):
    box = str(uuid.uuid4())

    rows = [send(browser, name, b"a", box=box).content.decode() for name in ("a.txt", "b.txt")]

    assert str(Upload.objects.get().pk) in rows[1]
    assert files_on_disk(settings) == [".kept"]


def test_the_id_of_another_person_s_file_leads_nowhere(browser):
    other = factories.actor(Post.HEAD).user
    upload, _ = uploads.take(
        read("a.txt", b"a"), id=uuid.uuid4(), box=uuid.uuid4(), owner=other, now=NOW
    )

    assert send(browser, id=str(upload.pk)).status_code == 404
    assert browser.post(reverse("evidence:upload-remove", args=[upload.pk])).status_code == 404
    assert uploads.brought_again(Upload.objects.get()).content == b"a"


def test_one_person_cannot_fill_the_disk(browser, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_WAITING", 2)

    answers = [send(browser, content=b"a" * n).status_code for n in (1, 2, 3)]

    assert answers == [200, 200, 422]


def test_forms_never_sent_are_forgotten_after_a_day(browser, settings):
    send(browser)

    assert uploads.expire(NOW + timedelta(hours=23)) == 0
    assert uploads.expire(NOW + timedelta(hours=25)) == 1
    assert files_on_disk(settings) == []


# -- in a form


class Form(BringsFiles, PortalForm):
    files = EvidenceFilesField()

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.bring_for(by)


def filled(by, *files, **data):
    brought = MultiValueDict({"files": list(files)})
    return Form(MultiValueDict(data), brought, by=by)


def test_without_scripts_the_files_come_with_the_form_and_wait_where_one_is_wrong(clerk):
    good, bad = SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.exe", b"MZ\0\0")

    form = filled(clerk, good, bad)

    assert "「b.exe」" in form.errors["files"][0]
    page = str(form["files"])
    assert str(Upload.objects.get().pk) in page
    assert "b.exe" not in page


def test_what_waits_is_kept_when_the_form_is_sent(clerk):
    upload, _ = uploads.take(
        read("a.jpg", photograph()), id=uuid.uuid4(), box=uuid.uuid4(), owner=clerk.user, now=NOW
    )
    key = str(upload.pk)
    typed = {
        "files-upload": [key],
        f"files-note-{key}": ["偽の投稿"],
        f"files-happened-{key}": ["2026-11-20T09:30"],
    }

    form = filled(clerk, **typed)
    [waiting] = form.fields["files"].clean(form["files"].data)
    kept = waiting.keep(by=clerk, now=NOW)

    assert (waiting.note, f"{waiting.happened_at:%d %H}") == ("偽の投稿", "20 09")
    assert EvidenceFile.objects.get() == kept
    assert kept.is_sealed
    assert filled(clerk, **typed).is_valid()  # sent twice: the step's own guard shows its result
    with pytest.raises(ValidationError):
        waiting.keep(by=clerk, now=NOW)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"files-upload": [str(uuid.uuid4())]}, "なくなりました"),
        ({"files-upload": ["x", "../../etc/passwd"]}, "なくなりました"),
        ({}, "貼りつけてください"),
    ],
)
def test_what_is_not_there_is_said_at_the_field(clerk, typed, sentence):
    form = filled(clerk, **typed)

    assert sentence in form.errors["files"][0]


def test_a_moment_to_come_is_said_with_the_file_s_name(clerk):
    upload, _ = uploads.take(
        read("a.txt", b"a"), id=uuid.uuid4(), box=uuid.uuid4(), owner=clerk.user, now=NOW
    )
    key = str(upload.pk)

    form = filled(clerk, **{"files-upload": [key], f"files-happened-{key}": ["2099-01-01T00:00"]})

    assert form.errors["files"] == ["「a.txt」のいつ撮ったか：いまより前の日時にしてください。"]
    assert 'value="2099-01-01T00:00"' in str(form["files"])


def test_no_more_than_one_can_look_through(clerk):
    form = filled(clerk, *(SimpleUploadedFile(f"{n}.txt", b"a" * (n + 1)) for n in range(21)))

    assert form.errors["files"] == ["一度に20個までです。残りは、あとから足せます。"]
