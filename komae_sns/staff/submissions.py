"""Double-submit guard: the same post twice does the work once (DESIGN 12)."""

import hashlib
import json
from collections.abc import Callable, Mapping

from django.db import transaction
from django.http import HttpRequest

from komae_sns.forms import OnceForm
from komae_sns.staff.models import FormSubmission

NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "submission_id", "password"})


class OtherContent(Exception):
    """The same submission id came again with different content."""


def once(
    request: HttpRequest,
    form: OnceForm,
    name: str,
    do: Callable[[], str],
    *,
    content: Mapping[str, list[str]] | None = None,
) -> str:
    """Run `do` (returns the URL to show) unless this submission was done; then give its URL.

    A second post waits on the unique row until the first commits or rolls back. `content`: what
    was sent, where that is more or less than the posted fields.
    """
    content_hash = _hash(dict(request.POST.lists()) if content is None else content)
    with transaction.atomic():
        row, is_new = FormSubmission.objects.get_or_create(
            user=request.user,
            form=name,
            submission_id=form.cleaned_data["submission_id"],
            defaults={"content_hash": content_hash},
        )
        if is_new:
            row.result_url = do()
            row.save(update_fields=["result_url"])
        elif row.content_hash != content_hash:
            raise OtherContent
        return row.result_url


def _hash(content: Mapping[str, list[str]]) -> str:
    kept = {key: list(values) for key, values in content.items() if key not in NOT_CONTENT}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
