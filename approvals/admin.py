"""採決の定め: added for a day to come, never changed, never taken away."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from approvals.models import CommitteeRule
from approvals.models.committee_rule import rule_on
from approvals.services.committee_rules import set_rule
from komae_sns.staff.admin import MasterDataAdmin, MasterDataForm


class CommitteeRuleForm(MasterDataForm):
    class Meta:
        help_texts = {"rule": "いまの定めが入っています。変えるところだけを直してください。"}

    def take_step(self) -> models.Model:
        facts = self.facts()
        return set_rule(facts.pop("rule"), **facts, by=self.request.actor)


@admin.register(CommitteeRule)
class CommitteeRuleAdmin(MasterDataAdmin):
    form = CommitteeRuleForm
    list_display = ("valid_from", "__str__", "basis")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        written = ("valid_from", "rule", "basis")
        return written if obj else (*written, "own_password")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"rule": rule_on(request.actor.today).to_json()}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
