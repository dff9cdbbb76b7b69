"""The kinds of things that hold words, each asked for through what the reader may see."""

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import OfficialAccount
from approvals.models import AgendaItem, Application, ApplicationRound, Meeting, Minutes, Waiver
from approvals.permissions.filing import can_read_draft
from komae_sns.documents import wareki
from komae_sns.home.finding.asked import Found, Search
from policies.models import PolicyVersion


def accounts(search: Search) -> QuerySet:
    """Also by the names of its 部課 and 媒体, which are not in the account's own words."""
    rows = OfficialAccount.objects.visible_to(search.actor)
    for word in search.words:
        rows = rows.filter(Q(search_key__has=word) | search.named(word))
    return rows


def dressed_accounts(rows: QuerySet) -> QuerySet:
    return rows.defer("devices", "linked_apps", "search_key")


def account(search: Search, account: OfficialAccount) -> Found:
    account.service = search.services[account.service_id]
    department = search.departments[account.department_id].full_name
    return search.found(
        account,
        f"{account.name} {account.shown_handle}".strip(),
        f"{account.service.name}・{department}・{account.get_status_display()}",
        ("目的", account.purpose),
        ("投稿内容", account.topics),
        ("プロフィール文", account.profile_text),
        ("対象者", account.audience),
        ("発信の回数", account.frequency),
        ("アドレス", account.url),
        ("登録メールアドレス", account.registered_email),
        ("委託先", account.contractor),
        ("運用主体", department),
        ("媒体", account.service.name),
    )


def applications(search: Search) -> QuerySet:
    seen = Application.objects.visible_to(search.actor)
    if search.words:
        by_pairs = search.is_long(Application)
        seen = seen.holding(search.words, actor=search.actor, by_pairs=by_pairs)
    return seen


def dressed_applications(rows: QuerySet) -> QuerySet:
    rounds = ApplicationRound.objects.order_by("-number")
    return rows.prefetch_related(
        Prefetch("rounds", rounds.only("application_id", "number", "snapshot"))
    ).defer("field_edits", "search_key")


def application(search: Search, application: Application) -> Found:
    """Quotes what the person may read: a draft's answers, else what was filed."""
    application.department = search.departments[application.department_id]
    rounds = application.rounds.all()
    texts = [(f"第{r.number}回の提出", r.text) for r in rounds]
    if not rounds or can_read_draft(search.actor, application):
        texts.insert(0, ("記入内容", application.text))
    place = f"{application.department.full_name}・{application.get_status_display()}"
    return search.found(application, str(application), place, *texts)


def policies(search: Search) -> QuerySet:
    return search.holding(PolicyVersion.objects.visible_to(search.actor))


def dressed_policies(rows: QuerySet) -> QuerySet:
    return rows.select_related("policy").defer("record", "search_key")


def policy(search: Search, version: PolicyVersion) -> Found:
    department = search.departments[version.policy.department_id].full_name
    place = f"{department}・{version.get_status_display()}"
    return search.found(version, str(version), place, ("条文", version.text))


def items(search: Search) -> QuerySet:
    """Deliberated in a meeting: found by what was filed for it, or by why it ended."""
    seen = Meeting.objects.visible_to(search.actor)
    rounds = search.holding(ApplicationRound.objects.all()).order_by()
    return AgendaItem.objects.on_paper().filter(meeting__in=seen, round__in=rounds)


def dressed_items(rows: QuerySet) -> QuerySet:
    return rows.select_related("meeting", "application", "round").only(
        *("status", "position", "meeting__kind", "meeting__fiscal_year", "meeting__number"),
        *("meeting__held_on", "application__title", "round__snapshot"),
    )


def item(search: Search, item: AgendaItem) -> Found:
    place = f"{item.meeting}・{wareki.long(item.meeting.held_on)}・{item.get_status_display()}"
    return search.found(item, str(item), place, ("提出した内容", item.round.text))


def meetings(search: Search) -> QuerySet:
    return search.holding(Meeting.objects.visible_to(search.actor))


def meeting(search: Search, meeting: Meeting) -> Found:
    place = f"{wareki.long(meeting.held_on, weekday=True)}・{meeting.get_status_display()}"
    return search.found(meeting, str(meeting), place, ("場所", meeting.place))


def minutes(search: Search) -> QuerySet:
    """By what somebody wrote down; what the draft tells of the meeting is found as its items."""
    return search.holding(Minutes.objects.visible_to(search.actor))


def dressed_minutes(rows: QuerySet) -> QuerySet:
    return rows.select_related("meeting").prefetch_related("written").defer("search_key")


def of_minutes(search: Search, minutes: Minutes) -> Found:
    place = f"{wareki.long(minutes.meeting.held_on)}・{minutes.get_status_display()}"
    return search.found(minutes, str(minutes), place, ("議事録", minutes.text))


def waivers(search: Search) -> QuerySet:
    seen = Application.objects.visible_to(search.actor)
    return search.holding(Waiver.objects.filter(application__in=seen))


def dressed_waivers(rows: QuerySet) -> QuerySet:
    return rows.select_related("application").defer("application__answers")


def waiver(search: Search, waiver: Waiver) -> Found:
    department = search.departments[waiver.application.department_id].full_name
    place = f"{department}・期限 {wareki.long(waiver.expires_on)}"
    texts = (("特に必要と認める理由", waiver.reason), ("認める範囲", waiver.scope))
    return search.found(waiver, str(waiver.application), place, *texts)
