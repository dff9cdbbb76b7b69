"""What every view of a policy begins and ends with."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from policies.models import Policy, PolicyVersion


def visible_policy(request: HttpRequest, pk: int) -> Policy:
    """What one may not see answers 404."""
    return get_object_or_404(Policy.objects.visible_to(request.actor).with_names(), pk=pk)


def visible_version(request: HttpRequest, pk: int, number: int) -> PolicyVersion:
    seen = PolicyVersion.objects.visible_to(request.actor).with_policy()
    # policy__pk, not policy: only a number's own column knows which numbers it cannot hold.
    return get_object_or_404(seen, policy__pk=pk, number=number)


def back(request: HttpRequest, version: PolicyVersion, anchor: str = "") -> HttpResponseRedirect:
    """To the page that holds the editor (`next`), at the article that was worked on."""
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    url = (
        wanted
        if own
        else reverse("policies:version-edit", args=[version.policy_id, version.number])
    )
    return HttpResponseRedirect(f"{url}#{anchor}" if anchor else url)
