"""Several files of evidence in a form: chosen, pasted or dropped.

With scripts each file is sent by itself as soon as it is brought (upload_views.py) and the form
carries its id; without, the files come with the form. Either way they wait on the server, so that
nothing has to be chosen again when another field is wrong.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from komae_sns.documents.evidence.reading import MOST_BYTES, NotEvidence, read
from komae_sns.documents.models import EvidenceFile, Upload
from komae_sns.documents.services import uploads
from komae_sns.forms import MomentField
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User

MOST_FILES = 20
LONGEST_NOTE = 300
ACCEPT = "image/png,image/jpeg,image/webp,application/pdf,.png,.jpg,.jpeg,.webp,.pdf,.txt,.eml,.csv"
_MOST = MOST_BYTES // 1024 // 1024


@dataclass(frozen=True)
class Waiting:
    """One file with what its owner says of it."""

    upload: Upload
    note: str = ""
    happened_at: datetime | None = None

    def keep(self, *, by: Actor, now: datetime) -> EvidenceFile:
        return uploads.keep(self.upload, by=by, now=now)


@dataclass(frozen=True)
class _Sent:
    files: list[UploadedFile]
    ids: list[str]
    box: str
    notes: dict[str, str]
    moments: dict[str, str]


@dataclass
class _Row:
    """As it stands on the page."""

    upload: Upload
    note: str = ""
    happened: str = ""


class FilesInput(forms.FileInput):
    allow_multiple_selected = True
    template_name = "evidence/files_input.html"

    def __init__(self) -> None:
        super().__init__({"accept": ACCEPT, "multiple": True})
        self.rows: list[_Row] = []
        self.box = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> _Sent:
        dropped = set(_all(data, f"{name}-drop"))
        ids = [i for i in dict.fromkeys(_all(data, f"{name}-upload")) if i not in dropped]
        return _Sent(
            files=_all(files, name),
            ids=ids,
            box=data.get(f"{name}-box", ""),
            notes={i: data.get(f"{name}-note-{i}", "") for i in ids},
            moments={i: data[key] for i in ids if (key := f"{name}-happened-{i}") in data},
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"] |= {
            "rows": self.rows,
            "box": self.box or str(uuid.uuid4()),
            "most": MOST_FILES,
            "most_bytes": MOST_BYTES,
            "longest_note": LONGEST_NOTE,
        }
        return context


class EvidenceFilesField(forms.FileField):
    """Cleans to a list of `Waiting`. `owner` is set by the form (BringsFiles)."""

    widget = FilesInput
    owner: User

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "証拠のファイル（画面の保存など）")
        kwargs.setdefault(
            "help_text",
            f"画像（PNG・JPEG・WebP）、PDF、txt・eml・csv。1つ{_MOST}MB、{MOST_FILES}個まで。"
            "画像は、撮影の場所などを除いたものを見せ、元のファイルは封印して残します。",
        )
        super().__init__(**kwargs)

    def clean(self, value: _Sent, initial: Any = None) -> list[Waiting]:
        wrong: list[str] = []
        widget = self.widget
        widget.box = str(_uuid(value.box) or uuid.uuid4())
        widget.rows = [*self._there(value, wrong), *self._brought(value, wrong)]
        waiting = [_waiting(row, wrong) for row in widget.rows]
        if len(waiting) > MOST_FILES:
            wrong.append(f"一度に{MOST_FILES}個までです。残りは、あとから足せます。")
        if wrong:
            raise ValidationError(wrong)
        if self.required and not waiting:
            raise ValidationError("ファイルを選ぶか、画面を貼りつけてください。", code="required")
        return waiting

    def _there(self, value: _Sent, wrong: list[str]) -> Iterator[_Row]:
        """What was sent before, in its order."""
        keys = [key for i in value.ids[: 2 * MOST_FILES] if (key := _uuid(i))]
        found = Upload.objects.of(self.owner).in_bulk(keys)
        if len(found) < len(value.ids):
            wrong.append(uploads.GONE)
        for key in keys:
            if key in found:
                typed = value.moments.get(str(key), local_moment(found[key].taken_at))
                yield _Row(found[key], value.notes.get(str(key), ""), typed)

    def _brought(self, value: _Sent, wrong: list[str]) -> Iterator[_Row]:
        """What came with the form itself."""
        there = set(value.ids)
        for file in value.files[: MOST_FILES + 1]:
            try:
                upload = received(file, uuid.uuid4(), uuid.UUID(self.widget.box), self.owner)
            except (NotEvidence, ValidationError) as refused:
                wrong.append(f"「{file.name}」：{_sentence(refused)}")
                continue
            if str(upload.pk) not in there:
                there.add(str(upload.pk))
                yield _Row(upload, happened=local_moment(upload.taken_at))


def received(file: UploadedFile, id: uuid.UUID, box: uuid.UUID, owner: User) -> Upload:
    """Raises NotEvidence, ValidationError, uploads.OtherFile."""
    if file.size > MOST_BYTES:
        raise NotEvidence(f"ファイルが大きすぎます。{_MOST}MBまでです。")
    brought = read(file.name, file.read())
    return uploads.take(brought, id=id, box=box, owner=owner, now=timezone.now())[0]


class BringsFiles(forms.Form):
    """A form with an EvidenceFilesField: `self.bring_for(by)` in its __init__."""

    def bring_for(self, by: Actor) -> None:
        for each in self.fields.values():
            if isinstance(each, EvidenceFilesField):
                each.owner = by.user


def _waiting(row: _Row, wrong: list[str]) -> Waiting:
    happened_at = None
    try:
        happened_at = MomentField(required=False).clean(row.happened)
        if happened_at and happened_at > timezone.now():
            raise ValidationError("いまより前の日時にしてください。")
    except ValidationError as refused:
        wrong.append(f"「{row.upload.name}」のいつ撮ったか：{_sentence(refused)}")
    if len(row.note) > LONGEST_NOTE:
        wrong.append(f"「{row.upload.name}」の説明は、{LONGEST_NOTE}文字までです。")
    return Waiting(row.upload, row.note.strip(), happened_at)


def local_moment(moment: datetime | None) -> str:
    """As the browser's picker writes it; a camera with a clock ahead of us says nothing."""
    if moment is None or moment > timezone.now():
        return ""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def _sentence(refused: Exception) -> str:
    return " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _all(data: Any, name: str) -> list[Any]:
    if hasattr(data, "getlist"):
        return data.getlist(name)
    found = data.get(name, [])
    return found if isinstance(found, list) else [found]
