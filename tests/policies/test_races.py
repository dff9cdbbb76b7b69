"""Two people at the same moment: nobody's words vanish, one version comes into force."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from komae_sns.audit.models import Entry
from komae_sns.lives import WrongStatus
from policies import services
from policies.articles import Typed
from policies.articles.edits import find
from policies.models import PolicyVersion
from policies.services import EditConflict, Refused
from policies.status import VersionStatus
from tests.policies.conftest import NOW

pytestmark = [pytest.mark.integrity, pytest.mark.django_db(transaction=True)]
ROUNDS = 10


def together(*steps: Callable[[], object]) -> list[type | None]:
    """Run at the same moment, each on its own connection; give the class of what each raised."""
    barrier = threading.Barrier(len(steps))
    raised: list[type | None] = [None] * len(steps)

    def run(index: int, step: Callable[[], object]) -> None:
        barrier.wait()
        try:
            step()
        except Exception as error:
            raised[index] = type(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_of_two_who_save_the_same_article_one_is_told(draft, clerk, head):
    for round_ in range(ROUNDS):
        draft.refresh_from_db()
        edit = find(draft.contents, "s8").edit

        def save(text, by, edit=edit):
            typed = Typed("s8", edit, "停止", {"s8.1": text})
            return lambda: services.save_article(draft, typed, by=by)

        raised = together(save(f"甲{round_}", clerk), save(f"乙{round_}", head))

        draft.refresh_from_db()
        stored = find(draft.contents, "s8").paragraphs[0].text
        assert sorted(raised, key=str) == [EditConflict, None]
        assert stored == (f"甲{round_}" if raised[0] is None else f"乙{round_}")


def test_two_who_save_different_articles_both_keep_their_words(draft, clerk, head):
    for round_ in range(ROUNDS):
        draft.refresh_from_db()

        def save(key, text, by):
            article = find(draft.contents, key)
            typed = Typed(key, article.edit, article.caption, {f"{key}.1": text})
            return lambda: services.save_article(draft, typed, by=by)

        raised = together(
            save("s8", f"甲{round_}", clerk),
            save("s10", f"乙{round_}", head),
            save("s1", f"丙{round_}", head),
        )

        draft.refresh_from_db()
        stored = {key: find(draft.contents, key).paragraphs[0].text for key in ("s8", "s10", "s1")}
        assert raised == [None, None, None]
        assert stored == {"s8": f"甲{round_}", "s10": f"乙{round_}", "s1": f"丙{round_}"}


def test_it_is_put_in_force_once(draft, account, head):
    def enforce():
        services.put_in_force(draft, enacted_on=head.today, by=head, now=NOW)

    raised = together(enforce, enforce, enforce)

    assert sorted(raised, key=str) == [WrongStatus, WrongStatus, None]
    assert PolicyVersion.objects.filter(status=VersionStatus.IN_FORCE).count() == 1
    assert Entry.objects.filter(action="policies.put_in_force").count() == 1


def test_one_revision_is_begun(in_force, policy, clerk, head):
    def revise(by):
        return lambda: services.new_version(policy, by=by)

    raised = together(revise(clerk), revise(head))

    assert sorted(raised, key=str) == [Refused, None]
    assert policy.versions.count() == 2
