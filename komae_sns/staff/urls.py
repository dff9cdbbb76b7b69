from django.urls import path

from komae_sns.staff import views

app_name = "staff"

urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("me/", views.my_posts, name="my-posts"),
    path("me/password/", views.password_change, name="password-change"),
]
