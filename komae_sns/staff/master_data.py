"""The Django admin as the secretariat's card index: master data, never a back door."""

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from komae_sns.staff import permissions
from komae_sns.staff.views import own


class MasterDataSite(admin.AdminSite):
    site_header = "台帳の管理"
    site_title = "台帳の管理"
    index_title = "部課・職員・任命・媒体"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        actor = getattr(request, "actor", None)
        return bool(actor) and permissions.can_keep_master_data(actor)

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The portal's own page and throttle. Who is logged in and sent here may not enter."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied(permissions.can_keep_master_data.__doc__)
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect_to_login(wanted, reverse("staff:login"))

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return own.logout(request)

    def password_change(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        return redirect("staff:password-change")
