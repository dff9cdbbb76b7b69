"""A table on its way in: chosen, looked at, its columns settled, taken or given up."""

from hashlib import sha256

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from komae_sns.home.intake import mending, services, shown
from komae_sns.home.intake.consequences import consequences
from komae_sns.home.intake.forms import FileForm, SettleForm, SureTakeForm, TakeForm
from komae_sns.home.intake.kinds import KINDS, Kind
from komae_sns.home.intake.looking import Look
from komae_sns.home.intake.models import Intake
from komae_sns.home.intake.services import MovedOn
from komae_sns.staff.permissions import can_keep_master_data
from komae_sns.staff.submissions import OtherContent, once

MOVED_ON = (
    "見ているあいだに、登録簿が変わりました。まだ何も取り込んでいません。"
    "下の表を確かめて、もう一度ボタンを押してください。"
)


@require_safe
def intake_list(request: HttpRequest) -> HttpResponse:
    kinds = _kinds(request)
    if not kinds:
        raise Http404
    intakes = Intake.objects.visible_to(request.actor).light()[:20]
    rows = [(intake, KINDS[intake.kind].title) for intake in intakes]
    context = {
        "kinds": kinds,
        "intakes": rows,
        "may_reorganise": can_keep_master_data(request.actor),
    }
    return render(request, "intake/intake_list.html", context)


def _kinds(request: HttpRequest) -> list[Kind]:
    return [kind for kind in KINDS.values() if kind.may(request.actor)]


def _kind(request: HttpRequest, code: str) -> Kind:
    kind = KINDS.get(code)
    if kind is None or not kind.may(request.actor):
        raise Http404
    return kind


@require_http_methods(["GET", "HEAD", "POST"])
def intake_new(request: HttpRequest, kind: str) -> HttpResponse:
    wanted = _kind(request, kind)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_receive_once(request, wanted, form))
        except ValidationError as refused:
            form.add_error("file", refused.messages)
        except OtherContent:
            form.add_error(None, "この画面は一度送信されています。もう一度開きなおしてください。")
    return render(request, "intake/intake_new.html", {"kind": wanted, "form": form})


def _receive_once(request: HttpRequest, kind: Kind, form: FileForm) -> str:
    file = form.cleaned_data["file"]
    table = file.read()

    def do() -> str:
        intake = services.receive(kind, file.name, table, by=request.actor, now=timezone.now())
        return intake.get_absolute_url()

    content = {**dict(request.POST.lists()), "file": [file.name, sha256(table).hexdigest()]}
    return once(request, form, f"intake-{kind.code}", do, content=content)


def _own(request: HttpRequest, pk: int) -> Intake:
    intake = get_object_or_404(Intake.objects.visible_to(request.actor), pk=pk)
    _kind(request, intake.kind)
    return intake


@require_safe
def intake_detail(request: HttpRequest, pk: int) -> HttpResponse:
    intake = _own(request, pk)
    if not intake.is_looked_at:
        context = {"intake": intake, "kind": KINDS[intake.kind], "counts": shown.counts(intake)}
        return render(request, "intake/intake_ended.html", context)
    return _page(request, intake, services.look_at(intake, by=request.actor))


def _page(
    request: HttpRequest,
    intake: Intake,
    look: Look,
    *,
    settle: SettleForm | None = None,
    take: TakeForm | None = None,
) -> HttpResponse:
    kind = KINDS[intake.kind]
    context = {
        "intake": intake,
        "kind": kind,
        "look": look,
        "page": shown.page_of(look.plan, request, kind),
        "settle": settle or SettleForm(kind=kind, intake=intake, look=look),
        "is_to_settle": bool(look.missing or settle),
        "take": take or _take_form(request, kind).fit(look),
        "consequences": consequences(kind, look.plan, request.actor.today),
    }
    return render(request, "intake/intake_detail.html", context)


def _take_form(request: HttpRequest, kind: Kind, typed: QueryDict | None = None) -> TakeForm:
    return SureTakeForm(typed, request=request) if kind.asks_password else TakeForm(typed)


@require_POST
def intake_settle(request: HttpRequest, pk: int) -> HttpResponse:
    intake = _own(request, pk)
    if not intake.is_looked_at:
        return redirect(intake)
    look = services.look_at(intake, by=request.actor)
    form = SettleForm(request.POST, kind=KINDS[intake.kind], intake=intake, look=look)
    if not form.is_valid():
        return _page(request, intake, look, settle=form)
    services.settle(
        intake,
        sheet=form.cleaned_data["sheet"],
        heading=form.cleaned_data["heading"],
        places=form.places(),
        defaults=form.defaults(),
        by=request.actor,
    )
    messages.success(request, "欄の対応を変えて、読みなおしました。")
    return redirect(f"{intake.get_absolute_url()}#rows")


@require_POST
def intake_take(request: HttpRequest, pk: int) -> HttpResponse:
    intake = _own(request, pk)
    intake.require_move(intake.STATUS.TAKEN)
    form = _take_form(request, KINDS[intake.kind], request.POST)
    if not form.is_valid():
        return _asked_again(request, intake, form)
    try:
        services.take(
            intake,
            seen=form.cleaned_data["seen"],
            only_good=form.cleaned_data["only_good"],
            by=request.actor,
            now=timezone.now(),
        )
    except MovedOn:
        messages.warning(request, MOVED_ON)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _asked_again(request, intake, form)
    else:
        messages.success(request, "取り込みました。")
    return redirect(intake)


def _asked_again(request: HttpRequest, intake: Intake, form: TakeForm) -> HttpResponse:
    """The page with what was typed; planned only now, for it takes seconds on long tables."""
    look = services.look_at(intake, by=request.actor)
    return _page(request, intake, look, take=form.fit(look))


@require_POST
def intake_discard(request: HttpRequest, pk: int) -> HttpResponse:
    intake = _own(request, pk)
    services.discard(intake, by=request.actor, now=timezone.now())
    messages.success(request, f"「{intake.file_name}」は取り込まずに、ポータルから消しました。")
    return redirect("intake:intake-list")


@require_safe
def intake_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows to mend, with what is wrong; mended, the file is chosen again as it is."""
    intake = _own(request, pk)
    if not intake.is_looked_at:
        raise Http404
    look = services.look_at(intake, by=request.actor)
    return mending.csv_response(KINDS[intake.kind], look, f"直す行_{intake.file_name}")


@require_safe
def intake_sample(request: HttpRequest, kind: str) -> HttpResponse:
    return mending.sample_response(_kind(request, kind))
