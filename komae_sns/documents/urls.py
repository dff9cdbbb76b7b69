from django.urls import path

from komae_sns.documents import views

app_name = "documents"

urlpatterns = [
    path("", views.export_list, name="export-list"),
    path("lists/<slug:code>/", views.list_export, name="list-export"),
    path("<id:pk>/", views.export_detail, name="export-detail"),
    path("<id:pk>/progress/", views.export_progress, name="export-progress"),
    path("<id:pk>/cancel/", views.export_cancel, name="export-cancel"),
    path("<id:pk>/file/", views.export_file, name="export-file"),
]
