"""Which section ends when, who takes what it has."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from komae_sns.documents.fiscal_year import first_day, fiscal_year
from komae_sns.forms import DateField, PortalForm, ReauthenticatedForm
from komae_sns.home.reorganisation.belongings import Belongings
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department

NEW = "new"
HEIRS = ("heir_1", "heir_2", "heir_3")
NEW_FACTS = ("new_name", "new_kana", "new_code")


class Section(forms.ModelChoiceField):
    def label_from_instance(self, department: Department) -> str:
        return department.full_name


def heir_field(label: str, help_text: str = "") -> Section:
    return Section(
        Department.objects.none(),
        label=label,
        help_text=help_text,
        required=False,
        empty_label="（ありません）",
    )


class PlanForm(PortalForm):
    """What is chosen first; a new section is made together with the reorganisation."""

    section = Section(Department.objects.none(), label="終わる課", empty_label="選んでください")
    takes_effect_on = DateField(
        label="施行日", help_text="この日から、引きつぐ課のものになります。"
    )
    heir_1 = heir_field("引きつぐ課（いまある課）", "統合では1つ、分割では2つ以上を選びます。")
    heir_2 = heir_field("引きつぐ課（2つめ）")
    heir_3 = heir_field("引きつぐ課（3つめ）")
    new_name = forms.CharField(
        label="新しくできる課の名称",
        max_length=50,
        required=False,
        help_text="改称や、分割でできる課を1つ、ここで登録できます。",
    )
    new_kana = forms.CharField(label="新しい課のよみがな", max_length=100, required=False)
    new_code = forms.CharField(label="新しい課の部課コード", max_length=20, required=False)
    new_symbol = forms.CharField(
        label="新しい課の文書記号",
        max_length=10,
        required=False,
        help_text="空けると、いまの文書記号のままです。年度のなかでは、番号がつづきます。",
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        april = first_day(fiscal_year(by.today) + 1)
        super().__init__(*args, initial={"takes_effect_on": april}, **kwargs)
        sections = Department.objects.sections().select_related("parent__parent").by_kana()
        self.fields["section"].queryset = sections.on(by.today).filter(ends_on=None)
        going_on = Q(ends_on=None) | Q(ends_on__gte=by.today)
        for name in HEIRS:
            self.fields[name].queryset = sections.filter(going_on)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        name = typed.get("new_name")
        if not self.heirs() and not name and not set(HEIRS) & set(self.errors):
            self.add_error("heir_1", "引きつぐ課を選ぶか、新しくできる課を書いてください。")
        for field in HEIRS:
            if typed.get(field) and typed[field] == typed.get("section"):
                self.add_error(field, "終わる課のほかから選んでください。")
        for field in NEW_FACTS:
            if name and not typed.get(field):
                self.add_error(field, "新しい課には必要です。")
        if Department.objects.filter(code=typed.get("new_code") or " ").exists():
            self.add_error("new_code", "この部課コードは、もう使われています。")
        return typed

    def heirs(self) -> list[Department]:
        chosen = (self.cleaned_data.get(name) for name in HEIRS)
        return list(dict.fromkeys(filter(None, chosen)))

    def targets(self) -> list[tuple[str, str]]:
        known = [(str(d.pk), d.full_name) for d in self.heirs()]
        name = self.cleaned_data["new_name"]
        return [*known, *([(NEW, f"{name}（新しい課）")] if name else [])]

    def new_department(self) -> dict[str, Any] | None:
        typed = self.cleaned_data
        if not typed["new_name"]:
            return None
        old: Department = typed["section"]
        return {
            "code": typed["new_code"],
            "kind": old.kind,
            "name": typed["new_name"],
            "kana": typed["new_kana"],
            "parent": old.parent,
            "document_symbol": typed["new_symbol"] or old.document_symbol,
            "starts_on": typed["takes_effect_on"],
        }


class PlacesForm(ReauthenticatedForm):
    """For several successors: one choice for each thing and person."""

    basis = forms.CharField(
        label="根拠", max_length=200, help_text="例：令和9年3月15日　組織規則の改正（規則第7号）"
    )
    heir = forms.ChoiceField(label="おもに引きつぐ課")
    field_order = ["basis", "heir"]

    def __init__(
        self, *args: Any, targets: list[tuple[str, str]], found: Belongings, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heir"].choices = targets
        self.things = list(found.keyed()) if len(targets) > 1 else []
        if len(targets) == 1:
            self.fields["heir"].widget = forms.HiddenInput()
            self.fields["heir"].initial = targets[0][0]
        else:
            self.fields["heir"].help_text = "下で選ばないものと、施行日までに増えたものが移ります。"
        for key, thing in self.things:
            self.fields[key] = forms.ChoiceField(
                label=_name(thing), choices=[("", "おもに引きつぐ課"), *targets], required=False
            )
        self.order_fields(["basis", "heir", *(key for key, _ in self.things), "password"])

    def elsewhere(self) -> dict[str, str]:
        chosen = ((key, self.cleaned_data.get(key, "")) for key, _ in self.things)
        main = self.cleaned_data["heir"]
        return {key: to for key, to in chosen if to and to != main}

    def departments(self, made: Department | None) -> dict[str, Department]:
        wanted = {self.cleaned_data["heir"], *self.elsewhere().values()}
        known = Department.objects.in_bulk([int(pk) for pk in wanted if pk != NEW])
        found = {str(pk): department for pk, department in known.items()}
        if NEW in wanted:
            if made is None:
                raise ValidationError("新しい課の名称がありません。")
            found[NEW] = made
        return found


def _name(thing: Any) -> str:
    kind = thing._meta.model_name
    if kind == "appointment":
        return f"{thing.office} {thing.user.name}"
    return f"{'申請' if kind == 'application' else 'アカウント'}：{thing}"
