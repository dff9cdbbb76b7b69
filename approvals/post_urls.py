"""/posts/: drafts of posts, apart from applications."""

from django.urls import path

from approvals.views import post_check, post_steps, post_words, posts

app_name = "posts"

urlpatterns = [
    path("", posts.post_list, name="post-list"),
    path("check/", post_check.post_check, name="post-check"),
    path("words/", post_words.word_list, name="word-list"),
    path("words/set/", post_words.word_set, name="word-set"),
    path("new/", posts.post_new, name="post-new"),
    path("<id:pk>/", posts.post_detail, name="post-detail"),
    path("<id:pk>/edit/", posts.post_edit, name="post-edit"),
    path("<id:pk>/answer/", post_steps.post_answer, name="post-answer"),
    path("<id:pk>/submit/", post_steps.post_submit, name="post-submit"),
    path("<id:pk>/pull-back/", post_steps.post_pull_back, name="post-pull-back"),
    path("<id:pk>/approve/", post_steps.post_approve, name="post-approve"),
    path("<id:pk>/return/", post_steps.post_return, name="post-return"),
    path("<id:pk>/record/", post_steps.post_record, name="post-record"),
    path("<id:pk>/post-first/", post_steps.post_first, name="post-first"),
    path("<id:pk>/see/", post_steps.post_see, name="post-see"),
    path("<id:pk>/withdraw/", post_steps.post_withdraw, name="post-withdraw"),
]
