"""Master data: 部課・職員・任命. Every change goes through services.py; nothing can be deleted."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from komae_sns.forms import ReauthenticatedForm, confirm_password
from komae_sns.staff import services
from komae_sns.staff.forms import NewPasswordFields
from komae_sns.staff.models import Appointment, Department, User

Step = Callable[..., models.Model]


class MasterDataForm(forms.ModelForm):
    """Saves through a step of services.py, whose refusal is shown like any other error."""

    request: HttpRequest
    own_password = ReauthenticatedForm.base_fields["password"]

    def clean_own_password(self) -> str:
        confirm_password(self.request, self.cleaned_data["own_password"])
        return self.cleaned_data["own_password"]

    def facts(self) -> dict[str, Any]:
        """What was typed for the row's own columns."""
        columns = {f.name for f in self._meta.model._meta.concrete_fields}
        return {k: v for k, v in self.cleaned_data.items() if k in columns}

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            try:
                self.instance = self.take_step()
            except ValidationError as refusal:
                self.add_error(None, refusal.messages)

    def take_step(self) -> models.Model:
        raise NotImplementedError


class MasterDataAdmin(admin.ModelAdmin):
    actions = None
    save_on_top = False

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"request": request})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The form's step has saved it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """So have the steps."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the filters that the list shows: others would tell of password hashes."""
        return lookup.split("__")[0] in self.list_filter and lookup.count("__") <= 1

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DepartmentForm(MasterDataForm):
    def take_step(self) -> models.Model:
        kept = {"by": self.request.actor, "successors": self.cleaned_data["successors"]}
        if self.instance._state.adding:
            return services.create_department(self.facts(), **kept)
        return services.change_department(self.instance, self.facts(), **kept)


@admin.register(Department)
class DepartmentAdmin(MasterDataAdmin):
    form = DepartmentForm
    fields = (
        "code",
        "kind",
        "name",
        "kana",
        "parent",
        "document_symbol",
        "starts_on",
        "ends_on",
        "successors",
        "own_password",
    )
    filter_horizontal = ("successors",)
    list_display = ("name", "kind", "parent", "document_symbol", "starts_on", "ends_on")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name", "kana", "code")


class UserForm(NewPasswordFields, MasterDataForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = User(**{n: self.data.get(n, "") for n in ("username", "name", "email")})
        for name in ("new_password", "new_password_again"):
            self.fields[name].required = self.instance._state.adding

    def clean_username(self) -> str:
        """Before the form asks whether the name is taken."""
        return User.normalize_username(self.cleaned_data["username"])

    def take_step(self) -> models.Model:
        by, password = self.request.actor, self.cleaned_data["new_password"]
        if self.instance._state.adding:
            return services.create_user(self.facts(), password=password, by=by)
        user = services.change_user(self.instance, self.facts(), by=by)
        if password:
            services.set_password(user, password, by=by)
        return user


@admin.register(User)
class UserAdmin(MasterDataAdmin):
    form = UserForm
    fieldsets = (
        (None, {"fields": ("username", "name", "kana", "email", "extension", "is_active")}),
        (
            "パスワードを決める",
            {
                "fields": ("new_password", "new_password_again"),
                "description": "登録ずみの職員では、変えるときだけ入力します。",
            },
        ),
        ("確認", {"fields": ("own_password",)}),
    )
    list_display = ("name", "kana", "username", "email", "extension", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "kana", "username", "email")


class AppointmentForm(MasterDataForm):
    def take_step(self) -> models.Model:
        by, facts = self.request.actor, self.facts()
        if self.instance._state.adding:
            return services.appoint(**facts, by=by)
        return services.change_appointment(self.instance, facts, by=by)


@admin.register(Appointment)
class AppointmentAdmin(MasterDataAdmin):
    form = AppointmentForm
    fields = ("user", "post", "department", "title", "starts_on", "ends_on", "own_password")
    list_display = ("user", "post", "department", "title", "starts_on", "ends_on")
    list_filter = ("post",)
    list_select_related = ("user", "department")
    search_fields = ("user__name", "user__kana", "title", "department__name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        has_begun = obj.starts_on <= request.actor.today
        return tuple(sorted(services.IDENTITY)) if has_begun else ("user",)
