"""What is found of running accounts: 効果測定, their figures, and what happened to them."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse

from accounts import metrics
from accounts.models import AnnualReview, Figure, OfficialAccount, ReviewRound
from accounts.permissions import can_read_review_draft, is_city_staff
from accounts.services.figures import Entry
from incidents.models import Impostor, Incident, PublicWarning
from komae_sns.documents import wareki
from komae_sns.home.finding import kinds
from komae_sns.home.finding.asked import Found, Search
from komae_sns.searching import search_key
from komae_sns.staff.posts import Post


def reviews(search: Search) -> QuerySet:
    """By their account, their 年度, what was submitted, and for its writers by the draft."""
    rows = AnnualReview.objects.visible_to(search.actor)
    if not is_city_staff(search.actor):
        return rows.none()
    for word in search.words:
        submitted = ReviewRound.objects.filter(**{search.lookup(ReviewRound): word})
        rows = rows.filter(
            _of_account(search, word, rows)
            | Q(year__in=[year.pk for year in search.known.years if word in search_key(year.label)])
            | Exists(submitted.filter(review=OuterRef("pk")))
            | _drafted(search, word)
        )
    return rows


def dressed_reviews(rows: QuerySet) -> QuerySet:
    rounds = ReviewRound.objects.order_by("-number").only("review_id", "number", "snapshot")
    return (
        rows.select_related("year", "account__service")
        .prefetch_related(Prefetch("rounds", rounds))
        .defer("field_edits", "search_key", "account__search_key")
    )


def _of_account(search: Search, word: str, rows: QuerySet) -> Q:
    """Of many rows the accounts are found first; of few, the account of each is read."""
    held = Q(**{search.lookup(OfficialAccount): word}) | search.named(word)
    if search.is_long(rows.model):
        return Q(account__in=OfficialAccount.objects.filter(held).values("pk"))
    held = Q(search_key__reads=word) | search.named(word)
    return Q(Exists(OfficialAccount.objects.filter(held, pk=OuterRef("account"))))


def _drafted(search: Search, word: str) -> Q:
    written = Q(**{search.lookup(AnnualReview): word})
    if search.actor.holds(Post.SECRETARIAT):
        return written
    return written & Q(account__department__in=search.actor.section_ids)


def review(search: Search, review: AnnualReview) -> Found:
    """Quotes what the person may read: a draft's answers, else what was submitted."""
    department = search.departments[review.account.department_id]
    review.account.department = department
    texts = [(f"第{r.number}回の提出", r.text) for r in review.rounds.all()]
    is_written = review.is_with_section or not texts
    if is_written and can_read_review_draft(search.actor, review):
        texts.insert(0, ("記入内容", review.text))
    place = f"{department.full_name}・{review.get_status_display()}"
    if review.verdict:
        place += f"・判定 {review.get_verdict_display()}"
    return search.found(review, str(review), place, *texts)


def figure_names() -> Iterable[str]:
    """「フォロワー数」 and whatever else the city calls them."""
    for heading, names in metrics.headings().values():
        yield from (heading, *names)


def figures(search: Search) -> QuerySet:
    """Accounts with figures on record, with those of the newest month."""
    current = Figure.objects.current().filter(account=OuterRef("pk"))
    return kinds.accounts(search).filter(Exists(current))


def dressed_figures(rows: QuerySet) -> QuerySet:
    current = Figure.objects.current()
    newest = current.filter(account=OuterRef("account")).order_by("-month").values("month")[:1]
    latest = current.filter(month=Subquery(newest)).order_by("pk")
    return kinds.dressed_accounts(rows).prefetch_related(Prefetch("figures", latest))


def figure(search: Search, account: OfficialAccount) -> Found:
    account.service = search.services[account.service_id]
    labels = {m.code: m for m in metrics.metrics_of(account.service.rule)}
    latest = [f for f in account.figures.all() if f.metric in labels and not f.missing_because]
    entries = [(labels[figure.metric], Entry.of(figure)) for figure in latest]
    said = "、".join(f"{metric.label} {entry.spoken(metric)}" for metric, entry in entries)
    month = wareki.long(latest[0].month).removesuffix("1日") + "・" if latest else ""
    return Found(
        f"{account}の数字",
        reverse("accounts:figure-list", args=[account.pk]),
        month + said,
        (),
        search.asked,
    )


def incidents(search: Search) -> QuerySet:
    rows = Incident.objects.visible_to(search.actor)
    for word in search.words:
        own = Q(**{search.lookup(Incident): word})
        rows = rows.filter(own | _of_account(search, word, rows))
    return rows


def dressed_incidents(rows: QuerySet) -> QuerySet:
    return rows.select_related("number", "account__service").defer(
        "search_key", "account__search_key"
    )


def incident(search: Search, incident: Incident) -> Found:
    department = search.departments[incident.department_id].full_name
    place = f"{incident.number}・{department}・{incident.get_status_display()}"
    texts = (("何が起きているか", incident.what), ("どこで", incident.where))
    more = (("対応と結果", incident.outcome), ("知らせた人", incident.told_by))
    return search.found(incident, str(incident), place, *texts, *more)


def impostors(search: Search) -> QuerySet:
    return search.holding(Impostor.objects.visible_to(search.actor))


def with_names(rows: QuerySet) -> QuerySet:
    return rows.with_names().defer("search_key")


def impostor(search: Search, impostor: Impostor) -> Found:
    place = f"{impostor.incident.number}・{impostor.get_status_display()}"
    texts = (("表示名", impostor.display_name), ("アドレス", impostor.url))
    more = (("何をしているか", impostor.what), ("見つけたときのまま", impostor.typed))
    return search.found(impostor, str(impostor), place, *texts, *more)


def warnings(search: Search) -> QuerySet:
    return search.holding(PublicWarning.objects.visible_to(search.actor))


def warning(search: Search, warning: PublicWarning) -> Found:
    place = f"{warning.incident.number}・{warning.get_status_display()}"
    return search.found(warning, str(warning), place, ("本文", warning.body))
