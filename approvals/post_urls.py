"""/posts/: drafts of posts, apart from applications."""

from django.urls import path

from approvals.views import post_check

app_name = "posts"

urlpatterns = [
    path("check/", post_check.post_check, name="post-check"),
]
