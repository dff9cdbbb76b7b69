"""Log-in, and the passwords of local log-in."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from komae_sns.forms import ReauthenticatedForm


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
