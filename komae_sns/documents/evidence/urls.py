from django.urls import path

from komae_sns.documents.evidence import store_views

app_name = "evidence"

urlpatterns = [
    path("", store_views.store, name="store"),
    path("verify/", store_views.store_verify, name="store-verify"),
    path("<id:pk>/", store_views.file, name="file"),
    path("<id:pk>/copy/", store_views.file_copy, name="file-copy"),
    path("<id:pk>/sealed/", store_views.file_sealed, name="file-sealed"),
]
