"""What stands between a draft and the secretariat, and what the readers should look at."""

from collections.abc import Iterator
from datetime import date

from accounts.address import Address, handle_key, read
from accounts.models import FormerHandle, OfficialAccount, Service
from accounts.profile import Finding, check_profile
from accounts.registered_mail import city_mail_problem
from accounts.services.addresses import former_of, formerly_ours
from approvals import changes, plan_form
from approvals.models import Application
from approvals.plan_form import Gap, Step
from approvals.services import rounds
from komae_sns import city
from komae_sns.documents import fonts
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import Post


def gaps(application: Application, *, today: date) -> tuple[Gap, ...]:
    """Everything that must be mended before `submit`, in the order of the steps."""
    found = (
        *plan_form.gaps(application.answers),
        *_change_gaps(application),
        *_address_gaps(application),
        *_mail_gaps(application),
        *_manager_gaps(application, today),
        *_profile_gaps(application),
        *_policy_gaps(application),
        *_unprintable_gaps(application),
    )
    return tuple(sorted(found, key=lambda gap: gap.step.number))


def address_of(application: Application) -> Address:
    """What the typed address means: service, handle and the one canonical address."""
    answers = application.answers
    return read(
        answers.get("address", ""), Service.objects.rules(), service=answers.get("service") or None
    )


def same_account(
    found: Address, *, besides: OfficialAccount | None = None
) -> OfficialAccount | None:
    """The official account that already has this handle on this service."""
    if not found.service:
        return None
    key = handle_key(found.service, found.handle)
    taken = OfficialAccount.objects.official().filter(service__code=found.service, handle_key=key)
    others = taken.exclude(pk=besides.pk) if besides else taken
    return others.with_names().first() if key else None


def former_account(application: Application, found: Address) -> FormerHandle | None:
    """Whose former name it is: nobody takes one of ours unnoticed (4(5)エ)."""
    service = Service.objects.filter(code=found.service or "").first()
    if service is None or not found.ok:
        return None
    return former_of(service, found.handle, found.url, besides=application.changed_account)


def profile_findings(application: Application) -> tuple[Finding, ...]:
    """4(3)ア: does the profile name the operator and the purpose?"""
    service = Service.objects.filter(code=application.answers.get("service", "")).first()
    return check_profile(
        application.answers.get("profile_text", ""),
        city_name=city.facts()["name"],
        department_names=[application.department.name],
        purpose=application.answers.get("purpose", ""),
        limit=service.rule.profile_limit if service else None,
    )


def _address_gaps(application: Application) -> Iterator[Gap]:
    if not plan_form.field("address").is_answered(application.answers):
        return
    found = address_of(application)
    for problem in found.errors:
        yield Gap("address", Step.ACCOUNT, problem.message)
    if taken := same_account(found, besides=application.changed_account):
        sentence = f"このアカウントは「{taken}」（{taken.department}）として登録されています。"
        yield Gap("address", Step.ACCOUNT, sentence)
    elif former := former_account(application, found):
        yield Gap("address", Step.ACCOUNT, formerly_ours(former))


def _mail_gaps(application: Application) -> Iterator[Gap]:
    if _stays(application, "registered_email"):
        return
    typed = application.answers.get("registered_email", "")
    if problem := typed and city_mail_problem(typed):
        yield Gap("registered_email", Step.ACCOUNT, f"登録メールアドレス：{problem}")


def _manager_gaps(application: Application, today: date) -> Iterator[Gap]:
    chosen = application.answers.get("manager")
    heads = Appointment.objects.holding(Post.HEAD).in_section(application.department)
    if chosen and not heads.filter(pk=chosen).exclude(ends_on__lt=today).exists():
        yield Gap(
            "manager", Step.ACCOUNT, "管理者が、いまの所属長ではありません。選びなおしてください。"
        )


def _profile_gaps(application: Application) -> Iterator[Gap]:
    is_answered = plan_form.field("profile_text").is_answered(application.answers)
    if not is_answered or _stays(application, "profile_text"):
        return
    for finding in profile_findings(application):
        if finding.level == "error":
            yield Gap("profile_text", Step.ACCOUNT, f"プロフィール文：{finding.message}")


def _policy_gaps(application: Application) -> Iterator[Gap]:
    version = rounds.draft_version(application)
    if version is None and application.is_change:
        return
    if version is None:
        yield Gap(plan_form.POLICY_KEY, Step.POLICY, "運用ポリシーがまだありません。")
        return
    for gap in version.gaps():
        yield Gap(plan_form.POLICY_KEY, Step.POLICY, gap.sentence)


def _stays(application: Application, key: str) -> bool:
    """What a change leaves as it is nobody has to mend now."""
    return application.is_change and not any(c.key == key for c in changes.of(application))


def _change_gaps(application: Application) -> Iterator[Gap]:
    account = application.changed_account
    if account is None:
        return
    if not account.is_in_use:
        status = account.get_status_display()
        yield Gap("title", Step.FORM, f"アカウントが「{status}」なので、変更を申請できません。")
    found = changes.of(application)
    for change in found:
        if not change.new and change.key not in changes.MAY_BE_EMPTIED:
            yield Gap(change.key, change.step, f"「{change.label}」を空けることはできません。")
    if not found and application.revision is None:
        sentence = "いまと変わるところがありません。変えるところを書き直してください。"
        yield Gap("purpose", Step.EXISTING, sentence)


def _unprintable_gaps(application: Application) -> Iterator[Gap]:
    """The paper is frozen for ever: a character no font has is told before it is filed."""
    for field in plan_form.fields():
        absent = fonts.missing(str(application.answers.get(field.key) or ""))
        if absent and field.is_asked(application.answers):
            named = fonts.described(absent)
            sentence = f"「{field.label}」に、紙に印刷できない文字があります：{named}"
            yield Gap(field.key, field.step, sentence)
