from django.urls import path

from incidents.views import impostors, incidents, warnings

app_name = "incidents"
urlpatterns = [
    path("", incidents.incident_list, name="incident-list"),
    path("impostors/<id:pk>/", impostors.impostor_detail, name="impostor-detail"),
    path("warnings/<id:pk>/", warnings.warning_detail, name="warning-detail"),
    path("<id:pk>/", incidents.incident_detail, name="incident-detail"),
]
