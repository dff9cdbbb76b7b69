from django.urls import path

from komae_sns.documents.evidence import store_views, upload_views

app_name = "evidence"

urlpatterns = [
    path("", store_views.store, name="store"),
    path("verify/", store_views.store_verify, name="store-verify"),
    path("uploads/", upload_views.upload_add, name="upload-add"),
    path("uploads/<uuid:upload_pk>/remove/", upload_views.upload_remove, name="upload-remove"),
    path("<id:pk>/", store_views.file, name="file"),
    path("<id:pk>/copy/", store_views.file_copy, name="file-copy"),
    path("<id:pk>/sealed/", store_views.file_sealed, name="file-sealed"),
]
