from django.urls import path

from komae_sns.staff.views import deputies, own

app_name = "staff"

urlpatterns = [
    path("login/", own.login, name="login"),
    path("logout/", own.logout, name="logout"),
    path("me/", own.my_posts, name="my-posts"),
    path("me/password/", own.password_change, name="password-change"),
    path("me/after-review/", deputies.after_review, name="after-review"),
    path("deputies/", deputies.deputy_list, name="deputy-list"),
    path("deputies/new/", deputies.deputy_add, name="deputy-add"),
    path("deputies/<id:pk>/end/", deputies.deputy_end, name="deputy-end"),
]
