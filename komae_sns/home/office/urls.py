from django.urls import path

from komae_sns.home.office import views

app_name = "office"

urlpatterns = [
    path("", views.board, name="board"),
    path("matters/<slug:code>/", views.matter, name="matter"),
]
