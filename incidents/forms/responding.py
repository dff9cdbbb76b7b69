"""What is typed while an incident is answered: shape only."""

from typing import Any

from django import forms

from accounts.forms.access import near
from accounts.models import Connection, OfficialAccount
from accounts.permissions import can_keep_access
from incidents import cards
from incidents.cards import Act, Doer, Proof
from incidents.models import Incident, IncidentEvidence, IncidentStep
from komae_sns.documents.evidence.several import BringsFiles, EvidenceFilesField
from komae_sns.forms import MomentField, OnceForm, PortalForm, SeveralField, say_plainly
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User


def _words(label: str, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=4000, widget=forms.Textarea({"rows": rows}), **kwargs
    )


class CisoReceiptForm(PortalForm):
    clauses = {"instruction": "4(3)オ"}
    instruction = _words(
        "課への指示",
        required=False,
        help_text="あとからでも出せます。課には、すぐに知らせが届きます。",
    )


class InstructionForm(OnceForm):
    clauses = {"text": "4(3)オ"}
    text = _words("課への指示", help_text="だれが、何を、いつまでに。課に、すぐ届きます。")


class FollowUpForm(BringsFiles, OnceForm):
    clauses = {"text": "4(3)オ"}
    text = _words(
        "わかったこと・したこと",
        help_text="書いたものは直せません。誤りは次の続報で訂正します。",
    )
    happened_at = MomentField(label="いつのことか（わかるとき）", required=False)
    is_about = forms.BooleanField(label="だいたいの日時", required=False)
    files = EvidenceFilesField(required=False)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bring_for(by)


class StepForm(BringsFiles, PortalForm):
    """With what the step asks for; the passwords and apps of the account go to its own ledgers."""

    done_at = MomentField(
        label="した日時",
        required=False,
        help_text="いましたのなら、空のままにします。",
    )

    def __init__(self, *args: Any, step: IncidentStep, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step, self.by = step, by
        self.brought: list[IncidentEvidence] = []
        if step.proof == Proof.FILE:
            proving = IncidentEvidence.objects.proving(step)
            self.brought = list(proving.in_order().with_names())
        asked: dict[str, forms.Field] = {}
        if step.proof == Proof.URL:
            asked["url"] = forms.CharField(label="アドレス", max_length=1000)
        if step.proof == Proof.FILE:
            asked["files"] = self._files()
        account = step.incident.account
        if account and can_keep_access(by, account):
            asked |= self._ledgers(account)
        asked["note"] = _words(
            "したこと",
            required=step.proof == Proof.NOTE,
            help_text=NOTES.get(step.act, ""),
        )
        for name, field in asked.items():
            field.clause = step.clause if name == "note" else ""
        self.fields = asked | self.fields
        if self.brought:
            self.fields[
                "done_at"
            ].help_text = "空のままなら、はじめの画面を保存した日時になります。"
        for field in asked.values():
            say_plainly(field)
        self.bring_for(by)

    def _files(self) -> EvidenceFilesField:
        """Not asked for again where the first report brought it."""
        if not self.brought:
            return EvidenceFilesField(label="画面の保存")
        words = "足りないときだけ入れてください。"
        return EvidenceFilesField(label="足す画面", required=False, help_text=words)

    def _ledgers(self, account: OfficialAccount) -> dict[str, forms.Field]:
        match self.step.act:
            case Act.PASSWORD:
                return {
                    "changed_by": forms.ModelChoiceField(
                        near(account, self.by),
                        label="パスワードを変えた人",
                        initial=self.by.user.pk,
                        empty_label="選んでください",
                        help_text="アカウントの「パスワードの変更」にも記録します。",
                    ),
                    "unlike_others": forms.BooleanField(
                        label="ほかのソーシャルメディアのパスワードと同じでなく、似てもいません"
                    ),
                }
            case Act.APPS:
                standing = account.connections.standing().order_by("kind", "pk")
                if not standing.exists():
                    return {}
                return {
                    "cut": SeveralField(
                        standing,
                        label="解除した連携アプリ・機器",
                        required=False,
                        widget=forms.CheckboxSelectMultiple,
                        help_text="選んだものは、アカウントの台帳でも終わりになります。",
                    )
                }
            case _:
                return {}

    @property
    def changed_by(self) -> User | None:
        return self.cleaned_data.get("changed_by")

    @property
    def cut(self) -> list[Connection]:
        return list(self.cleaned_data.get("cut", ()))


NOTES = {
    Act.APPS: "何を解除したか。連携がなかったときは、「連携はなかった」と書きます。",
    Act.DELETE: "何を、だれが削除したか。なかったときは、確かめたことを書きます。",
    Act.TELL_PLATFORM: "どこから、何を知らせたか。受付の番号も。",
    Act.TELL_CITIZENS: "どこに、何を載せたか。",
}


class ReasonForm(PortalForm):
    """`asked`: what the reason is for."""

    reason = _words("理由")

    def __init__(self, *args: Any, asked: str = "理由", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = asked


class AddStepForm(OnceForm):
    title = forms.CharField(label="すること", max_length=200)
    who = forms.ChoiceField(label="だれが", choices=Doer.choices, initial=Doer.SECTION)
    hours = forms.IntegerField(
        label="何時間のうちに",
        min_value=1,
        max_value=24 * 30,
        required=False,
        help_text="決めないときは、空のままにします。",
    )


class CorrectionForm(PortalForm):
    clauses = {"kind": "4(3)カ"}
    kind = forms.ChoiceField(
        label="種類", help_text="新しい種類の手順が、いまの手順のあとに足されます。"
    )
    account = forms.ChoiceField(label="市のアカウント", required=False)
    reason = _words("直す理由", rows=2)

    def __init__(self, *args: Any, incident: Incident, by: Actor, **kwargs: Any) -> None:
        initial = {"kind": incident.kind, "account": str(incident.account_id or "")}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["kind"].choices = _kinds(incident)
        found = OfficialAccount.objects.official().of_section(incident.department)
        self.accounts = {str(a.pk): a for a in found.with_names().order_by("name", "pk")[:200]}
        if incident.account:
            self.accounts.setdefault(str(incident.account_id), incident.account)
        self.fields["account"].choices = [
            ("", "市のアカウントのことではない"),
            *((pk, str(account)) for pk, account in self.accounts.items()),
        ]

    def clean_account(self) -> OfficialAccount | None:
        return self.accounts.get(self.cleaned_data["account"])


def _kinds(incident: Incident) -> list[tuple[str, str]]:
    """Also the one it has, where the city's data dropped it meanwhile."""
    known = dict(cards.choices())
    return list((known | {incident.kind: known.get(incident.kind, incident.kind_name)}).items())


class OutcomeForm(PortalForm):
    clauses = {"outcome": "4(3)カ"}
    outcome = _words(
        "対応と結果",
        rows=5,
        help_text="何が起き、何をして、どうなったか。報告書の最後に載ります。",
    )


class ConclusionForm(PortalForm):
    conclusion = _words("終結にあたって", required=False, help_text="書かなくても終結できます。")
