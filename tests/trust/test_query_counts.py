"""DESIGN 13: a list of thirty asks the database no more often than a list of one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import OfficialAccount
from approvals.services import waivers
from approvals.services.waivers import Grounds
from incidents.models import Incident
from komae_sns.audit import services as audit
from komae_sns.notices import services as notices
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import NOW
from tests.factories import TODAY
from tests.reviews import rows as reviews
from tests.trust import posted
from tests.trust.matrix import address

MANY, LIST_LIMIT = 24, 10  # with those of the world more than thirty, and still one page
PAGE_LIMIT, WITH_THE_SITTING = 15, 16  # an item shows the whole case and who sits over it
SESSION = 1  # read on every page, and not among what `queries` gives


@pytest.fixture
def queries(client, world):
    """`queries(person, path)`: how many the page needs; session and log-in are not counted."""

    def count(person, path):
        client.force_login(world.people[person])
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200
        return [q["sql"] for q in asked if not _of_the_log_in(q["sql"])]

    return count


def _of_the_log_in(sql):
    """The session is read on every page, a savepoint is no question, and where there is real work
    nobody asks for sample data."""
    elsewhere = "django_session" in sql or "home_sampledata" in sql
    return elsewhere or sql.startswith(("SAVEPOINT", "RELEASE"))


def more_accounts(world):
    for n in range(MANY // 4):  # the world itself holds more than thirty
        own = factories.department(f"課{n}", parent=factories.division(f"部{n}"))
        factories.account(f"口座{n}", department=own)


def more_applications(world):
    for n in range(MANY):
        rows.application(factories.department(f"課{n}", parent=factories.division(f"部{n}")))


def more_policies(world):
    for n in range(MANY):
        section = factories.department(f"課{n}", parent=factories.division(f"部{n}"))
        policy = rows.application(section).policy
        policy.accounts.add(factories.account(f"口座{n}", department=section))


def more_meetings(world):
    for n in range(MANY):
        rows.meeting(world.sitting, rows.application(factories.department(f"課{n}")))


def more_waivers(world):
    grounds = Grounds("台風", "災害", TODAY + timedelta(days=30))
    for n in range(MANY):
        application = rows.application(factories.department(f"課{n}"), display_name=f"口座{n}")
        waivers.waive(application, grounds, by=world.sitting.chair, now=NOW)


def more_notices(world):
    Notice.objects.bulk_create(
        Notice(
            kind="account_opened",
            person=world.people["secr"],
            subject_type="approvals.application",
            subject_id=str(n),
            title="件",
            body="文",
            url="/",
        )
        for n in range(MANY)
    )


def more_entries(world):
    for n in range(MANY):
        audit.record("x.y", world.people["head"], by=world.actor("secr"), note=str(n))


def more_mails(world):
    about = rows.application(factories.department("環境課"))
    readers = [factories.person(f"課長{n}", email="a@city.komae.lg.jp") for n in range(MANY)]
    for reader in readers:
        factories.appoint(reader, Post.HEAD, about.department)
    notices.enqueue(Kind.APPLICATION_RETURNED, readers, about=about)


def more_dead_addresses(world):
    for n in range(MANY):
        person = factories.person(f"職員{n}", email="x@city.komae.lg.jp")
        notices.mark_dead(person, person.email, "550", now=NOW)
        factories.appoint(factories.person(f"無{n}"), Post.MEMBER)


def more_reviews(world):
    for n in range(MANY):
        own = factories.department(f"課{n}", parent=factories.division(f"部{n}"))
        reviews.opened(factories.account(f"口座{n}", department=own))


def more_posts(world):
    by = world.actor("clerk")
    for n in range(MANY):
        own = factories.account(f"口座{n}", department=world.own.department)
        posted.draft(own, by)


LISTS = [
    ("/reviews/", more_reviews),
    ("/reviews/2025/", more_reviews),
    ("/notices/sent/", more_mails),
    ("/notices/addresses/", more_dead_addresses),
    ("/accounts/", more_accounts),
    ("/approvals/", more_applications),
    ("/policies/", more_policies),
    ("/approvals/meetings/", more_meetings),
    ("/approvals/waivers/", more_waivers),
    ("/posts/", more_posts),
    ("/notices/", more_notices),
    ("/audit/", more_entries),
    ("/office/", more_reviews),
    ("/office/matters/reviews/", more_reviews),
    ("/", more_applications),
    ("/", more_meetings),
]


@pytest.mark.parametrize(("path", "more"), LISTS, ids=lambda v: getattr(v, "__name__", v))
def test_a_longer_list_asks_no_more_often(world, queries, path, more):
    few = queries("secr", path)

    more(world)
    many = queries("secr", path)

    assert len(many) == len(few), _difference(few, many)
    if path != "/":
        assert len(many) <= LIST_LIMIT, "\n".join(many)


def _difference(few, many):
    return "\n".join(sql[:200] for sql in many[len(few) - len(many) :])


@pytest.mark.parametrize(
    ("url", "of", "person", "limit"),
    [
        ("accounts:account-detail", "running", "head", PAGE_LIMIT),
        ("accounts:account-detail", "preparing", "head", PAGE_LIMIT),
        ("posts:post-detail", "post_waiting", "head", PAGE_LIMIT),
        ("policies:policy-detail", "in_force", "head", PAGE_LIMIT),
        ("reviews:review-detail", "to_review", "head", PAGE_LIMIT),
        ("reviews:review-detail", "in_review", "secr", PAGE_LIMIT),
        ("reviews:review-answer", "to_review", "clerk", PAGE_LIMIT),
        ("approvals:application-detail", "accepted", "secr", PAGE_LIMIT),
        ("approvals:application-detail", "returned", "clerk", PAGE_LIMIT),
        ("approvals:meeting-detail", "open", "secr", PAGE_LIMIT),
        ("office:report", "year_fixed", "chair", PAGE_LIMIT),
        ("approvals:item-detail", "voting", "member", WITH_THE_SITTING),
        ("approvals:item-detail", "voted", "chair", WITH_THE_SITTING),
        ("approvals:item-detail", "decided", "secr", WITH_THE_SITTING),
    ],
)
def test_one_thing_with_everything_on_its_page(world, queries, url, of, person, limit):
    asked = queries(person, address(world, url, of))

    assert len(asked) <= limit, "\n".join(sql[:160] for sql in asked)


ACCOUNTS = ("running", "preparing", "notifying", "stopped")


@pytest.mark.parametrize("of", ACCOUNTS)
def test_an_account_is_one_page_of_few_questions_to_every_post(world, queries, of):
    path = reverse("accounts:account-detail", args=[world.places[of]["pk"]])
    seen = OfficialAccount.objects.filter(pk=world.places[of]["pk"])
    readers = [code for code, user in world.people.items() if user and _sees(seen, world, code)]

    asked = {person: len(queries(person, path)) + SESSION for person in readers}

    assert len(asked) >= 10
    assert {person: n for person, n in asked.items() if n > PAGE_LIMIT} == {}


def _sees(rows, world, person):
    return rows.visible_to(world.actor(person)).exists()


INCIDENTS = ("inc_reported", "inc_responding", "inc_resolved", "inc_closed")


@pytest.mark.parametrize("of", INCIDENTS)
def test_an_incident_is_one_page_of_few_questions_to_every_post(world, queries, of):
    path = reverse("incidents:incident-detail", args=[world.places[of]["pk"]])
    seen = Incident.objects.filter(pk=world.places[of]["pk"])
    readers = [code for code, user in world.people.items() if user and _sees(seen, world, code)]

    asked = {person: len(queries(person, path)) + SESSION for person in readers}

    assert {"head", "clerk", "vendor", "ciso", "secr", "audit"} <= set(asked)
    assert {person: n for person, n in asked.items() if n > PAGE_LIMIT} == {}


@pytest.mark.parametrize(
    ("url", "of"),
    [
        ("incidents:impostor-detail", "impostor"),
        ("incidents:impostor-detail", "impostor_mistaken"),
        ("incidents:warning-detail", "warning"),
        ("incidents:warning-detail", "warning_public"),
    ],
)
@pytest.mark.parametrize("person", ["head", "secr", "vendor"])
def test_an_impostor_and_a_warning_too(world, queries, url, of, person):
    asked = queries(person, address(world, url, of))

    assert len(asked) + SESSION <= PAGE_LIMIT, "\n".join(sql[:160] for sql in asked)
