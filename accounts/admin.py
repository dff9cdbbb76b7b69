"""媒体: platforms come and go (3(5)), kept by the secretariat. Nothing can be deleted."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from accounts.models import Service
from accounts.services import keep_service
from komae_sns.staff.admin import MasterDataAdmin, MasterDataForm


class ServiceForm(MasterDataForm):
    def take_step(self) -> models.Model:
        keep_service(self.instance, by=self.request.actor)
        return self.instance


@admin.register(Service)
class ServiceAdmin(MasterDataAdmin):
    form = ServiceForm
    fields = ("code", "name", "sort", "is_offered", "ended_on", "rules", "own_password")
    list_display = ("name", "code", "sort", "is_offered", "ended_on")
    list_filter = ("is_offered",)

    def get_readonly_fields(self, request: HttpRequest, obj: Service | None = None) -> tuple:
        """Addresses and handles of accounts are read by the code: it stays."""
        return ("code",) if obj else ()
