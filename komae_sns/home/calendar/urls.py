from django.urls import path

from komae_sns.home.calendar import views

app_name = "calendar"

urlpatterns = [
    path("", views.calendar_own, name="own"),
    path("remove/", views.calendar_remove, name="remove"),
    path("<slug:token>.ics", views.calendar_feed, name="feed"),
]
