"""Accounts that pretend to be the city's: found, judged, reported, answered, watched."""

from typing import Any

from django import forms

from accounts.models import Service
from incidents.models import ImpostorWatch, PlatformReply
from incidents.services.impostors import Looked, Reply, Sent, Sighting
from komae_sns.documents.evidence.field import BringsEvidence, EvidenceField
from komae_sns.forms import MomentField, OnceForm, PortalForm

CLAUSE = "4(3)カ"


class SightingForm(OnceForm):
    clauses = {"typed": CLAUSE}

    typed = forms.CharField(
        label="相手のアドレスかユーザー名",
        max_length=1000,
        help_text="相手のページのアドレスを貼りつけてください。ユーザー名だけのときは、媒体も選びます。",
    )
    service = forms.ModelChoiceField(
        Service.objects.all(), label="媒体", required=False, empty_label="アドレスからわかる"
    )
    display_name = forms.CharField(label="表示名", max_length=200, required=False)
    platform_id = forms.CharField(
        label="固定ID",
        max_length=100,
        required=False,
        help_text="わかるとき。ユーザー名を変えられても、同じアカウントだとわかります。",
    )
    what = forms.CharField(
        label="何をしているか",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="例：市章と写真をつかい、当選したとDMを送っている",
    )
    first_seen_at = MomentField(label="最初に見つけた日時", required=False)

    def as_sighting(self) -> Sighting:
        facts = dict(self.cleaned_data)
        del facts["submission_id"]
        return Sighting(**facts)


class JudgementForm(PortalForm):
    clauses = {"is_false": CLAUSE}

    is_false = forms.TypedChoiceField(
        label="市をかたるアカウントですか",
        choices=[("yes", "なりすましと判断する"), ("no", "なりすましではない（誤認）")],
        coerce=lambda typed: typed == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="判断の理由",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="例：市章と市長の写真をつかっているが、どの課も開設していない",
    )


class AgainForm(PortalForm):
    reason = forms.CharField(
        label="判断しなおす理由", max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class PlatformReportForm(BringsEvidence, OnceForm):
    clauses = {"text": CLAUSE}

    sent_at = MomentField(label="送った日時")
    way = forms.CharField(
        label="送り先", max_length=200, help_text="例：Xの「なりすましの報告」フォーム"
    )
    text = forms.CharField(
        label="送った内容", max_length=10_000, widget=forms.Textarea({"rows": 6})
    )
    receipt = forms.CharField(label="受付番号", max_length=100, required=False)
    evidence = EvidenceField(required=False)

    def as_sent(self) -> Sent:
        return Sent(**_facts(self))


class PlatformReplyForm(BringsEvidence, OnceForm):
    replied_at = MomentField(label="返事の日時")
    result = forms.ChoiceField(
        label="どのような返事ですか",
        choices=PlatformReply.Result.choices,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="返事の内容",
        max_length=10_000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    evidence = EvidenceField(required=False)

    def as_reply(self) -> Reply:
        return Reply(**_facts(self))


class WatchForm(BringsEvidence, OnceForm):
    clauses = {"result": CLAUSE}

    watched_at = MomentField(label="見た日時")
    result = forms.ChoiceField(
        label="どうなっていましたか",
        choices=ImpostorWatch.Result.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="見たこと",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="内容が変わっていたときは、何が変わったかを書きます。",
    )
    evidence = EvidenceField(required=False)

    def as_looked(self) -> Looked:
        return Looked(**_facts(self))


def _facts(form: OnceForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "submission_id"}
