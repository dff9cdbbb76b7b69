from django.urls import path, register_converter

from accounts.models.official_account import KEY_LENGTH
from komae_sns.home.registry import views

app_name = "registry"


class PublicKey:
    """Of an account or a warning; what is no key leads nowhere."""

    regex = f"[0-9a-z]{{{KEY_LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PublicKey, "key")

urlpatterns = [
    path("", views.index, name="index"),
    path("data/", views.data, name="data"),
    path("accounts.json", views.accounts_json, name="accounts-json"),
    path("accounts.csv", views.accounts_csv, name="accounts-csv"),
    path("warnings/", views.warning_list, name="warning-list"),
    path("warnings/<id:pk>/", views.warning, name="warning"),
    path("warnings.atom", views.warnings_feed, name="warnings-feed"),
    path("warnings.json", views.warnings_json, name="warnings-json"),
    path("check/", views.check, name="check"),
    path("accounts/<key:key>/", views.account, name="account"),
    path("accounts/<key:key>/qr.svg", views.account_qr, name="account-qr"),
    path(
        "accounts/<key:key>/policy-<id:policy>-<id:number>.pdf",
        views.account_policy,
        name="account-policy",
    ),
]
