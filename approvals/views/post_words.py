"""投稿前チェックの言葉: the lists as they stand, and their changes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from approvals.forms.posts import WordForm, WordSetForm
from approvals.models import PostWord
from approvals.models.post_word import of_the_city
from approvals.permissions import posts as may
from approvals.services.post_words import label_of, set_word, sorts
from komae_sns.forms import show_errors
from komae_sns.staff import held_posts
from komae_sns.staff.permissions import require
from komae_sns.staff.submissions import OtherContent, once

_HISTORY = 50


@require_http_methods(["GET", "HEAD", "POST"])
def word_list(request: HttpRequest) -> HttpResponse:
    """Read by the secretariat and audit; a word is added here."""
    require(may.can_read_words, request.actor)
    is_sent = request.method == "POST"
    if is_sent:
        require(may.can_keep_words, request.actor)
    form = WordForm(request.POST if is_sent else held_posts.take(request))
    if is_sent and form.is_valid():
        try:
            return redirect(_add_once(request, form))
        except ValidationError as refused:
            show_errors(form, refused, field="word")
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。一覧を確かめてください。")
    rows = list(PostWord.objects.with_names())
    context = {
        "form": form,
        "lists": [(label_of(sort), sort, _standing(sort, rows)) for sort in sorts()],
        "history": [(row, label_of(row.sort)) for row in rows[:_HISTORY] if row.sort in sorts()],
        "may_keep": may.can_keep_words(request.actor),
    }
    return render(request, "posts/word_list.html", context)


def _standing(sort: str, rows: list[PostWord]) -> list[tuple[str, bool]]:
    """Each word and whether it is used; the newest row of a word comes first."""
    state = dict.fromkeys(of_the_city(sort), True)
    state |= {row.word: row.is_on for row in reversed(rows) if row.sort == sort}
    return sorted(state.items())


def _add_once(request: HttpRequest, form: WordForm) -> str:
    typed = dict(form.cleaned_data)
    del typed["submission_id"]

    def do() -> str:
        set_word(**typed, is_on=True, by=request.actor, now=timezone.now())
        messages.success(request, "言葉を足しました。いまから使われます。")
        return reverse("posts:word-list")

    return once(request, form, "post-word-add", do)


@require_POST
def word_set(request: HttpRequest) -> HttpResponse:
    """休ませる, or take up again."""
    require(may.can_keep_words, request.actor)
    form = WordSetForm(request.POST)
    if not form.is_valid():
        messages.error(request, "言葉を確かめて、もう一度押してください。")
        return redirect("posts:word-list")
    typed = form.cleaned_data
    facts = {"is_on": typed["use"], "by": request.actor, "now": timezone.now()}
    try:
        set_word(typed["sort"], typed["word"], **facts)
    except ValidationError as refused:
        messages.error(request, "".join(refused.messages))
    else:
        done = "もう一度使います。" if typed["use"] else "休ませました。いまから指摘しません。"
        messages.success(request, f"「{typed['word']}」を{done}")
    return redirect("posts:word-list")
