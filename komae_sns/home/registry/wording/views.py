"""市民に見せる一覧の文: as it is, changed, and every change with who and why."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import cards
from komae_sns.forms import show_errors
from komae_sns.home.registry.city import words
from komae_sns.home.registry.wording import permissions, services
from komae_sns.home.registry.wording.forms import PublicWordsForm
from komae_sns.home.registry.wording.models import CHOSEN, PublicWords
from komae_sns.staff import held_posts
from komae_sns.staff.decorators import only_for
from komae_sns.staff.permissions import require

_HISTORY = 30


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(permissions.can_read_public_words)
def registry_words(request: HttpRequest) -> HttpResponse:
    rows = list(PublicWords.objects.newest_first().select_related("set_by")[:_HISTORY])
    now_said = {name: words()[name] for name in CHOSEN}
    is_sent = request.method == "POST"
    if is_sent:
        require(permissions.can_set_public_words, request.actor)
    typed = request.POST if is_sent else held_posts.take(request)
    seen = rows[0].number if rows else 0
    form = PublicWordsForm(typed, initial=now_said | {"seen": seen})
    if is_sent and form.is_valid():
        facts = {"seen": form.cleaned_data["seen"], "because": form.cleaned_data["because"]}
        try:
            services.set_public_words(
                form.as_chosen(), **facts, by=request.actor, now=timezone.now()
            )
        except ValidationError as refused:
            show_errors(form, refused)
        else:
            messages.success(request, "変えました。市民に見せるページに、すぐに出ます。")
            return redirect("home:registry-words")
    context = {
        "form": form,
        "now_said": now_said,
        "kinds": _named(now_said["doubted_kinds"]),
        "history": [(row, _named(row.doubted_kinds)) for row in rows],
        "may_set": permissions.can_set_public_words(request.actor),
    }
    return render(request, "home/registry_words.html", context)


def _named(kinds: list[str]) -> str:
    known = cards.cards()
    return "・".join(known[key].name if key in known else key for key in kinds)
