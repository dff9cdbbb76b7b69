"""採決の定め: what holds today, what came before and what is set ahead; set in two pages."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from approvals import committee
from approvals.forms.rules import RuleConfirmForm, RuleForm
from approvals.models import CommitteeRule
from approvals.models.committee_rule import first_rule, meetings_touched, replaced, rule_on
from approvals.permissions import committee as may
from approvals.services.committee_rules import set_rule
from approvals.tally import Rule, example, in_words
from komae_sns.audit.services import changed
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once


@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    require(may.can_read_rules, request.actor)
    today = request.actor.today
    rows = list(CommitteeRule.objects.with_names())
    gone = replaced(rows)
    in_force = next((r for r in rows if r.valid_from <= today), None)
    rule = in_force.as_rule if in_force else first_rule()
    context = {
        "in_force": in_force,
        "words": in_words(rule),
        "example": example(rule, len(committee.members_on(today))),
        "history": [(row, _state(row, in_force, gone, today)) for row in rows],
        "first": first_rule(),
        "may_set": may.can_set_rule(request.actor),
    }
    return render(request, "approvals/rule_list.html", context)


def _state(
    row: CommitteeRule, in_force: CommitteeRule | None, gone: frozenset[int], today: date
) -> str:
    if row.pk in gone:
        return "同じ日の定めに置きかえ"
    if row.valid_from > today:
        return "これから"
    return "いまの定め" if row == in_force else "以前の定め"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def rule_set(request: HttpRequest) -> HttpResponse:
    """First the points, then what they come to; the second page sets."""
    require(may.can_set_rule, request.actor)
    today = request.actor.today
    typed = request.POST if request.method == "POST" else held_posts.take(request)
    form = RuleForm(typed, now_in_force=rule_on(today), today=today)
    if request.method != "POST" or "mend" in request.POST or not form.is_valid():
        return render(request, "approvals/rule_set.html", {"form": form})
    confirmation = RuleConfirmForm(request.POST if "set" in request.POST else None, request=request)
    if "set" in request.POST and confirmation.is_valid() and _was_set(request, form, confirmation):
        return redirect("approvals:rule-list")
    context = {"form": form, "confirmation": confirmation, **_effect(request, form)}
    return render(request, "approvals/rule_preview.html", context)


def _effect(request: HttpRequest, form: RuleForm) -> dict[str, Any]:
    day = form.cleaned_data["valid_from"]
    old, new = rule_on(day), Rule.from_json(form.rule)
    return {
        "valid_from": day,
        "rule": new,
        "words": in_words(new),
        "changes": changed(in_words(old), in_words(new)),
        "example": example(new, len(committee.members_on(max(day, request.actor.today)))),
        "touched": list(meetings_touched(day)),
        "replaces": CommitteeRule.objects.filter(valid_from=day).exists(),
    }


def _was_set(request: HttpRequest, form: RuleForm, confirmation: RuleConfirmForm) -> bool:
    facts = {name: form.cleaned_data[name] for name in ("valid_from", "basis")}

    def do() -> str:
        set_rule(form.rule, **facts, by=request.actor)
        return reverse("approvals:rule-list")

    try:
        once(request, form, "rule-set", do)
    except ValidationError as refusal:
        confirmation.add_error(None, refusal.messages)
        return False
    except OtherContent:
        words = "この画面は、ほかの内容でもう送信されています。開き直してください。"
        confirmation.add_error(None, words)
        return False
    return True
