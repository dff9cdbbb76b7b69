"""What is typed about a stopped account: the answers of a round, and what others make of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from accounts import status_questions as asked
from accounts.models import OfficialAccount, StatusCheck
from komae_sns.documents.evidence.field import BringsEvidence, EvidenceField
from komae_sns.forms import OnceForm, PortalForm

REMARK = "_remark"


@dataclass(frozen=True)
class Row:
    answer: BoundField
    remark: BoundField


class StatusCheckForm(BringsEvidence, OnceForm):
    """First the answers; what they come to stands in `result`, for the person to confirm."""

    note = forms.CharField(
        label="見つかったこと",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="「正常」でないときに書きます。いつから、何が、どうなっているか。",
    )
    evidence = EvidenceField(required=False)
    evidence_text = forms.CharField(
        label="証拠の説明",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="ファイルがないときに書きます。例：画面を保存した場所、告知のページのアドレス",
    )
    result = forms.ChoiceField(
        label="結果",
        choices=StatusCheck.Result.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, account: OfficialAccount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = asked.questions()
        for q in self.questions:
            self.fields[q.key] = _answer_field(q, account)
            self.fields[q.key + REMARK] = forms.CharField(
                label="ひとこと",
                max_length=300,
                required=False,
            )
            self.fields[q.key + REMARK].clause = ""
        self.fields["result"].clause = "4(5)エ"

    @property
    def rows(self) -> Iterator[Row]:
        return (Row(self[q.key], self[q.key + REMARK]) for q in self.questions)

    def ask_what_was_found(self, result: str | None) -> None:
        """Marked as wanted where the result cannot stand without it."""
        self.fields["result"].asked = True
        if result != StatusCheck.Result.FINE:
            self.fields["note"].asked = True

    @property
    def has_wrong_answers(self) -> bool:
        return any(row.answer.errors or row.remark.errors for row in self.rows)

    @property
    def answers(self) -> asked.Answers:
        typed = self.cleaned_data
        return {
            q.key: asked.Answer(typed[q.key], typed.get(q.key + REMARK, ""))
            for q in self.questions
            if typed.get(q.key)
        }


def _answer_field(question: asked.Question, account: OfficialAccount) -> forms.ChoiceField:
    field = forms.ChoiceField(
        label=question.text,
        choices=list(asked.SAID.items()),
        help_text=question.hint,
        required=False,
        widget=forms.RadioSelect,
    )
    field.clause, field.asked = "", True
    field.present = _present(question.present, account)
    return field


def _present(name: str, account: OfficialAccount) -> str | None:
    if name == "name_and_handle":
        return f"{account.name}　{account.shown_handle}"
    return getattr(account, name) if name else None


class ServiceEndForm(PortalForm):
    clauses = {"reason": "4(5)エ"}
    reason = forms.CharField(
        label="どう確かめたか",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="例：運営会社の終了の告知（令和8年11月1日）を読み、開けないことも確かめた",
    )


class InstructionForm(PortalForm):
    clauses = {"instruction": "4(3)カ"}
    instruction = forms.CharField(
        label="課への指示",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="例：画面を保存し、サービスの窓口へ届け出て、結果を知らせること",
    )


class OutcomeForm(PortalForm):
    clauses = {"outcome": "4(3)カ"}
    outcome = forms.CharField(
        label="対応の結果",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="例：乗っ取りではなく、サービスの不具合だった。ログインできることを確かめた",
    )
