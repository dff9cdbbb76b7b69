"""What is typed around a meeting and for a waiver: shape only."""

import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Service
from approvals.forms.filing import ReturnForm
from approvals.minutes import Section
from approvals.models import Application
from approvals.services.conditions import Term
from approvals.services.refusals import unprintable
from approvals.services.waivers import Grounds
from komae_sns.forms import DateField, OnceForm, PortalForm, ReauthenticatedForm
from komae_sns.staff.models import Appointment, Department
from komae_sns.text import is_blank


def refuse_unprintable(value: str) -> None:
    if sentence := unprintable(value):
        raise ValidationError(sentence)


class PaperText(forms.CharField):
    """What comes to paper, or names what does."""

    default_validators = [refuse_unprintable]


class TimeField(forms.TimeField):
    """Full-width digits are digits: １４：００."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def to_python(self, value: Any) -> Any:
        return super().to_python(unicodedata.normalize("NFKC", value or ""))


class MeetingForm(PortalForm):
    clauses = {"held_on": "4(2)ウ"}

    held_on = DateField(label="開催日")
    starts_at = TimeField(label="開会時刻", required=False)
    place = forms.CharField(label="場所", max_length=100, required=False)


class NewMeetingForm(OnceForm, MeetingForm):
    pass


class ReasonForm(PortalForm):
    reason = forms.CharField(
        label="理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class RollCallForm(PortalForm):
    """`present`: user ids of those in the room."""

    present = forms.TypedMultipleChoiceField(
        label="出席した委員",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="遅れて来る人は、来たときに出席にできます。",
    )

    def __init__(self, *args: Any, members: list[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [
            (a.user_id, f"{a.user.name}（{a.office}）") for a in members
        ]


class AgendaForm(PortalForm):
    applications = forms.ModelMultipleChoiceField(
        Application.objects.none(),
        label="議題にする申請",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "議題にする申請を、一つは選んでください。"},
    )

    def __init__(self, *args: Any, waiting: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applications"].queryset = waiting


class PositionForm(PortalForm):
    position = forms.IntegerField(label="順番", min_value=1, max_value=9999)


class DecideForm(ReauthenticatedForm):
    """`with_conditions` comes from the button; the chair's word is asked only on a tie."""

    clauses = {"conditions": "4(2)ウ"}

    chair_says = forms.ChoiceField(
        label="委員長の決するところ",
        choices=[("approve", "可とする"), ("reject", "否とする")],
        widget=forms.RadioSelect,
    )
    conditions = PaperText(
        label="承認の条件",
        max_length=2000,
        required=False,
        help_text="条件を付けて承認するときだけ書いてください。申請者に伝わり、記録に残ります。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    with_conditions = forms.BooleanField(required=False, widget=forms.HiddenInput)
    field_order = ["chair_says", "conditions", "password"]

    def __init__(self, *args: Any, tied: bool, approving: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not tied:
            del self.fields["chair_says"]
        if not (tied or approving):
            del self.fields["conditions"]
        else:
            self.fields |= {
                name: field for row in CONDITION_ROWS for name, field in _condition_fields(row)
            }

    @property
    def condition_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each row; the first is asked, the others are unfolded."""
        if "conditions" not in self.fields:
            return []
        return [[self[name] for name in _names(row)] for row in CONDITION_ROWS]

    def terms(self) -> list[Term]:
        typed = self.cleaned_data
        rows = [_names(row) for row in CONDITION_ROWS] if "conditions" in self.fields else []
        return [
            Term(typed[text], typed[due_on], typed[before_opening], typed[who])
            for text, due_on, who, before_opening in rows
        ]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if any(name in self.errors for row in CONDITION_ROWS for name in _names(row)):
            return typed
        for text, due_on, who, before_opening in map(_names, CONDITION_ROWS):
            has_facts = typed.get(due_on) or typed.get(who) or typed.get(before_opening)
            if has_facts and is_blank(typed.get(text, "")):
                self.add_error(text, "条件を書いてください。")
                return typed
        written = any(not is_blank(typed.get(_names(row)[0], "")) for row in CONDITION_ROWS)
        wanted = typed.get("with_conditions")
        if wanted and not written:
            self.add_error("conditions", "条件を書いてください。")
        elif written and not wanted:
            self.add_error(
                "conditions",
                "条件が書かれています。「条件を付けて承認で決定する」を押すか、条件を消してください。",
            )
        return self.cleaned_data


CONDITION_ROWS = range(1, 6)


def _names(row: int) -> tuple[str, str, str, str]:
    """text, due_on, who, before_opening; the first row's text is `conditions`."""
    text = "conditions" if row == 1 else f"conditions_{row}"
    return text, f"due_on_{row}", f"who_{row}", f"before_opening_{row}"


def _condition_fields(row: int) -> Iterator[tuple[str, forms.Field]]:
    text, due_on, who, before_opening = _names(row)
    if row > 1:
        area = forms.Textarea(attrs={"rows": 2})
        yield text, PaperText(label=f"条件{row}", max_length=2000, required=False, widget=area)
    yield due_on, DateField(label="期限", required=False)
    label = "だれが"
    hint = "書かないときは、運用する課です。"
    yield who, PaperText(label=label, max_length=100, required=False, help_text=hint)
    yield before_opening, forms.BooleanField(label="開設の前に満たすこと", required=False)


class SetAsideForm(ReauthenticatedForm):
    reason = forms.CharField(
        label="継続審議にする理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ["reason", "password"]


class MinutesTextForm(PortalForm):
    """One part of the minutes; `edition` is what was there when the form was shown."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)
    text = PaperText(
        label="文",
        max_length=20_000,
        help_text="書くことがないときは「なし」と書いてください。",
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        facts = {"edition": section.edition, "text": section.text}
        super().__init__(*args, initial=facts, auto_id=f"id_{section.key}_%s", **kwargs)
        self.fields["text"].widget.attrs["rows"] = min(4 + section.text.count("\n"), 24)
        self.fields["text"].label = f"{section.heading}の文"


class MinutesReturnForm(PortalForm):
    reason = forms.CharField(
        label="直してほしいところ", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ConfirmForm(ReauthenticatedForm):
    """Nothing but the password."""


class ItemReturnForm(ReturnForm, ReauthenticatedForm):
    """差戻し by the committee: remarks as the secretariat writes them, and the password."""


class WaiverForm(ReauthenticatedForm):
    clauses = {"reason": "4(2)ウ", "scope": "4(2)ウ"}

    reason = PaperText(
        label="特に必要と認める理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    scope = PaperText(
        label="認める範囲",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="何のために、どこまで使ってよいかを書いてください。",
    )
    expires_on = DateField(label="期限", help_text="この日までに、通常の手続か停止を済ませます。")
    field_order = ["reason", "scope", "expires_on", "password"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["expires_on"].widget.attrs["min"] = (today + timedelta(days=1)).isoformat()

    def clean_expires_on(self) -> date:
        day = self.cleaned_data["expires_on"]
        if day <= self.today:
            raise ValidationError("期限は、明日か、明日より後の日にしてください。")
        return day

    def grounds(self) -> Grounds:
        facts = self.cleaned_data
        return Grounds(facts["reason"], facts["scope"], facts["expires_on"])


class NewWaiverForm(WaiverForm, OnceForm):
    """Without a form: the chair states what the account is."""

    clauses = {"reason": "4(2)イ", "scope": "4(2)イ", "purpose": "4(2)イ"}

    department = forms.ModelChoiceField(
        Department.objects.none(), label="運用する部課", empty_label="選んでください"
    )
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="利用するサービス",
        to_field_name="code",
        empty_label="選んでください",
    )
    display_name = PaperText(label="アカウントの表示名", max_length=100)
    purpose = PaperText(label="目的", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["department", "service", "display_name", "purpose", *WaiverForm.field_order]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Department.objects.on(self.today).sections().by_kana()
        self.fields["department"].queryset = there
        self.fields["service"].queryset = Service.objects.offered()

    def answers(self) -> dict[str, str]:
        """By the keys of the plan form."""
        facts = self.cleaned_data
        return {
            "service": facts["service"].code,
            "display_name": facts["display_name"],
            "purpose": facts["purpose"],
        }
