from django.urls import path

from komae_sns.home import views

app_name = "home"

urlpatterns = [
    path("", views.my_work, name="my-work"),
    path("notices/", views.notice_list, name="notice-list"),
    path("notices/read/", views.notices_read, name="notices-read"),
    path("notices/<id:pk>/open/", views.notice_open, name="notice-open"),
    path("search/", views.search, name="search"),
    path("guideline/", views.guideline, name="guideline"),
]
