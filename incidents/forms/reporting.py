"""The first report: what, where, which account; everything else may come later."""

from typing import Any

from django import forms

from accounts.address import handle_key, read
from accounts.models import OfficialAccount, Service
from incidents import cards
from incidents.models import Incident
from incidents.permissions import can_hold_drill
from incidents.services.reporting import FirstReport
from komae_sns.documents.evidence.several import BringsFiles, EvidenceFilesField
from komae_sns.forms import MomentField, OnceForm
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department
from komae_sns.staff.posts import Post

MOST_ACCOUNTS = 200
LATER = ("happened_at", "is_about", "channel", "told_by", "told_at", "department", "is_drill")


class FirstReportForm(BringsFiles, OnceForm):
    clauses = {"what": "4(3)オ", "kind": "4(3)カ"}

    what = forms.CharField(
        label="何が起きていますか",
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text="見たままを、短く。わかったことは、あとから足せます。",
    )
    where = forms.CharField(
        label="どこで",
        max_length=1000,
        required=False,
        help_text="投稿やアカウントのアドレスを貼りつけます。なければ、見た場所を書きます。",
    )
    files = EvidenceFilesField(label="画面の保存", required=False)
    account = forms.ChoiceField(
        label="市のどのアカウントのことですか",
        required=False,
        help_text="ほかの課のアカウントのときは、「どこで」にそのアドレスを入れてください。",
    )
    kind = forms.ChoiceField(label="種類", help_text="わからないときは「その他」。あとで直せます。")
    happened_at = MomentField(label="いつ起きたか（わかるとき）", required=False)
    is_about = forms.BooleanField(label="だいたいの日時", required=False)
    channel = forms.ChoiceField(
        label="どのように知りましたか",
        choices=[
            (Incident.Channel.PORTAL, "自分で見つけて、いま報告している"),
            (Incident.Channel.TELEPHONE, "電話で知らせを受けた"),
            (Incident.Channel.MAIL, "メールで知らせを受けた"),
            (Incident.Channel.IN_PERSON, "口頭で知らせを受けた"),
        ],
        initial=Incident.Channel.PORTAL,
        widget=forms.RadioSelect,
    )
    told_by = forms.CharField(
        label="知らせた人",
        max_length=100,
        required=False,
        help_text="電話などで知らせを受けたとき。例：市民の方、防災課の山田",
    )
    told_at = MomentField(label="知らせを受けた日時", required=False)
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label="対応する課",
        required=False,
        empty_label="選んでください",
        help_text="市のアカウントのことでないとき。",
    )
    is_drill = forms.BooleanField(
        label="これは訓練です",
        required=False,
        help_text="画面・お知らせ・書類のすべてに「訓練」と出ます。",
    )

    def __init__(
        self,
        *args: Any,
        by: Actor,
        asked_account: OfficialAccount | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.bring_for(by)
        self.accounts = {str(a.pk): a for a in _accounts(by, asked_account)}
        self.fields["account"].choices = [
            ("", "選んでください（市のアカウントのことでなければ、このまま）"),
            *((pk, _named(account)) for pk, account in self.accounts.items()),
        ]
        self.fields["kind"].choices = [("", "選んでください"), *cards.choices()]
        if asked_account:
            self.initial["account"] = str(asked_account.pk)
        self._ask_for_the_section()
        if not can_hold_drill(by):
            del self.fields["is_drill"]

    def _ask_for_the_section(self) -> None:
        """Who works in one section reports for it; a contractor for an account alone."""
        if len(self.by.section_ids) == 1 or _only_contracts(self.by):
            del self.fields["department"]
            return
        sections = Department.objects.on(self.by.today).sections().by_kana()
        if self.by.section_ids:
            sections = sections.filter(pk__in=self.by.section_ids)
        self.fields["department"].queryset = sections

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in (*LATER, "submission_id")]

    @property
    def later_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in LATER if name in self.fields]

    @property
    def is_later_open(self) -> bool:
        """Where something there is wrong, it is seen at once."""
        return any(name in self.errors for name in LATER)

    def clean_account(self) -> OfficialAccount | None:
        return self.accounts.get(self.cleaned_data["account"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        card = cards.cards().get(cleaned.get("kind", ""))
        is_needed = bool(card and card.concerns_account) or _only_contracts(self.by)
        if is_needed and not cleaned.get("account"):
            cleaned["account"] = account_at(cleaned.get("where", ""), self.by)
            if cleaned["account"] is None and "account" not in self.errors:
                self.add_error(
                    "account",
                    "アカウントを選ぶか、「どこで」に市のアカウントの投稿のアドレスを入れてください。",
                )
        return cleaned

    def as_report(self) -> FirstReport:
        facts = self.cleaned_data
        happened_at = facts["happened_at"]
        is_told = facts["channel"] != Incident.Channel.PORTAL
        return FirstReport(
            kind=facts["kind"],
            what=facts["what"],
            where=facts["where"],
            account=facts["account"],
            department=facts.get("department") or self._own_section(),
            happened_at=happened_at,
            happened_when=_certainty(happened_at, facts["is_about"]),
            channel=facts["channel"],
            told_by=facts["told_by"] if is_told else "",
            told_at=facts["told_at"] if is_told else None,
            is_drill=facts.get("is_drill", False),
            files=facts["files"],
        )

    def _own_section(self) -> Department | None:
        own = next(iter(self.by.section_ids), None)
        return Department.objects.get(pk=own) if own and len(self.by.section_ids) == 1 else None


def account_at(text: str, by: Actor) -> OfficialAccount | None:
    """Ours at that address, also of another section; None: none that they may see."""
    found = read(text, Service.objects.rules())
    if not found.ok or not found.handle:
        return None
    seen = OfficialAccount.objects.visible_to(by).with_names().official()
    key = handle_key(found.service, found.handle)
    return seen.filter(service__code=found.service, handle_key=key).first()


def _certainty(happened_at: object, is_about: bool) -> str:
    if happened_at is None:
        return Incident.When.UNKNOWN
    return Incident.When.ABOUT if is_about else Incident.When.EXACT


def _accounts(by: Actor, asked: OfficialAccount | None) -> list[OfficialAccount]:
    """Those of their section and those they care for; the one whose page they came from."""
    seen = OfficialAccount.objects.visible_to(by).official()
    near = (seen.of_sections(by.section_ids) | seen.cared_for_by(by)).distinct()
    found = list(near.with_names().order_by("name", "pk")[:MOST_ACCOUNTS])
    return [asked, *found] if asked and asked not in found else found


def _named(account: OfficialAccount) -> str:
    handle = f"　{account.shown_handle}" if account.shown_handle else ""
    return f"{account}{handle}"


def _only_contracts(by: Actor) -> bool:
    return bool(by.appointments) and all(a.post == Post.CONTRACTOR for a in by.appointments)
