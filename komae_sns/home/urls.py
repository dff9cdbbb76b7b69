from django.urls import path

from komae_sns.home import views
from komae_sns.home.saved import views as saved

app_name = "home"

urlpatterns = [
    path("", views.my_work, name="my-work"),
    path("notices/", views.notice_list, name="notice-list"),
    path("notices/read/", views.notices_read, name="notices-read"),
    path("notices/<id:pk>/open/", views.notice_open, name="notice-open"),
    path("search/", views.search, name="search"),
    path("views/", saved.view_list, name="view-list"),
    path("views/keep/", saved.view_keep, name="view-keep"),
    path("views/<id:pk>/rename/", saved.view_rename, name="view-rename"),
    path("views/<id:pk>/remove/", saved.view_remove, name="view-remove"),
    path("guideline/", views.guideline, name="guideline"),
]
