"""The whole life of an account, from the trail."""

from django.http import HttpRequest

from accounts.models import OfficialAccount
from accounts.permissions import can_read_procedure
from komae_sns.audit.models import Entry
from komae_sns.pages import Page, page_of

SHOWN = 30


def timeline_of(account: OfficialAccount, request: HttpRequest) -> Page:
    """A contractor reads what was done to the account, not the papers that mention it."""
    entries = Entry.objects.about(account)
    if not can_read_procedure(request.actor):
        entries = entries.filter(subject_type=account._meta.label_lower, subject_id=account.pk)
    return page_of(entries, request, key="seq", size=SHOWN)
