from django.urls import path

from komae_sns.home.intake import views

app_name = "intake"

urlpatterns = [
    path("import/", views.intake_list, name="intake-list"),
    path("accounts/import/", views.intake_new, {"kind": "accounts"}, name="account-import"),
    path("import/<id:pk>/", views.intake_detail, name="intake-detail"),
    path("import/<id:pk>/settle/", views.intake_settle, name="intake-settle"),
    path("import/<id:pk>/take/", views.intake_take, name="intake-take"),
    path("import/<id:pk>/discard/", views.intake_discard, name="intake-discard"),
    path("import/<id:pk>/to-mend.csv", views.intake_errors, name="intake-errors"),
    path("import/<slug:kind>/", views.intake_new, name="intake-new"),
    path("import/<slug:kind>/sample.csv", views.intake_sample, name="intake-sample"),
]
