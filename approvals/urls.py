from django.urls import path

from approvals.views import actions, applications, filing

app_name = "approvals"

FILING = [
    path("", applications.application_list, name="application-list"),
    path("new/", filing.application_start, name="application-start"),
    path("<int:pk>/", applications.application_detail, name="application-detail"),
    path("<int:pk>/form.pdf", applications.application_pdf, name="application-pdf"),
    path("<int:pk>/rounds/<int:number>/", applications.round_detail, name="round-detail"),
    path("<int:pk>/steps/<str:step>/", filing.application_step, name="application-step"),
    path("<int:pk>/steps/<str:step>/save/", filing.application_autosave, name="application-save"),
    path("<int:pk>/overlap/", filing.application_overlap, name="application-overlap"),
    path("<int:pk>/pass/", actions.application_pass, name="application-pass"),
    path("<int:pk>/submit/", actions.application_submit, name="application-submit"),
    path("<int:pk>/pull-back/", actions.application_pull_back, name="application-pull-back"),
    path("<int:pk>/withdraw/", actions.application_withdraw, name="application-withdraw"),
    path("<int:pk>/accept/", actions.application_accept, name="application-accept"),
    path("<int:pk>/return/", actions.application_return, name="application-return"),
]

urlpatterns = FILING
