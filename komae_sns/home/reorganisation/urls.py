from django.urls import path

from komae_sns.home.reorganisation import views

app_name = "reorganisation"

urlpatterns = [
    path("", views.reorganisation_list, name="list"),
    path("new/", views.reorganisation_new, name="new"),
    path("<id:pk>/", views.reorganisation_detail, name="detail"),
    path("<id:pk>/cancel/", views.reorganisation_cancel, name="cancel"),
]
