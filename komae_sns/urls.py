from django.contrib import admin
from django.urls import include, path

import komae_sns.converters  # noqa: F401 - registers <id:…>, before any address is read
from komae_sns.home.health import health

handler400 = "komae_sns.errors.bad_request"
handler403 = "komae_sns.errors.permission_denied"
handler404 = "komae_sns.errors.page_not_found"
handler500 = "komae_sns.errors.server_error"

urlpatterns = [
    path("", include("komae_sns.home.urls")),
    path("", include("komae_sns.home.intake.urls")),
    path("notices/", include("komae_sns.home.mailroom.urls")),
    path("office/", include("komae_sns.home.office.urls")),
    path("calendar/", include("komae_sns.home.calendar.urls")),
    path("reorganisations/", include("komae_sns.home.reorganisation.urls")),
    path("", include("komae_sns.staff.urls")),
    path("accounts/", include("accounts.urls")),
    path("reviews/", include("komae_sns.home.reviews.urls")),
    path("", include("policies.urls")),
    path("health/", health, name="health"),
    path("exports/", include("komae_sns.documents.urls")),
    path("evidence/", include("komae_sns.documents.evidence.urls")),
    path("approvals/", include("approvals.urls")),
    path("incidents/", include("incidents.urls")),
    path("registry/", include("komae_sns.home.registry.urls")),
    path("posts/", include("approvals.post_urls")),
    path("audit/", include("komae_sns.home.trail.urls")),
    path("admin/", admin.site.urls),
]
