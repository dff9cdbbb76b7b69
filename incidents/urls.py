from django.urls import path

from incidents.views import (
    ending,
    following,
    impostors,
    incidents,
    receiving,
    reporting,
    steps,
    warnings,
)

app_name = "incidents"
urlpatterns = [
    path("", incidents.incident_list, name="incident-list"),
    path("impostors/<id:pk>/", impostors.impostor_detail, name="impostor-detail"),
    path("warnings/<id:pk>/", warnings.warning_detail, name="warning-detail"),
    path("new/", reporting.incident_new, name="incident-new"),
    path("<id:pk>/", incidents.incident_detail, name="incident-detail"),
    path("<id:pk>/receive/", receiving.incident_receive, name="incident-receive"),
    path("<id:pk>/receive-ciso/", receiving.incident_receive_ciso, name="incident-receive-ciso"),
    path("<id:pk>/instruct/", receiving.incident_instruct, name="incident-instruct"),
    path("<id:pk>/follow/", following.incident_follow, name="incident-follow"),
    path("<id:pk>/correct/", following.incident_correct, name="incident-correct"),
    path("<id:pk>/steps/add/", steps.incident_step_add, name="incident-step-add"),
    path("<id:pk>/steps/<id:step_pk>/", steps.incident_step, name="incident-step"),
    path("<id:pk>/steps/<id:step_pk>/skip/", steps.incident_step_skip, name="incident-step-skip"),
    path("<id:pk>/steps/<id:step_pk>/back/", steps.incident_step_back, name="incident-step-back"),
    path("<id:pk>/resolve/", ending.incident_resolve, name="incident-resolve"),
    path("<id:pk>/close/", ending.incident_close, name="incident-close"),
    path("<id:pk>/reopen/", ending.incident_reopen, name="incident-reopen"),
]
