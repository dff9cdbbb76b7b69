"""What is typed into the ledgers of an account: badge, links both ways, related domains."""

from typing import Any

from django import forms

from accounts.models import OfficialAccount, RelatedDomain
from accounts.models.domain_check import Said
from komae_sns.forms import DateField, OnceForm, PortalForm


class BadgeForm(PortalForm):
    clauses = {"badge": "見本第7条3"}
    badge = forms.ChoiceField(
        label="認証の状態", choices=OfficialAccount.Badge.choices, widget=forms.RadioSelect
    )
    happened_on = DateField(label="その状態になった日")
    note = forms.CharField(
        label="備考", max_length=200, required=False, help_text="例：書類の不足で差し戻された"
    )


YES_NO = [("yes", "はい"), ("no", "いいえ")]


def yes_no(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=lambda typed: typed == "yes", widget=forms.RadioSelect
    )


class LinkCheckForm(OnceForm):
    clauses = dict.fromkeys(("page_lists_it", "page_url", "profile_leads_home"), "見本第7条")
    page_lists_it = yes_no("市公式ホームページに、このアカウントが載っていますか")
    page_url = forms.CharField(
        label="載っているページのアドレス",
        max_length=500,
        required=False,
        help_text="市公式ホームページのアドレスを貼りつけてください。",
    )
    profile_leads_home = yes_no("プロフィールから、市公式ホームページへ行けますか")
    checked_on = DateField(label="確認した日")
    note = forms.CharField(label="備考", max_length=200, required=False)


def domain_field(name: str, **options: Any) -> forms.Field:
    return RelatedDomain._meta.get_field(name).formfield(**options)


class DomainForm(PortalForm):
    """What may be mended; the name stays."""

    clauses = {"kept_by": "4(5)エ"}
    purpose = domain_field("purpose", help_text="例：花火大会の特設サイト")
    registrar = domain_field("registrar", help_text="更新の連絡が来る事業者")
    kept_by = domain_field("kept_by", help_text="例：秘書広報室長")
    note = domain_field("note")


class DomainEditForm(DomainForm):
    edit_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class DomainAddForm(OnceForm, DomainForm):
    clauses = {"name": "4(5)エ", "expires_on": "4(5)エ", "kept_by": "4(5)エ"}
    name = forms.CharField(
        label="ドメイン",
        max_length=500,
        help_text="例：komae-festival.jp。日本語のドメインも、そのまま入れられます。",
    )
    expires_on = DateField(
        label="有効期限",
        required=False,
        help_text="わからないときは空けて、あとで登録してください。",
    )
    field_order = ("name", "purpose", "registrar", "kept_by", "expires_on", "note")


class RenewForm(OnceForm):
    clauses = {"new_expires_on": "4(5)エ"}
    new_expires_on = DateField(label="新しい有効期限")
    renewed_on = DateField(label="更新した日")
    note = forms.CharField(
        label="備考",
        max_length=200,
        required=False,
        help_text="期限を取り違えて登録していたときは、正しい期限と、そのわけを書きます。",
    )


class DomainCheckForm(OnceForm):
    clauses = {"is_ours": "4(5)エ"}
    is_ours = forms.ChoiceField(
        label="いまも、市の名義で登録されていますか",
        choices=Said.choices,
        widget=forms.RadioSelect,
        help_text="登録事業者の管理画面か、登録の情報（WHOIS）で確かめます。",
    )
    leads_right = forms.ChoiceField(
        label="開くと、市が決めたページが出ますか",
        choices=Said.choices,
        widget=forms.RadioSelect,
        help_text="使い終わったドメインでは、市のページへ移るか、何も出ないと決めてあれば「はい」です。",
    )
    certificate_is_good = forms.ChoiceField(
        label="開いたとき、証明書の警告は出ませんでしたか",
        choices=Said.choices,
        widget=forms.RadioSelect,
        help_text="警告が出なければ「はい」です。",
    )
    note = forms.CharField(
        label="見つかったこと",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="「はい」でないものがあるときに書きます。",
    )
    checked_on = DateField(label="確認した日")
