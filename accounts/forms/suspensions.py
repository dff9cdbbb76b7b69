"""運用停止 and 一時停止: what the section writes, what it did, what shows it."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import Q

from accounts.forms.figures import NumberField
from accounts.models import OfficialAccount, Suspension, SuspensionNotice
from accounts.services.suspensions.planning import PLANNED
from accounts.status import LIVE
from accounts.suspension_rules import TEXTS, checks, level_guide, required_days
from komae_sns.documents.evidence.field import BringsEvidence, EvidenceField
from komae_sns.forms import DateField, OnceForm, PortalForm, ReauthenticatedForm


def _words(label: str, *, rows: int = 3, most: int = 2000, **options: Any) -> forms.CharField:
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, **options)


# Missing ones keep a plan from being passed on, not from being kept.
ASKED = ("dependants", "lost_information", "successor", "level", "level_reason", "stop_on")


class ReadForm(PortalForm):
    """Which plan stood on the page."""

    edit_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class BeginForm(OnceForm):
    clauses = {"reason": "4(5)ア"}
    reason = _words(
        "停止する理由",
        help_text="効果と独自性について、確かめたことを書きます。例：投稿が月1件に減り、広報のXで足りる。",
    )


class TextsForm(ReadForm):
    """What is going to be said. The city's draft stands there first."""

    clauses = {"notice_text": "4(5)ウ", "guidance_text": "4(5)ウ"}
    notice_text = _words("アカウントでの周知文", rows=6)
    guidance_text = _words("市広報アカウントでの案内文", rows=5)
    page_text = _words("市ホームページの文", rows=9, most=5000)
    profile_text = _words("停止後のプロフィール文", rows=3, most=1000)


class PlanForm(ReadForm):
    """Kept unfinished too: only what is typed is judged."""

    clauses = {
        "followers": "4(5)イ",
        "level": "4(5)イ",
        "successor": "4(5)ウ",
        "notice_days": "4(5)ウ",
        "notice_text": "4(5)ウ",
    }
    followers = NumberField(
        label="登録者数", required=False, help_text="わからないときは、下に理由を書きます。"
    )
    followers_on = DateField(label="数えた日", required=False)
    followers_unknown = forms.CharField(
        label="登録者数がわからない理由", max_length=200, required=False
    )
    dependants = _words(
        "頼りにしている人・もの",
        required=False,
        help_text="このアカウントを使っている団体・事業・ページ・連携を書きます。ないときは「なし」。",
    )
    lost_information = _words(
        "市民が受けとれなくなる情報",
        required=False,
        help_text="短いことばで。周知文の下書きに入ります。例：避難所と防災訓練の情報",
    )
    successor = forms.ModelChoiceField(
        OfficialAccount.objects.none(),
        label="集約先の市広報アカウント",
        required=False,
        empty_label="選んでください",
    )
    elsewhere = forms.CharField(
        label="ほかに案内するところ",
        max_length=300,
        required=False,
        help_text="例：市ホームページの防災のページ、防災無線の電話応答",
    )
    level = forms.ChoiceField(
        label="影響度", required=False, widget=forms.RadioSelect, choices=Suspension.Level.choices
    )
    level_reason = _words("影響度の理由", required=False)
    notice_days = forms.IntegerField(
        label="周知の日数",
        required=False,
        min_value=1,
        max_value=1000,
        help_text="空けて保存すると、影響度の定めの日数が入ります。長くすることもできます。",
    )
    stop_on = DateField(
        label="停止する日",
        required=False,
        help_text="周知をはじめてから、周知の日数がたった日より後にします。",
    )
    notice_text = _words("アカウントでの周知文", rows=6, required=False)
    guidance_text = _words("市広報アカウントでの案内文", rows=5, required=False)
    page_text = _words("市ホームページの文", rows=9, most=5000, required=False)
    profile_text = _words("停止後のプロフィール文", rows=3, most=1000, required=False)

    def __init__(self, *args: Any, suspension: Suspension, **kwargs: Any) -> None:
        initial = {name: getattr(suspension, name) for name in PLANNED}
        initial["edit_number"] = suspension.edit_number
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        account = suspension.account
        self.fields["followers"].label = f"{account.service.rule.follower_word}の数"
        self.fields["successor"].queryset = successors(account)
        self.fields["level"].choices = [
            (
                level.value,
                f"{level.label}（{required_days(level)}日以上の周知）：{level_guide(level)}",
            )
            for level in Suspension.Level
        ]
        for name in ASKED:
            self.fields[name].asked = True
        for name in TEXTS:
            self.fields[name].help_text = "空けて保存すると、上に書いたことから下書きが入ります。"

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PLANNED}


def successors(account: OfficialAccount) -> Any:
    """4(5)ウ: 市広報アカウント in use, but for the one that is being stopped."""
    marked = Q(is_city_pr=True, status__in=LIVE - {"STOPPING"})
    others = OfficialAccount.objects.filter(marked).exclude(pk=account.pk)
    return others.select_related("service").order_by("service__sort", "pk")


class ReturnForm(ReadForm):
    because = _words("直してほしいところ", most=1000)


class CancelForm(PortalForm):
    because = _words(
        "取りやめる理由",
        most=1000,
        help_text="停止をもう知らせてあるときは、続けることも市民に知らせてください。",
    )


class WithdrawForm(PortalForm):
    because = forms.CharField(label="取り消す理由", max_length=200, help_text="例：日を取り違えた")


class PostponeForm(PortalForm):
    clauses = {"stop_on": "4(5)ウ"}
    stop_on = DateField(label="新しい停止する日")
    because = _words("延ばす理由", most=1000)


class NoticeForm(BringsEvidence, OnceForm):
    clauses = {"kind": "4(5)ウ"}
    kind = forms.ChoiceField(
        label="どこで知らせたか", choices=SuspensionNotice.Kind.choices, widget=forms.RadioSelect
    )
    posted_on = DateField(label="出した日")
    url = forms.CharField(
        label="出したところのアドレス",
        max_length=500,
        required=False,
        help_text="投稿やページのアドレス。アドレスのない媒体では空けておきます。",
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off"}),
    )
    text = _words("出した文", rows=6, most=5000)
    evidence = EvidenceField(required=False)
    evidence_note = forms.CharField(
        label="ほかの証拠と、そのありか",
        max_length=200,
        required=False,
        help_text="ファイルか、こちらのどちらかが要ります。例：画面の写し（課のキャビネット3）",
    )

    def __init__(self, *args: Any, kinds: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = SuspensionNotice.Kind.choices
        self.fields["kind"].choices = [choice for choice in choices if choice[0] in kinds]


class StopForm(ReauthenticatedForm):
    """The checklist of the city, one by one; then the password."""

    stopped_on = DateField(label="停止した日")

    def __init__(self, *args: Any, lets_nobody_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields.pop("password")
        for item in checks():
            field = forms.BooleanField(
                label=item.text, help_text=item.hint, required=not lets_nobody_in
            )
            field.clause = item.clause
            field.error_messages["required"] = "確かめて、チェックを入れてください。"
            self.fields[item.key] = field
        if lets_nobody_in:
            self.fields["undone_because"] = _words(
                "できないことと、そのわけ",
                most=500,
                required=False,
                help_text="アカウントに入れないためにできないことは、印をつけずに、わけを書きます。",
            )
            self.fields["undone_because"].clause = "見本第8条"
        self.fields["password"] = password

    def confirmed(self) -> list[str]:
        return [item.key for item in checks() if self.cleaned_data.get(item.key)]


class PauseForm(BringsEvidence, OnceForm):
    clauses = {"published_reason": "見本第8条"}
    since = DateField(label="一時停止した日")
    reason = _words("庁内での理由", help_text="市民には見せません。", most=1000)
    published_reason = _words(
        "公表した理由",
        most=1000,
        help_text="市公式ホームページに載せた文を、そのまま入れます。",
    )
    page_url = forms.CharField(
        label="公表したページのアドレス",
        max_length=500,
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off"}),
    )
    published_on = DateField(label="公表した日")
    evidence = EvidenceField(required=False)
    evidence_note = forms.CharField(
        label="ほかの証拠と、そのありか",
        max_length=200,
        required=False,
        help_text="ファイルか、こちらのどちらかが要ります。",
    )


class ResumeForm(PortalForm):
    clauses = {"resumed_on": "見本第8条"}
    resumed_on = DateField(label="再開した日")
    note = _words(
        "再開できるようになった事情",
        most=1000,
        help_text="市公式ホームページの知らせも、再開した形に直してください。",
    )
