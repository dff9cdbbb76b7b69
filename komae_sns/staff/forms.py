"""Log-in, and the passwords of local log-in."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q

from komae_sns.forms import DateField, OnceForm, ReauthenticatedForm
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Appointment, User
from komae_sns.staff.permissions import can_keep_master_data
from komae_sns.staff.posts import DEPUTED, MAY_STAND_IN, Post


class LoginForm(AuthenticationForm):
    """`AuthenticationForm` reads names as NFKC, so full-width typing logs in too."""

    error_messages = {
        "invalid_login": "ログイン名またはパスワードがちがいます。",
        "inactive": "ログイン名またはパスワードがちがいます。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "ログイン名"
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].label = "パスワード"


def new_password_field(label: str, **facts: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, widget=widget, **facts)


class NewPasswordFields(forms.Form):
    """The new password, twice; held to AUTH_PASSWORD_VALIDATORS for `owner`."""

    new_password = new_password_field(
        "新しいパスワード",
        help_text="15文字以上。よく使われる言葉や、お名前に似たものは使えません。",
    )
    new_password_again = new_password_field("新しいパスワード（もう一度）")

    owner: Any = None

    def clean_new_password(self) -> str:
        password = self.cleaned_data["new_password"]
        if password:
            password_validation.validate_password(password, self.owner)
        return password

    def clean_new_password_again(self) -> str:
        again = self.cleaned_data["new_password_again"]
        if again != self.cleaned_data.get("new_password", again):
            raise ValidationError("2つの新しいパスワードがちがいます。")
        return again


class PasswordChangeForm(NewPasswordFields, ReauthenticatedForm):
    field_order = ["password", "new_password", "new_password_again"]

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.owner = request.user
        self.fields["password"].label = "いまのパスワード"


class HeldPostField(forms.ModelChoiceField):
    def label_from_instance(self, appointment: Appointment) -> str:
        return appointment.signature


class StaffField(forms.ModelChoiceField):
    """With the posts of the day, by which people of one name are told apart."""

    def label_from_instance(self, user: User) -> str:
        offices = "・".join(dict.fromkeys(a.office for a in user.posts_today))
        return f"{user.name}（{offices}）"


class DeputyForm(OnceForm):
    appointment = HeldPostField(
        Appointment.objects.none(), label="代決の対象となる職", empty_label="選んでください"
    )
    user = StaffField(
        User.objects.none(),
        label="代わりをつとめる人",
        empty_label="選んでください",
        help_text="監査と受託業者の人は選べません。代わりの人が、さらに代わりを立てることはできません。",
    )
    starts_on = DateField(label="はじまる日")
    ends_on = DateField(label="最後の日", help_text="1年まで。早く終わらせることもできます。")
    reason = forms.CharField(label="理由", max_length=200, help_text="例：出張のため、休暇のため")

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": by.today}, **kwargs)
        held = Appointment.objects.not_over(by.today).holding(*DEPUTED).with_people()
        if not can_keep_master_data(by):
            held = held.filter(user=by.user)
        self.fields["appointment"].queryset = held.order_by("user__kana", "pk")
        if held.count() == 1:
            self.fields["appointment"].initial = held.first().pk
        self.fields["user"].queryset = _may_stand_in(by)


def _may_stand_in(by: Actor) -> Any:
    """Everybody of the staff but the one who enters it, colleagues of the section first."""
    today = Appointment.objects.on(by.today)
    staff = today.holding(*MAY_STAND_IN)
    apart = today.holding(*(frozenset(Post) - MAY_STAND_IN))
    near = Q(pk__in=staff.filter(department__in=by.section_ids).values("user"))
    people = User.objects.filter(is_active=True, pk__in=staff.values("user"))
    others = people.exclude(pk=by.user.pk).exclude(pk__in=apart.values("user"))
    posts = Prefetch("appointments", today.with_people(), to_attr="posts_today")
    return others.prefetch_related(posts).annotate(is_near=near).order_by("-is_near", "kana", "pk")
