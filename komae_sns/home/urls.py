from django.urls import path

from komae_sns.home import help_pages, views
from komae_sns.home.editions import views as editions
from komae_sns.home.registry.wording import views as wording
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
    path("guideline/versions/", editions.guideline_versions, name="guideline-versions"),
    path("guideline/versions/new/", editions.guideline_load, name="guideline-load"),
    path("guideline/versions/<id:pk>/", editions.guideline_version, name="guideline-version"),
    path("registry-words/", wording.registry_words, name="registry-words"),
    path("help/", help_pages.help_index, name="help-index"),
    path("help/<slug:post>/", help_pages.help_post, name="help-post"),
]
