"""What every view of an account begins and ends with."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import OfficialAccount


def visible(request: HttpRequest, pk: int) -> OfficialAccount:
    """What one may not see answers 404."""
    seen = OfficialAccount.objects.visible_to(request.actor).with_names()
    return get_object_or_404(seen.select_related("decision__decided_by"), pk=pk)


def show_errors(form: Form, refused: ValidationError, *, field: str | None = None) -> None:
    """Each sentence at its field; what concerns no field of this form stands above it."""
    if not hasattr(refused, "error_dict"):
        form.add_error(field, refused)
        return
    for name, errors in refused.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)
