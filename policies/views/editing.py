"""The editor: every button is a POST of its own and works without a script."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget, trigger_client_event

from komae_sns.lives import WrongStatus
from komae_sns.staff import held_posts
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from policies import permissions, services
from policies.articles import Articles, BadArticles, Change, Typed
from policies.articles.edits import Gone, find
from policies.editor import editor_of
from policies.forms import ArticleForm, TitleForm, orphans
from policies.models import PolicyVersion
from policies.records import record_of_accounts
from policies.services import EditConflict, Refused
from policies.views.loading import back, visible_version

CONFLICT, UNPROCESSABLE = 409, 422
REFUSALS = (BadArticles, Refused, WrongStatus)


@require_safe
def version_edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = visible_version(request, pk, number)
    require(permissions.can_edit, request.actor, version)
    if not version.is_editable:
        messages.info(request, "この版は、いまは直せません。")
        return redirect(version)
    return _page(request, version, form=_held_form(request, version))


def _held_form(request: HttpRequest, version: PolicyVersion) -> ArticleForm | None:
    """What was typed before the log-in ended, back in its fields."""
    held = held_posts.take(request) or {}
    articles = version.contents
    for article in articles:
        if f"{article.key}-edit" in held:
            return ArticleForm(held, article=article, articles=articles)
    return None


def _page(request: HttpRequest, version: PolicyVersion, status: int = 200, **parts) -> HttpResponse:
    lost = parts.pop("lost", ())
    old = PolicyVersion.objects.before(version).first()
    context = {
        "version": version,
        "editor": editor_of(version, **parts),
        "lost": lost,
        "compare_with": version.compare_url(old) if old else "",
    }
    return render(request, "policies/version_edit.html", context, status=status)


@require_POST
def article_save(request: HttpRequest, pk: int, number: int, key: str) -> HttpResponse:
    """Keeps what was typed, and does what the pressed button (`do`) says."""
    version = visible_version(request, pk, number)
    require(permissions.can_edit, request.actor, version)
    articles = version.contents
    try:
        form = ArticleForm(request.POST, article=find(articles, key), articles=articles)
    except Gone as gone:
        return _gone(request, version, gone, key)
    if not form.is_valid():
        return _not_saved(request, version, form)
    try:
        version = _do(request.POST.get("do", ""), version, form.typed(), request.actor)
    except EditConflict:
        return _conflict(request, version, key)
    except REFUSALS as refused:
        messages.error(request, str(refused))
        return back(request, version, f"article-{key}")
    return _saved(request, version, key, articles)


Button = Callable[[PolicyVersion, Typed, Actor], PolicyVersion]


def _do(button: str, version: PolicyVersion, typed: Typed, by: Actor) -> PolicyVersion:
    if button in _ARTICLE_BUTTONS:
        return _ARTICLE_BUTTONS[button](version, typed, by)
    return services.save_article(version, typed, by=by, change=Change.read(button))


def _move(step: int) -> Button:
    def move(version: PolicyVersion, typed: Typed, by: Actor) -> PolicyVersion:
        services.save_article(version, typed, by=by)
        return services.move_article(version, typed.key, step, by=by)

    return move


def _add_after(version: PolicyVersion, typed: Typed, by: Actor) -> PolicyVersion:
    services.save_article(version, typed, by=by)
    return services.add_article(version, after=typed.key, by=by)


def _remove(version: PolicyVersion, typed: Typed, by: Actor) -> PolicyVersion:
    return services.remove_article(version, typed.key, edit=typed.edit, by=by)


def _restore(version: PolicyVersion, typed: Typed, by: Actor) -> PolicyVersion:
    return services.restore_article(version, typed.key, edit=typed.edit, by=by)


_ARTICLE_BUTTONS: dict[str, Button] = {
    "article_up": _move(-1),
    "article_down": _move(+1),
    "article_add": _add_after,
    "article_remove": _remove,
    "article_restore": _restore,
}


def _anchor(version: PolicyVersion, key: str, seen: Articles) -> str:
    """The article just added, the one worked on, or the one now in the place of the one gone."""
    before, now = [a.key for a in seen], [a.key for a in version.contents]
    added = [k for k in now if k not in before]
    place = min(before.index(key), len(now) - 1)
    return f"article-{(added or [key if key in now else now[place]])[0]}"


def _saved(request: HttpRequest, version: PolicyVersion, key: str, seen: Articles) -> HttpResponse:
    if not request.htmx:
        return back(request, version, _anchor(version, key, seen))
    editor = editor_of(version)
    context = {
        "version": version,
        "editor": editor,
        "block": editor.block(key),
        "saved_at": timezone.localtime(),
    }
    return trigger_client_event(render(request, "policies/_saved.html", context), "portal:saved")


def _not_saved(request: HttpRequest, version: PolicyVersion, form: ArticleForm) -> HttpResponse:
    if not request.htmx:
        return _page(request, version, UNPROCESSABLE, form=form)
    return render(request, "policies/_not_saved.html", {"form": form})


def _conflict(request: HttpRequest, version: PolicyVersion, key: str) -> HttpResponse:
    """Both texts are shown: theirs beside the field, what was typed in the field."""
    version.refresh_from_db()
    articles = version.contents
    typed = request.POST.copy()
    typed[f"{key}-edit"] = str(find(articles, key).edit)
    form = ArticleForm(typed, article=find(articles, key), articles=articles)
    form.is_valid()
    if not request.htmx:
        return _page(request, version, CONFLICT, form=form, has_conflict=True)
    editor = editor_of(version, form=form, has_conflict=True)
    context = {"version": version, "editor": editor, "block": editor.block(key)}
    answer = render(request, "policies/_article.html", context)
    return reswap(retarget(answer, f"#article-{key}"), "outerHTML")


def _gone(request: HttpRequest, version: PolicyVersion, gone: Gone, key: str) -> HttpResponse:
    """Another person took the article out; what was typed is shown to be copied."""
    if request.htmx:
        return HttpResponse(status=CONFLICT)
    messages.error(request, str(gone))
    return _page(request, version, CONFLICT, lost=orphans(request.POST, key))


@require_POST
def version_title(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = visible_version(request, pk, number)
    require(permissions.can_edit, request.actor, version)
    form = TitleForm(request.POST, prefix="title")
    if not form.is_valid():
        return _page(request, version, UNPROCESSABLE, title_form=form)
    typed, by = form.cleaned_data, request.actor
    number = typed["seen_number"], typed["notice_number"]
    return _step(
        request,
        version,
        lambda: services.save_title(
            version, typed["title"], seen=typed["seen"], number=number, by=by
        ),
    )


@require_POST
def article_add(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = visible_version(request, pk, number)
    return _step(request, version, lambda: services.add_article(version, by=request.actor))


@require_POST
def article_offer(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An article of the catalogue."""
    version = visible_version(request, pk, number)
    key = request.POST.get("offer", "")
    try:
        version = services.add_offered_article(version, key, by=request.actor)
    except REFUSALS as refused:
        messages.error(request, str(refused))
        return back(request, version)
    return back(request, version, f"article-n{version.edit_number}")


@require_POST
def article_bring_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = visible_version(request, pk, number)
    name = request.POST.get("name", "")
    return _step(
        request, version, lambda: services.bring_back_article(version, name, by=request.actor)
    )


@require_POST
def version_refill(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """From the accounts the policy covers."""
    version = visible_version(request, pk, number)
    require(permissions.can_edit, request.actor, version)
    accounts = version.policy.accounts.with_names().order_by("pk")
    if not accounts:
        messages.error(request, "対象のアカウントがないので、記録から入れなおせません。")
        return back(request, version)
    record = record_of_accounts(accounts)
    return _step(request, version, lambda: services.refill(version, record, by=request.actor))


def _step(
    request: HttpRequest, version: PolicyVersion, step: Callable[[], PolicyVersion]
) -> HttpResponse:
    try:
        step()
    except REFUSALS as refused:
        messages.error(request, str(refused))
    return back(request, version)
