"""What is brought as proof, and why it no longer counts: shape only."""

from typing import Any

from django import forms

from incidents.models import Incident, IncidentEvidence
from komae_sns.documents.evidence.several import LONGEST_NOTE, BringsFiles, EvidenceFilesField
from komae_sns.documents.permissions import can_unseal
from komae_sns.forms import MomentField, OnceForm, PortalForm
from komae_sns.staff.actors import Actor


class EvidenceForm(BringsFiles, OnceForm):
    clauses = {"files": "4(3)カ"}

    files = EvidenceFilesField(label="ファイル")
    kind = forms.ChoiceField(
        label="種類",
        choices=IncidentEvidence.Kind.choices,
        initial=IncidentEvidence.Kind.SCREEN,
    )
    step = forms.ModelChoiceField(
        None,
        label="どの手順の証拠か",
        required=False,
        empty_label="手順を選ばない（事案の全体）",
    )
    happened_at = MomentField(
        label="いつ撮ったか（わかるとき）",
        required=False,
        help_text="ファイルごとに書いたときは、そちらを残します。保存した日時は、自動で残ります。",
    )
    note = forms.CharField(
        label="説明",
        max_length=LONGEST_NOTE,
        required=False,
        help_text="何が写っているか。ファイルごとに書いたときは、そちらを残します。",
    )

    def __init__(self, *args: Any, incident: Incident, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].queryset = incident.steps.in_order()
        self.bring_for(by)


class WithdrawEvidenceForm(PortalForm):
    clauses = {"reason": "4(3)カ"}
    reason = forms.CharField(
        label="取り下げる理由",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="ファイルは消えず、取り下げたことと理由が残ります。例：別の事案の画面だった",
    )


class BundleForm(PortalForm):
    reason = forms.CharField(
        label="何のために作るか",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="証跡に残ります。例：監査に渡すため、情報公開請求に答えるため",
    )
    with_sealed = forms.BooleanField(
        label="封印した元のファイルも入れる",
        required=False,
        help_text="撮影の場所や日時、コメントなどが入っていることがあります。外に出すときは入れません。",
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_unseal(by):
            del self.fields["with_sealed"]
