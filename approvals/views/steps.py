"""One step of the procedure behind a button: done, or the sentence why not."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from approvals.services.refusals import Refused
from komae_sns.lives import WrongStatus


def take(request: HttpRequest, step: Callable[[], object], done: str) -> bool:
    """True when the step was taken; either way the next page says what happened."""
    try:
        step()
    except (Refused, WrongStatus) as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True
