"""Double-submit guard: the same post twice does the work once (DESIGN 12)."""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping

from django.db import transaction

from komae_sns.staff.models import FormSubmission, User

NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "submission_id", "password"})


class OtherContent(Exception):
    """The same submission id came again with different content."""


def once(
    *,
    user: User,
    form: str,
    submission_id: uuid.UUID,
    content: Mapping[str, list[str]],
    do: Callable[[], str],
) -> str:
    """Run `do` (returns the URL to show) unless this submission was done; then give its URL.

    A second post waits on the unique row until the first commits or rolls back.
    """
    content_hash = _hash(content)
    with transaction.atomic():
        row, is_new = FormSubmission.objects.get_or_create(
            user=user,
            form=form,
            submission_id=submission_id,
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
