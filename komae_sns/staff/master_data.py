"""The Django admin as the secretariat's card index: master data, never a back door."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from komae_sns.staff import permissions, views


class MasterDataSite(admin.AdminSite):
    site_header = "台帳の管理"
    site_title = "台帳の管理"
    index_title = "部課・職員・任命・媒体"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        actor = getattr(request, "actor", None)
        return bool(actor) and permissions.can_keep_master_data(actor)

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Reached only by those who are logged in: everybody else is sent to the portal's page."""
        if self.has_permission(request):
            return redirect("admin:index")
        raise PermissionDenied(permissions.can_keep_master_data.__doc__)

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return views.logout(request)

    def password_change(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        return redirect("staff:password-change")
