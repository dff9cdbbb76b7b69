"""What ends an item: the chair's decision with its conditions, and the ways back."""

from collections.abc import Iterator
from typing import Any

from django import forms

from approvals.forms.fields import PaperText
from approvals.forms.filing import ReturnForm, ToCheckForm
from approvals.services.conditions import Term
from komae_sns.forms import DateField, ReauthenticatedForm
from komae_sns.text import is_blank


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


class ItemReturnForm(ReturnForm, ReauthenticatedForm):
    """差戻し by the committee: remarks as the secretariat writes them, and the password."""


class ItemToCheckForm(ToCheckForm, ReauthenticatedForm):
    """差戻し to the form check by the presiding chair."""

    field_order = ["reason", "password"]
