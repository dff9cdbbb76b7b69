from django.urls import path

from incidents.views import incidents

app_name = "incidents"
urlpatterns = [
    path("", incidents.incident_list, name="incident-list"),
    path("<id:pk>/", incidents.incident_detail, name="incident-detail"),
]
