"""既存登録: the accounts the city ran before the portal, with their operators and policies."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts import services as accounts
from accounts.models import OfficialAccount, Service
from accounts.status import AccountStatus
from komae_sns.documents.fiscal_year import fiscal_year, last_day
from komae_sns.home.demo import data
from komae_sns.home.demo.town import Town
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.posts import Post
from policies import services as policies
from policies.articles import Typed
from policies.models import PolicyVersion
from policies.records import record_of_accounts

ENTERED, CHECKED = 110, 104  # weekdays ago
Register = dict[str, OfficialAccount]
Texts = Mapping[str, Mapping[str, str]]


def register(town: Town) -> Register:
    table = data("accounts.toml")
    by = town.person("secretariat", ENTERED)
    found = {row["key"]: _registered(town, row, by) for row in table["accounts"]}
    for row in table["policies"]:
        _write_policy(town, [found[key] for key in row["of"]], row)
    for row in table["taken_over"]:
        _take_over(town, found[row["of"]], row)
    return found


def _registered(town: Town, row: Mapping[str, Any], by: Actor) -> OfficialAccount:
    account = accounts.register_existing(
        by=by,
        service=Service.objects.get(code=row["service"]),
        department=town.sections[row["section"]],
        name=row["name"],
        address=row["address"],
        status=AccountStatus(row.get("status", AccountStatus.RUNNING)),
        opened_on=row["opened_on"],
        evidence=row["evidence"],
        facts=_facts(town, row),
    )
    for user in _operators(town, row):
        accounts.add_operator(account, user, by=by, starts_on=_first_day_of(user))
    accounts.record_badge(account, row.get("badge", account.badge), by=by)
    accounts.mark_city_pr(account, row.get("is_city_pr", False), by=by)
    return account


def _facts(town: Town, row: Mapping[str, Any]) -> dict[str, Any]:
    facts = {
        "manager": town.headship(row["section"]),
        "registered_email": row["email"],
        "profile_text": row["profile"],
        "needs_post_approval": row["approval"],
        "linked_apps": row.get("linked_apps", ""),
    }
    if "contractor" in row:
        facts |= {
            "contractor": row["contractor"],
            "contractor_until": last_day(fiscal_year(town.clock.today)),
        }
    same = ("purpose", "topics", "audience", "frequency", "tone", "devices")
    return facts | {name: row[name] for name in same}


def _operators(town: Town, row: Mapping[str, Any]) -> list[User]:
    named = row.get("operators", [])
    clerks = town.clerks(row["section"]) if "clerk" in named else []
    return [*clerks, *([town.people["contractor"]] if "contractor" in named else [])]


def _first_day_of(user: User) -> date:
    """In the post in which they write."""
    return user.appointments.get(post__in=[Post.CLERK, Post.CONTRACTOR]).starts_on


def _write_policy(town: Town, of: list[OfficialAccount], row: Mapping[str, Any]) -> None:
    head = town.head(of[0].department.name, CHECKED)
    record = record_of_accounts(of)
    policy = policies.start_policy(of[0].department, record, by=head, accounts=of)
    version = policy.versions.get()
    for key in row.get("offered", ()):
        version = policies.add_offered_article(version, key, by=head)
    if "telephone" in row:
        version = _telephone(version, row["telephone"], head)
    number = row.get("number", "")
    _enact(town, version, row.get("texts", {}), row["enacted_on"], head, number)
    if "revised_on" in row:
        revised = policies.new_version(policy, by=head)
        _enact(town, revised, row["revised_texts"], row["revised_on"], head)
    if "drafting" in row:
        write(policies.new_version(policy, by=head), row["drafting"], by=head)


def _telephone(version: PolicyVersion, text: str, head: Actor) -> PolicyVersion:
    """The blank of the article 問合せ先."""
    article = next(a for a in version.contents if a.caption == "問合せ先")
    line = article.paragraphs[0].items[1]
    return write(version, {article.key: {line.key: text}}, by=head)


def _enact(
    town: Town,
    version: PolicyVersion,
    texts: Texts,
    enacted_on: date,
    head: Actor,
    number: str = "",
) -> None:
    version = write(version, texts, by=head)
    policies.put_in_force(
        version,
        enacted_on=enacted_on,
        notice_number=number,
        by=head,
        now=town.clock.at(CHECKED, 15),
    )


def _take_over(town: Town, account: OfficialAccount, row: Mapping[str, Any]) -> None:
    """From paper: in force already where its day and evidence are known, else as a draft."""
    dated = "evidence" in row
    policies.take_over(
        [account],
        row["text"],
        title=row["title"],
        notice_number=row.get("number", ""),
        existing=policies.Existing(row["enacted_on"], row["evidence"]) if dated else None,
        by=town.head(account.department.name, CHECKED),
        now=town.clock.at(CHECKED, 16),
    )


def write(version: PolicyVersion, texts: Texts, *, by: Actor) -> PolicyVersion:
    """`texts`: article key → line key → what stands there."""
    for key, lines in texts.items():
        article = next(a for a in version.contents if a.key == key)
        typed = Typed(key, article.edit, article.caption, lines)
        version = policies.save_article(version, typed, by=by)
    return version
