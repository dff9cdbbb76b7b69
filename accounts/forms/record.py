"""What is typed about an account. The rules are in services and the database."""

from typing import Any

from django import forms
from django.db import models

from accounts.areas import choices
from accounts.models import OfficialAccount, Service
from accounts.services.facts import may_manage
from accounts.status import AccountStatus
from komae_sns.forms import DateField, OnceForm, PortalForm
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, Department
from komae_sns.staff.posts import Post

CLAUSES = {
    "address": "見本第4条(1)",
    "registered_email": "見本第4条(2)",
    "platform_id": "見本第4条(1)",
    "name": "見本第4条(3)",
    "audience": "4(2)イ",
    "profile_text": "4(3)ア",
    "purpose": "4(2)イ",
    "topics": "4(2)イ",
    "frequency": "4(2)ア(ウ)",
    "tone": "4(2)イ",
    "needs_post_approval": "4(2)イ",
    "manager": "4(2)イ",
    "area": "見本第7条",
    "devices": "4(3)カ",
    "linked_apps": "4(3)カ",
    "contractor": "4(1)",
}
HINTS = {
    "registered_email": "市のメールアドレスで、課で受け取れるものにしてください。",
    "profile_text": "プロフィール欄に載せる文です。運営主体と目的がわかるように書いてください。",
    "devices": "例：課の庁用スマートフォン1台",
    "linked_apps": "使わないときは空けておいてください。",
    "contractor": "委託しないときは空けておいてください。",
}
MANY_LINES = {"profile_text", "purpose", "topics", "devices", "linked_apps"}


def model_field(name: str, **options: Any) -> forms.Field:
    """The model's own field, in the portal's words."""
    options.setdefault("help_text", HINTS.get(name, ""))
    if name == "contractor_until":
        options["form_class"] = DateField
    if name in MANY_LINES:
        options.setdefault("max_length", 1000)
        options["widget"] = forms.Textarea({"rows": 3})
    return OfficialAccount._meta.get_field(name).formfield(**options)


NO_FACTS = frozenset({"edit_number", "reason", "valid_from"})


class ManagerChoice(forms.ModelChoiceField):
    def label_from_instance(self, appointment: Appointment) -> str:
        return f"{appointment.office}　{appointment.user.name}"


def manager_field(queryset: Any, **options: Any) -> ManagerChoice:
    return ManagerChoice(queryset, label="管理者", empty_label="選んでください", **options)


class AddressForm(PortalForm):
    class Kind(models.TextChoices):
        CORRECTED = "CORRECTED", "登録の誤りを直す（サービスの名前は変わっていない）"
        RENAMED = "RENAMED", "サービスで名前が変わった"

    clauses = CLAUSES | {"renamed_on": "4(5)エ"}
    address = forms.CharField(
        label="アドレス、またはユーザー名",
        max_length=2000,
        help_text="アカウントのページのアドレスを貼りつけてください。@で始まる名前でもかまいません。",
    )
    kind = forms.ChoiceField(label="直すわけ", choices=Kind.choices, widget=forms.RadioSelect)
    renamed_on = DateField(
        label="名前が変わった日",
        required=False,
        help_text="サービスで名前を変えたときに入れてください。前の名前は、ずっと残ります。",
    )
    reason = forms.CharField(label="直す理由", max_length=500, widget=forms.Textarea({"rows": 2}))

    def __init__(
        self, *args: Any, account: OfficialAccount, may_correct: bool, **kwargs: Any
    ) -> None:
        initial = {"address": account.url, "kind": None if may_correct else self.Kind.RENAMED}
        super().__init__(*args, initial=initial, **kwargs)
        if account.is_preparing:
            for name in ("kind", "renamed_on", "reason"):
                del self.fields[name]
        elif not account.is_in_use:
            self.fields["kind"].choices = [(self.Kind.CORRECTED, self.Kind.CORRECTED.label)]
        elif not may_correct:
            self.fields["kind"].choices = [(self.Kind.RENAMED, self.Kind.RENAMED.label)]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("kind") == self.Kind.RENAMED and not typed.get("renamed_on"):
            if "renamed_on" not in self.errors:
                self.add_error("renamed_on", "名前が変わった日を入れてください。")
        elif typed.get("kind") == self.Kind.CORRECTED:
            typed["renamed_on"] = None
        return typed


class FactsForm(PortalForm):
    """Only what may change now."""

    clauses = CLAUSES
    edit_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, *args: Any, account: OfficialAccount, names: tuple[str, ...], by: Actor, **kwargs: Any
    ) -> None:
        initial = {name: getattr(account, name) for name in (*names, "edit_number")}
        initial["manager"] = account.manager_id
        super().__init__(*args, initial=initial, **kwargs)
        for name in names:
            self.fields[name] = model_field(name, required=name == "name")
            self.fields[name].clause = self.clauses.get(name, "")
        if "manager" in names:
            heads = may_manage(account, by.today)
            self.fields["manager"] = manager_field(heads, required=False)
            self.fields["manager"].clause = self.clauses["manager"]
        if "area" in names:
            self.fields["area"] = forms.ChoiceField(
                label="分野",
                choices=choices(),
                required=False,
                help_text="市民に見せる一覧での分け方です。",
            )
            self.fields["area"].clause = self.clauses["area"]
        if "platform_id" in names:
            self._ask_number(account)

    def _ask_number(self, account: OfficialAccount) -> None:
        """Only of services on which people can find it."""
        number, field = account.service.rule.platform_id, self.fields["platform_id"]
        if not (number.is_known or account.platform_id):
            del self.fields["platform_id"]
            return
        field.label = f"{account.service.name}の{number.label}"
        field.help_text = f"名前が変わっても変わらない番号です。{number.hint}"

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields if name not in NO_FACTS}


class ChangeForm(FactsForm):
    """What somebody decides alone, of an account in use."""

    reason = forms.CharField(label="変える理由", max_length=500, widget=forms.Textarea({"rows": 2}))
    valid_from = DateField(label="いつから", help_text="きょうか、すでに変わっているときはその日")

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        for field in self.fields.values():
            field.required = not isinstance(field, forms.BooleanField)
        self.fields["valid_from"].initial = by.today
        self.order_fields([n for n in self.fields if n not in {"reason", "valid_from"}])


class RegisterForm(OnceForm):
    """既存登録."""

    clauses = CLAUSES
    service = forms.ModelChoiceField(
        Service.objects.all(), label="媒体", empty_label="選んでください"
    )
    address = forms.CharField(
        label="アドレス、またはユーザー名",
        max_length=2000,
        help_text="アカウントのページのアドレスを貼りつけてください。@で始まる名前でもかまいません。",
    )
    name = model_field("name")
    department = forms.ModelChoiceField(
        Department.objects.none(), label="運用主体", empty_label="選んでください"
    )
    manager = manager_field(Appointment.objects.none())
    status = forms.ChoiceField(
        label="いまの状態",
        choices=[(s, s.label) for s in (AccountStatus.RUNNING, AccountStatus.SUSPENDED)],
        widget=forms.RadioSelect,
    )
    opened_on = DateField(label="開設日")
    evidence = forms.CharField(
        label="開設を認めた決裁や文書",
        max_length=200,
        help_text="例：平成22年8月20日決裁　狛企秘発第12号",
    )
    purpose = model_field("purpose")
    topics = model_field("topics", required=False)
    audience = model_field("audience", required=False)
    frequency = model_field("frequency", required=False)
    tone = model_field("tone", required=False)
    needs_post_approval = model_field("needs_post_approval", initial=True)
    profile_text = model_field("profile_text", required=False)
    registered_email = model_field("registered_email", required=False)
    devices = model_field("devices", required=False)
    linked_apps = model_field("linked_apps", required=False)
    contractor = model_field("contractor", required=False)
    contractor_until = model_field("contractor_until", required=False)

    STEPS = ("service", "address", "name", "department", "status", "opened_on", "evidence")

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = Department.objects.on(by.today).sections().by_kana()
        heads = Appointment.objects.on(by.today).holding(Post.HEAD).with_people()
        self.fields["department"].queryset = sections
        self.fields["manager"].queryset = heads.order_by("department__kana", "pk")

    def facts(self) -> dict[str, Any]:
        kept = {*self.STEPS, "submission_id"}
        return {name: value for name, value in self.cleaned_data.items() if name not in kept}
