"""So that a page of another app can hold the editor and the reading view."""

from django import template
from django.utils.http import url_has_allowed_host_and_scheme

from policies import editor, reading
from policies.models import PolicyVersion
from policies.recognise import Recognised

register = template.Library()


@register.simple_tag
def policy_editor(version: PolicyVersion) -> editor.Editor:
    return editor.editor_of(version)


@register.simple_tag
def policy_reading(version: PolicyVersion) -> reading.Reading:
    return reading.reading_of(version)


@register.simple_tag(takes_context=True)
def here(context: template.Context) -> str:
    """Where a button of the editor leads back to: the page that holds it."""
    request = context["request"]
    wanted = request.POST.get("next", "") if request.method == "POST" else request.get_full_path()
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours else ""


@register.simple_tag
def recognised_articles(read: Recognised) -> list[reading.RecognisedArticle]:
    return reading.recognised_articles(read)
