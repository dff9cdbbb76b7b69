"""使い方: one page for each post, for people who come twice a year (help.toml)."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from komae_sns.staff.posts import Post

_FILE = Path(__file__).with_name("help.toml")


@cache
def pages() -> dict[Post, dict[str, Any]]:
    with _FILE.open("rb") as file:
        return {Post(row["post"]): row for row in tomllib.load(file)["post"]}


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """One's own posts first."""
    held = {a.post for a in request.actor.appointments}
    found = [(post, page["lead"]) for post, page in pages().items()]
    context = {
        "mine": [row for row in found if row[0] in held],
        "others": [row for row in found if row[0] not in held],
    }
    return render(request, "home/help_index.html", context)


@require_safe
def help_post(request: HttpRequest, post: str) -> HttpResponse:
    try:
        found = Post(post.upper().replace("-", "_"))
    except ValueError:
        raise Http404 from None
    page = pages()[found]
    is_mine = any(a.post == found for a in request.actor.appointments)
    context = {
        "post": found,
        "page": page,
        "steps": [step | {"address": reverse(step["url"])} for step in page["step"]],
        "is_mine": is_mine,
    }
    return render(request, "home/help_post.html", context)
