"""見本第1–10条: writing a draft, by several people at once, without losing anybody's words."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from komae_sns.audit import services as audit
from komae_sns.city.guideline import SAMPLE
from komae_sns.city.sample_policy import sample
from komae_sns.staff.actors import Actor
from policies import actions, articles
from policies.articles import Article, Articles, Change, Typed
from policies.articles.blanks import refilled
from policies.articles.edits import find, with_article
from policies.models import PolicyVersion
from policies.services.locking import locked_draft
from policies.services.refusals import EditConflict, Refused

CLAUSE = "4(2)イ"


@transaction.atomic
def save_article(
    version: PolicyVersion, typed: Typed, *, by: Actor, change: Change | None = None
) -> PolicyVersion:
    """Keep what was typed, then do what the button beside a line says.

    Raises EditConflict when somebody else changed the article since `typed.edit`.
    """
    version = locked_draft(version, by)
    old = version.contents
    article = _unchanged(old, typed)
    edit = version.edit_number + 1
    written = articles.with_typed(article, typed)
    after = change.made(version.sample, written, edit=edit) if change else written
    if after == article:
        return version
    new = with_article(old, articles.stamped(after, edit))
    changes = _text_changes(old, with_article(old, written), article)
    if change:
        place = articles.places(old)[change.line or article.key]
        changes[f"{place}の構成"] = (None, change.label)
    return _store(version, new, actions.SAVE_ARTICLE, article, changes, by)


def _unchanged(old: Articles, typed: Typed) -> Article:
    """The article the editor saw, or the same words again (a click on top of an autosave)."""
    article = find(old, typed.key)
    if article.edit != typed.edit and articles.with_typed(article, typed) != article:
        raise EditConflict(article, typed)
    return article


def _seen(old: Articles, key: str, edit: int) -> Article:
    article = find(old, key)
    if article.edit != edit:
        raise EditConflict(article, Typed(key, edit, article.caption))
    return article


def _text_changes(old: Articles, new: Articles, article: Article) -> dict[str, tuple[Any, Any]]:
    """By place, of one article."""
    place = articles.places(old)
    return audit.changed(_texts(article, place), _texts(find(new, article.key), place))


def _texts(article: Article, place: Mapping[str, str]) -> dict[str, str]:
    lines = {place[line.key]: line.text for line in article.lines()}
    return {f"{place[article.key]}の見出し": article.caption, **lines}


@transaction.atomic
def add_article(version: PolicyVersion, *, by: Actor, after: str = "") -> PolicyVersion:
    """A blank article of one's own, after the article `after` or at the end."""
    version = locked_draft(version, by)
    edit = version.edit_number + 1
    new = articles.add_article(version.contents, after=after, edit=edit)
    place = articles.places(new)[f"n{edit}"]
    return _store(version, new, actions.ADD_ARTICLE, None, {"条": (None, place)}, by)


@transaction.atomic
def add_offered_article(version: PolicyVersion, key: str, *, by: Actor) -> PolicyVersion:
    """An article of the catalogue (文例), filled from the record."""
    version = locked_draft(version, by)
    edit = version.edit_number + 1
    new, added = articles.insert(version.contents, key, version.record, edit=edit)
    changes = {"条": (None, f"{articles.places(new)[added.key]}（{added.caption}）")}
    return _store(version, new, actions.ADD_OFFER, None, changes, by)


@transaction.atomic
def remove_article(version: PolicyVersion, key: str, *, edit: int, by: Actor) -> PolicyVersion:
    """Raises Stays where the sample says that it stays."""
    version = locked_draft(version, by)
    old = version.contents
    article = _seen(old, key, edit)
    changes = {place: (text, None) for place, text in _texts(article, articles.places(old)).items()}
    new = articles.remove_article(version.sample, old, key)
    return _store(version, new, actions.REMOVE_ARTICLE, article, changes, by)


@transaction.atomic
def move_article(version: PolicyVersion, key: str, step: int, *, by: Actor) -> PolicyVersion:
    """`step` -1: up, +1: down."""
    version = locked_draft(version, by)
    old = version.contents
    new = articles.move_article(old, key, step)
    if new == old:
        return version
    changes = {"条": (articles.places(old)[key], articles.places(new)[key])}
    return _store(version, new, actions.MOVE_ARTICLE, find(old, key), changes, by)


@transaction.atomic
def restore_article(version: PolicyVersion, key: str, *, edit: int, by: Actor) -> PolicyVersion:
    """The sample's wording again, filled from the record."""
    version = locked_draft(version, by)
    old = version.contents
    article = _seen(old, key, edit)
    back = articles.restored(version.sample, article, version.record, edit=version.edit_number + 1)
    if back is None:
        raise Refused("この条は見本にないので、見本に戻せません。")
    before, after = _texts(article, articles.places(old)), _texts(back, articles.places((back,)))
    changes = {"条文": ("\n".join(before.values()), "\n".join(after.values()))}
    return _store(version, with_article(old, back), actions.RESTORE_ARTICLE, article, changes, by)


@transaction.atomic
def bring_back_article(version: PolicyVersion, name: str, *, by: Actor) -> PolicyVersion:
    """`name`: 第8条 of the sample, which was taken out."""
    version = locked_draft(version, by)
    edit = version.edit_number + 1
    new = articles.bring_back(version.sample, version.contents, name, version.record, edit=edit)
    changes = {"条": (None, f"{SAMPLE}{name}")}
    return _store(version, new, actions.BRING_BACK, None, changes, by)


@transaction.atomic
def save_title(
    version: PolicyVersion, title: str, *, seen: str, by: Actor, number: tuple[str, str] = ("", "")
) -> PolicyVersion:
    """`seen`: the title the editor saw. `number`: 告示・訓令番号 as seen and as typed."""
    version = locked_draft(version, by)
    title = articles.checked_title(title)
    changes = {}
    if title != version.title:
        if version.title != seen:
            raise Refused(f"題名は、ほかの人が先に「{version.title}」と直しました。")
        changes["題名"] = (version.title, title)
    if number[0] != number[1] != version.notice_number:
        if version.notice_number != number[0]:
            raise Refused(f"番号は、ほかの人が先に「{version.notice_number}」と直しました。")
        changes["告示・訓令番号"] = (version.notice_number, number[1])
        version.notice_number = number[1]
    if not changes:
        return version
    version.title = title
    return _store(version, version.contents, actions.SAVE_TITLE, None, changes, by)


@transaction.atomic
def refill(version: PolicyVersion, record: Mapping[str, str], *, by: Actor) -> PolicyVersion:
    """The record changed: put its values where the blanks still stand as they were filled."""
    version = locked_draft(version, by)
    old, edit = version.contents, version.edit_number + 1
    if record == version.record:
        return version
    before = version.record
    version.record = dict(record)
    version.title = refilled(version.title, sample().title, before, record)[:200]
    new = articles.refill(version.sample, old, before, record, edit=edit)
    label = sample().blank_label
    changes = {label(name): pair for name, pair in audit.changed(before, record).items()}
    return _store(version, new, actions.REFILL, None, changes, by)


def _store(
    version: PolicyVersion,
    new: Articles,
    action: str,
    article: Article | None,
    changes: Mapping[str, tuple[Any, Any]],
    by: Actor,
) -> PolicyVersion:
    version.articles = articles.to_json(articles.checked(new))
    version.edit_number += 1
    kept = ["articles", "title", "notice_number", "record", "edit_number", "updated_at"]
    version.save(update_fields=kept)
    if version.number == 1 and version.policy.title != version.title:
        version.policy.title = version.title
        version.policy.save(update_fields=["title"])
    clause = SAMPLE + article.sample if article and article.sample else CLAUSE
    audit.record(action, version, by=by, clause=clause, changes=changes, mentions=[version.policy])
    return version
