"""The list of policies, one policy with its versions, one version as its paper reads."""

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import OfficialAccount
from accounts.permissions import is_city_staff
from komae_sns.audit.models import Entry, EntryQuerySet
from komae_sns.documents.listings.download import download
from komae_sns.documents.paper_files import PaperDamaged
from komae_sns.documents.press import PressFailed
from komae_sns.documents.responses import pdf_response
from komae_sns.documents.services import MissingGlyphs
from komae_sns.pages import page_of
from komae_sns.staff.actors import Actor
from policies import actions, papers, permissions
from policies.filters import PolicyFilter
from policies.forms import WithdrawForm
from policies.listing import POLICIES
from policies.models import Policy, PolicyVersion
from policies.permitted import register_of_policy
from policies.views.loading import visible_policy, visible_version

TIMELINE_LENGTH = 100


@require_safe
def policy_list(request: HttpRequest) -> HttpResponse:
    if file := download(request, POLICIES):
        return file
    versions = PolicyVersion.objects.visible_to(request.actor).for_list()
    policies = Policy.objects.visible_to(request.actor).for_list()
    chosen = PolicyFilter(
        request.GET or None,
        queryset=policies.prefetch_related(
            Prefetch("versions", versions.order_by("-number")),
            Prefetch("accounts", _accounts(request.actor).only("service__name")),
        ),
        actor=request.actor,
    )
    context = {"page": page_of(chosen.qs, request), "filter": chosen}
    return render(request, "policies/policy_list.html", context)


@require_safe
def policy_detail(request: HttpRequest, pk: int) -> HttpResponse:
    policy, actor = visible_policy(request, pk), request.actor
    versions = list(
        policy.versions.visible_to(actor).select_related("created_by").order_by("-number")
    )
    drafts = [version for version in versions if version.is_draft]
    _compared_with_the_one_before(versions)
    context = {
        "policy": policy,
        "versions": versions,
        "accounts": _accounts(actor).filter(policies=policy),
        "current": next((v for v in versions if v.is_promulgated), None),
        "can_revise": not drafts and permissions.can_revise(actor, policy),
        "may_start_anew": policy.accounts.exists(),
        "entries": _entries(policy, actor).newest_first()[:TIMELINE_LENGTH],
    }
    return render(request, "policies/policy_detail.html", context)


def _compared_with_the_one_before(versions: list[PolicyVersion]) -> None:
    """`compare_with`: where the 新旧対照表 of each stands; newest first."""
    for place, version in enumerate(versions):
        old = next((v for v in versions[place + 1 :] if v.is_promulgated), None)
        version.compare_with = version.compare_url(old) if old else ""


def _accounts(actor: Actor) -> QuerySet[OfficialAccount]:
    return OfficialAccount.objects.visible_to(actor).select_related("service")


def _entries(policy: Policy, actor: Actor) -> EntryQuerySet:
    """A contractor reads nothing of accounts that they do not operate (4(1))."""
    entries = Entry.objects.about(policy)
    if permissions.can_read_drafting(actor, policy):
        return entries
    if is_city_staff(actor):
        return entries.filter(action__in=actions.PUBLIC)
    operated = [str(pk) for pk in _accounts(actor).values_list("pk", flat=True)]
    opened = Q(action=actions.OPEN_ACCOUNT, subject_id__in=operated)
    return entries.filter(Q(action=actions.PUT_IN_FORCE) | opened)


@require_safe
def version_detail(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version, actor = visible_version(request, pk, number), request.actor
    old = PolicyVersion.objects.visible_to(actor).before(version).first()
    register = register_of_policy(version.policy_id) if is_city_staff(actor) else None
    context = {
        "policy": version.policy,
        "compare_with": version.compare_url(old) if old else "",
        "version": version,
        "departures": version.departures(),
        "findings": version.findings(register),
        "gaps": version.gaps() if version.is_draft else (),
        "can_edit": version.is_editable and permissions.can_edit(actor, version),
        "can_withdraw": version.is_editable and permissions.can_edit(actor, version),
        "withdraw_form": WithdrawForm(),
        "can_put_in_force": version.is_draft and permissions.can_put_in_force(actor, version),
    }
    return render(request, "policies/version_detail.html", context)


@require_safe
def version_pdf(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = visible_version(request, pk, number)
    try:
        pdf = papers.policy_pdf(version)
    except (MissingGlyphs, PaperDamaged, PressFailed) as failed:
        messages.error(request, str(failed))
        return redirect(version)
    return pdf_response(pdf, papers.file_name(version))
