"""Sections, people and their posts, entered as the secretariat would."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from komae_sns.documents.fiscal_year import first_day, fiscal_year
from komae_sns.home.demo import data
from komae_sns.home.demo.clock import Clock
from komae_sns.home.demo.town import Town
from komae_sns.staff import services as staff
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import Department, User
from komae_sns.staff.posts import Post

OPENED = date(2015, 4, 1)  # the sections, as far as the portal knows
MOST_YEARS = 4  # in a post


def settle(clock: Clock, password: str) -> Town:
    """Everybody's password is the same; it is hashed once."""
    by = _first_person(clock)
    table = data("city.toml")
    town = Town(clock, {}, _sections(table["divisions"], by))
    for row in (*table["logins"], *table["people"]):
        _enter(town, row, by)
    for row in _others(table, town):
        _enter(town, row, by)
    for row in table["transfers"]:
        _transfer(town, row, by)
    User.objects.filter(is_active=True).update(password=make_password(password))
    return town


def _first_person(clock: Clock) -> Actor:
    """Who set the portal up; never logs in again."""
    user = User.objects.create_superuser(
        "setup", name="初期設定", kana="しょきせってい", is_active=False
    )
    return Actor(user, clock.today, ())


def _sections(divisions: list[Mapping[str, Any]], by: Actor) -> dict[str, Department]:
    made: dict[str, Department] = {}
    for number, row in enumerate(divisions, 1):
        above = _division(row, number, by) if row["name"] else None
        for place, section in enumerate(row["sections"], 1):
            facts = {
                "code": f"{number:02}{place:02}",
                "kind": section.get("kind", Department.Kind.SECTION),
                "name": section["name"],
                "kana": section["kana"],
                "parent": above,
                "document_symbol": section["symbol"],
                "starts_on": OPENED,
            }
            made[section["name"]] = staff.create_department(facts, by=by)
    return made


def _division(row: Mapping[str, Any], number: int, by: Actor) -> Department:
    facts = {
        "code": f"{number:02}00",
        "kind": Department.Kind.DIVISION,
        "name": row["name"],
        "kana": row["kana"],
        "starts_on": OPENED,
    }
    return staff.create_department(facts, by=by)


def _enter(town: Town, row: Mapping[str, Any], by: Actor) -> None:
    number = len(town.people)
    ended = row.get("ended", 0)
    since = ended + MOST_YEARS if ended else 1 + number % MOST_YEARS
    last_day = _years_ago(town, ended - 1) - timedelta(days=1) if ended else None
    facts = {
        "username": row["username"],
        "name": row["name"],
        "kana": row["kana"],
        "email": f"{row['username']}@example.jp",
        "extension": str(2101 + 7 * number),
        "is_active": last_day is None,
    }
    user = staff.create_user(facts, password=None, by=by)
    town.people[row["username"]] = user
    for text in row["posts"]:
        post, _, section = text.partition("@")
        staff.appoint(
            user,
            Post(post),
            town.sections[section] if section else None,
            title=row.get("title", "") or _title(Post(post), section, number),
            starts_on=_years_ago(town, since),
            ends_on=last_day,
            by=by,
        )


def _years_ago(town: Town, years: int) -> date:
    """1 April; 0: of this 年度. In no post for less than a year, so that all of the story fits."""
    return first_day(fiscal_year(town.clock.today) - years)


def _title(post: Post, section: str, number: int) -> str:
    if post == Post.HEAD:
        return f"{section}長"
    ranks = data("city.toml")["others"]["ranks"]
    return f"{section}{ranks[number % len(ranks)]}" if post == Post.CLERK else ""


def _others(table: Mapping[str, Any], town: Town) -> Iterator[dict[str, Any]]:
    """A head and a clerk for each section that has none yet."""
    names = _names(table["others"])
    taken = {post for row in (*table["logins"], *table["people"]) for post in _standing(row)}
    for section in town.sections:
        wanted = [f"HEAD@{section}", f"CLERK@{section}"]
        free = [post for post in wanted if post not in taken]
        if section in table["others"]["two_clerks"]:
            free.append(f"CLERK@{section}")
        for post in free:
            name, kana = next(names)
            username = f"e{1001 + len(town.people)}"
            yield {"username": username, "name": name, "kana": kana, "posts": [post]}


def _standing(row: Mapping[str, Any]) -> list[str]:
    return [] if row.get("ended") else row["posts"]


def _names(others: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """No name comes twice before every pair of family and given name has come."""
    families, given = others["families"], others["given"]
    for index in range(len(families) * len(given)):
        turn, place = divmod(index, len(families))
        family, first = families[place], given[(turn + place) % len(given)]
        yield f"{family[0]} {first[0]}", f"{family[1]} {first[1]}"


def _transfer(town: Town, row: Mapping[str, str], by: Actor) -> None:
    """Entered ahead: takes effect by itself on the next 1 April."""
    leaving, next_day = town.headship(row["of"]), _years_ago(town, -1)
    staff.end_appointment(leaving, next_day - timedelta(days=1), by=by)
    staff.appoint(
        leaving.user,
        Post.HEAD,
        town.sections[row["to"]],
        title=f"{row['to']}長",
        starts_on=next_day,
        by=by,
    )
