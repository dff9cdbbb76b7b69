from django.urls import path

from komae_sns.home.trail import views

app_name = "audit"

urlpatterns = [
    path("", views.entry_list, name="entry-list"),
    path("trail.jsonl", views.trail_export, name="trail-export"),
    path("public-key.pem", views.public_key, name="public-key"),
    path("verify/", views.trail_verify, name="trail-verify"),
]
