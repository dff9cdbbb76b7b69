"""The five steps as forms, made from the declared list. A draft may be saved half filled."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.address import read
from accounts.models import OfficialAccount, Service
from accounts.registered_mail import city_mail_problem
from approvals import changes, plan_form
from approvals.models import Application, Remark
from approvals.plan_form import Step
from komae_sns.city import guideline
from komae_sns.documents import fonts
from komae_sns.forms import (
    DateField,
    DraftForm,
    OnceForm,
    PortalForm,
    refuse_invisible,
    say_plainly,
)
from komae_sns.staff.models import Appointment, Department
from komae_sns.staff.posts import Post


class StartForm(OnceForm):
    """Which section files; most people work in just one."""

    department = forms.ModelChoiceField(
        Department.objects.none(), label="提出する部課", empty_label=None
    )

    def __init__(self, *args: Any, section_ids: frozenset[int], today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = Department.objects.on(today).sections().filter(pk__in=section_ids)
        self.fields["department"].queryset = own


class StepForm(DraftForm):
    """One step of an application. A draft needs nothing yet; 必須 is shown all the same."""

    def __init__(
        self, *args: Any, application: Application, step: Step, today: date, **kwargs: Any
    ) -> None:
        self.application, self.step, self.today = application, step, today
        kwargs.setdefault("initial", application.answers)
        super().__init__(*args, **kwargs)
        remarks = remarks_on(application)
        self.present = changes.present(application) if application.is_change else {}
        asked = (f for f in plan_form.fields_of(step) if f.is_for(application.answers))
        for declared in asked:
            self.fields[declared.key] = self._field(declared, remarks.get(declared.key, ""))

    def _field(self, declared: plan_form.Field, remark: str) -> forms.Field:
        field = _BUILDERS[declared.kind](self, declared)
        say_plainly(field)
        field.required = False
        field.asked = declared.is_required(self.application.answers)
        field.present = self.present.get(declared.key)
        field.label = declared.label
        field.help_text = _hint(declared)
        field.clause = declared.clause
        field.remark = remark
        if declared.question:
            field.question = guideline.clause(declared.question).text
        if declared.when:
            field.widget.attrs |= dict(
                zip(("data-when-field", "data-when-is"), declared.when, strict=True)
            )
        return field

    def clean(self) -> dict[str, Any]:
        """A character no font has is told where it is typed: the paper is frozen for ever."""
        for name, value in list(self.cleaned_data.items()):
            absent = fonts.missing(value) if isinstance(value, str) else ()
            if absent:
                self.add_error(name, f"紙に印刷できない文字があります：{fonts.described(absent)}")
        return self.cleaned_data

    def clean_planned_on(self) -> date | None:
        day = self.cleaned_data["planned_on"]
        if day and day < self.today:
            raise ValidationError("過ぎた日です。これからの日にしてください。")
        return day

    def clean_registered_email(self) -> str:
        """見本第4条: in the city's mail domain."""
        typed = self.cleaned_data["registered_email"]
        if problem := typed and city_mail_problem(typed):
            raise ValidationError(problem)
        return typed

    def clean_address(self) -> str:
        """Reads what was pasted; what it means is shown under the field."""
        typed = self.cleaned_data["address"]
        if typed:
            self._refuse_wrong_address(typed)
        return typed

    def _refuse_wrong_address(self, typed: str) -> None:
        chosen = self.data.get("service") or self.application.answers.get("service") or None
        found = read(typed, Service.objects.rules(), service=chosen)
        if found.errors:
            raise ValidationError([problem.message for problem in found.errors])


def remarks_on(application: Application) -> dict[str, str]:
    """The secretariat's remarks of the round that was returned, by field."""
    filed = Remark.objects.filter(
        round__application=application,
        round__number=application.round,
        round__returned_at__isnull=False,
    )
    return dict(filed.values_list("field", "text")) if application.is_editable else {}


def _hint(declared: plan_form.Field) -> str:
    if declared.when is None:
        return declared.hint
    key, answer = declared.when
    return f"「{plan_form.label_of(key)}」が「{answer}」のときに書いてください。{declared.hint}"


def _text(form: StepForm, declared: plan_form.Field) -> forms.Field:
    return forms.CharField(max_length=declared.max_length)


def _longtext(form: StepForm, declared: plan_form.Field) -> forms.Field:
    return forms.CharField(max_length=declared.max_length, widget=forms.Textarea({"rows": 4}))


def _choice(form: StepForm, declared: plan_form.Field) -> forms.Field:
    pairs = [(choice, choice) for choice in declared.choices]
    return forms.ChoiceField(choices=pairs, widget=forms.RadioSelect)


def _category(form: StepForm, declared: plan_form.Field) -> forms.Field:
    """Decided by where the application was begun."""
    own = plan_form.CHANGE if form.application.is_change else declared.choices[0]
    return forms.ChoiceField(choices=[(own, own)], widget=forms.RadioSelect)


def _choices(form: StepForm, declared: plan_form.Field) -> forms.Field:
    pairs = [(choice, choice) for choice in declared.choices]
    return forms.MultipleChoiceField(choices=pairs, widget=forms.CheckboxSelectMultiple)


def _email(form: StepForm, declared: plan_form.Field) -> forms.Field:
    return forms.EmailField(max_length=declared.max_length, validators=[refuse_invisible])


def _date(form: StepForm, declared: plan_form.Field) -> forms.Field:
    return DateField()


def _service(form: StepForm, declared: plan_form.Field) -> forms.Field:
    offered = Service.objects.offered()
    if form.application.is_change:
        offered = Service.objects.filter(pk=form.application.changed_account.service_id)
    offered = offered.values_list("code", "name")
    return forms.ChoiceField(choices=[("", "選んでください"), *offered])


def _address(form: StepForm, declared: plan_form.Field) -> forms.Field:
    return forms.CharField(
        max_length=declared.max_length,
        widget=forms.TextInput(
            {"inputmode": "url", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )


def _manager(form: StepForm, declared: plan_form.Field) -> forms.Field:
    """4(2)イ: the manager is a head of the section, in office or appointed ahead."""
    heads = Appointment.objects.holding(Post.HEAD).with_people()
    own = heads.in_section(form.application.department).exclude(ends_on__lt=form.today)
    return forms.ChoiceField(choices=[("", "選んでください"), *((str(a.pk), str(a)) for a in own)])


def _account(form: StepForm, declared: plan_form.Field) -> forms.Field:
    """4(5)ウ: the accounts to which people would be led, the city's PR accounts first."""
    live = OfficialAccount.objects.live().filter(is_city_pr=True).select_related("service")
    return forms.ChoiceField(choices=[("", "選んでください"), *((str(a.pk), str(a)) for a in live)])


def _accounts(form: StepForm, declared: plan_form.Field) -> forms.Field:
    """Any official account may be considered; the page offers the similar ones."""
    return ConsideredField(widget=forms.CheckboxSelectMultiple)


class ConsideredField(forms.MultipleChoiceField):
    """Ids of official accounts, checked against the register and not against a list of all."""

    def valid_value(self, value: str) -> bool:
        is_id = value.isascii() and value.isdecimal() and len(value) <= 18
        return is_id and OfficialAccount.objects.filter(pk=value).exists()


_BUILDERS = {
    "text": _text,
    "longtext": _longtext,
    "category": _category,
    "choice": _choice,
    "choices": _choices,
    "email": _email,
    "date": _date,
    "service": _service,
    "address": _address,
    "manager": _manager,
    "account": _account,
    "accounts": _accounts,
}


class WithdrawForm(PortalForm):
    reason = forms.CharField(label="取り下げる理由", max_length=500)


class GiveBackForm(PortalForm):
    remark = forms.CharField(
        label="直してほしいところ", max_length=1000, widget=forms.Textarea({"rows": 4})
    )


class ToCheckForm(PortalForm):
    reason = forms.CharField(
        label="受付に戻す理由",
        max_length=1000,
        help_text="事務局が確かめなおすことを書いてください。申請した課の画面にも出ます。",
        widget=forms.Textarea({"rows": 4}),
    )


class ReturnForm(PortalForm):
    """A remark per field, and a word on the whole."""

    answer = forms.CharField(
        label="全体について", max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for declared in plan_form.fields():
            self.fields[_remark_name(declared.key)] = _remark(declared.label)
        self.fields[_remark_name(plan_form.POLICY_KEY)] = _remark(Step.POLICY.label)

    def clean(self) -> dict[str, Any]:
        if not self.remarks() and not self.cleaned_data.get("answer"):
            raise ValidationError("直してほしいところを、一つは書いてください。")
        return self.cleaned_data

    def remarks(self) -> dict[str, str]:
        prefix = _remark_name("")
        return {
            name.removeprefix(prefix): text
            for name, text in self.cleaned_data.items()
            if name.startswith(prefix) and text
        }

    def remark_field(self, key: str) -> forms.BoundField:
        return self[_remark_name(key)]


def _remark_name(key: str) -> str:
    return f"remark_{key}"


def _remark(label: str) -> forms.CharField:
    return forms.CharField(label=f"「{label}」への指摘", max_length=500, required=False)
