"""One file at a time, before its form is sent: the answer is its row in the form."""

import uuid

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from komae_sns.documents.evidence.reading import NotEvidence
from komae_sns.documents.evidence.several import LONGEST_NOTE, local_moment, received
from komae_sns.documents.models import Upload
from komae_sns.documents.services import uploads
from komae_sns.forms import MomentField


@require_POST
def upload_add(request: HttpRequest) -> HttpResponse:
    """200: the row, whether new or there already. 422: a sentence why not."""
    try:
        id, box = (uuid.UUID(request.POST.get(name, "")) for name in ("id", "box"))
    except ValueError:
        return _refused("この画面を開きなおしてください。")
    if (file := request.FILES.get("file")) is None:
        return _refused("ファイルの中身がありません。")
    try:
        upload = received(file, id, box, request.user)
    except NotEvidence as refused:
        return _refused(str(refused))
    except ValidationError as refused:
        return _refused(" ".join(refused.messages))
    except uploads.OtherFile:
        raise Http404 from None
    name = request.POST.get("field", "")
    context = {
        "row": {"upload": upload, "happened": _happened(request, upload)},
        "name": name if name.isidentifier() else "files",
        "longest_note": LONGEST_NOTE,
    }
    return render(request, "evidence/_upload.html", context)


@require_POST
def upload_remove(request: HttpRequest, upload_pk: uuid.UUID) -> HttpResponse:
    """Gone already: done already. What is another's is not there."""
    uploads.take_out(get_object_or_404(Upload.objects.of(request.user), pk=upload_pk))
    return HttpResponse(status=204)


def _happened(request: HttpRequest, upload: Upload) -> str:
    """The camera's own time, else the file's; of a clock that runs ahead of ours, now."""
    given = request.POST.get("happened", "")
    try:
        moment = upload.taken_at or MomentField(required=False).clean(given)
    except ValidationError:
        return ""
    return local_moment(min(moment, timezone.now()) if moment else None)


def _refused(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")
