"""年度報告書: the figures of a small city, known in advance; fixed, they stay."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import BadgeEvent, Figure, StatusCheck
from accounts.services import annual_reviews
from approvals.services import waivers
from approvals.services.waivers import Grounds
from incidents.services import receiving
from komae_sns.audit import services as audit
from komae_sns.audit.models import Entry
from komae_sns.documents.models import DocumentNumber, Paper
from komae_sns.home.office.report import services, shown
from komae_sns.home.office.report.figures import facts_of
from komae_sns.home.office.report.models import AnnualReport
from komae_sns.home.reorganisation import services as reorganisation
from komae_sns.home.reorganisation.belongings import key_of
from komae_sns.home.reorganisation.successors import Successors
from komae_sns.staff.actors import actor_of
from komae_sns.staff.posts import Post
from komae_sns.staff.services import change_department
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import APPROVE, REJECT
from tests.factories import NOW, TODAY
from tests.incidents import rows as incidents
from tests.reviews import rows as reviews

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)ア")]
APRIL = date(2027, 4, 1)
IN_APRIL = NOW.replace(year=2027, month=4, day=1)
PASSWORD = "たまがわのみずとみどり2026"
NO_ACCOUNTS = dict.fromkeys(
    ("live", "paused", "stopping", "idle", "opened", "stopped", "ended", "kept"), 0
) | dict.fromkeys(("granted", "applied", "lost"), 0)


@pytest.fixture
def secretary(time_machine):
    """At work since the 年度 before."""
    time_machine.move_to(NOW - timedelta(days=365))
    office = factories.department("情報政策課", document_symbol="情政")
    user = factories.person("書記", password=PASSWORD)
    factories.appoint(user, Post.SECRETARIAT, office)
    found = actor_of(user, TODAY)
    with transaction.atomic():
        audit.record("x.y", user, by=found)
    time_machine.move_to(NOW, tick=False)
    return found


@pytest.fixture
def city(secretary):
    """Two sections, two services; one account of each kind."""
    first = factories.department("安心安全課", parent=factories.division("総務部"))
    second = factories.department("議会事務局")
    line, long_ago = factories.service("line"), date(2024, 5, 1)

    def account(name, status="RUNNING", department=first, opened_on=long_ago, **facts):
        return factories.account(
            name, status=status, department=department, opened_on=opened_on, **facts
        )

    made = {
        "running": account("防災"),
        "idle": account("防犯", opened_on=date(2026, 4, 10)),
        "stopped": account("議会", "STOPPING", second, service=line),
        "paused": account("傍聴", "PAUSED", second, service=line),
        "kept": account("旧防災", "SUSPENDED"),
        "preparing": account("準備", "PREPARING", opened_on=None),
    }
    stopped = factories.done(made["stopped"].suspensions.get(), successor=made["running"])
    stopped.account.move_to("SUSPENDED")
    _last_post(made["running"], date(2026, 11, 1), secretary)
    _last_post(made["idle"], date(2026, 4, 30), secretary)
    for badge, day in (("APPLIED", date(2026, 2, 1)), ("GRANTED", date(2026, 6, 1))):
        BadgeEvent.objects.create(
            account=made["running"],
            badge=badge,
            happened_on=day,
            recorded_by=secretary.user,
            recorded_at=NOW,
        )
    return made


def _last_post(account, day, by):
    Figure.objects.create(
        account=account,
        metric="last_post",
        month=day.replace(day=1),
        day=day,
        taken_on=TODAY,
        source="SCREEN",
        recorded_by=by.user,
        recorded_at=NOW,
    )


def named(rows, *names):
    return {row["name"]: {name: row[name] for name in names} for row in rows}


def test_the_accounts_of_two_years_side_by_side(city):
    this, last = facts_of(2026, TODAY), facts_of(2025, TODAY)

    assert this["accounts"] == NO_ACCOUNTS | {
        "live": 3,
        "paused": 1,
        "idle": 1,
        "opened": 1,
        "stopped": 1,
        "kept": 2,
        "granted": 1,
    }
    assert last["accounts"] == NO_ACCOUNTS | {"live": 3, "kept": 1, "applied": 1}
    assert named(this["services"], "live", "stopped") == {
        "X": {"live": 2, "stopped": 0},
        "LINE": {"live": 1, "stopped": 1},
    }
    assert [(row["division"], row["name"], row["live"]) for row in this["sections"]] == [
        ("総務部", "安心安全課", 2),
        ("", "議会事務局", 1),
    ]
    assert shown.badge_rate(this["accounts"]) == pytest.approx(100 / 3)


def test_what_was_reviewed_and_what_was_not(city, secretary):
    head = actor_of(city["running"].manager.user, TODAY)
    filed = reviews.submitted(reviews.opened(city["running"]), by=head)  # due 31 March
    reviews.confirmed(filed, by=secretary)
    left_out = reviews.opened(city["idle"])
    annual_reviews.exclude(left_out, reason="手続中", by=secretary, now=NOW)
    reviews.opened(city["paused"])

    found = facts_of(2025, TODAY)["reviews"]

    one = ("excluded", "submitted", "late", "missing", "overdue", "confirmed", "going_on")
    assert found == {"asked": 2, "improving": 0, "stopping": 0} | dict.fromkeys(one, 1)
    assert set(facts_of(2026, TODAY)["reviews"].values()) == {0}


def test_a_section_that_ends_in_april_changes_nothing_of_the_year_before(city, secretary):
    """Split on 1 April, entered in the old 年度; its successor goes to another 部 in June."""
    section, april = city["running"].department, APRIL
    heir = factories.department("危機管理課", parent=factories.division("危機管理部"))
    other = factories.department("防犯課", parent=section.parent)
    before = facts_of(2026, TODAY)["sections"]
    split = Successors(heir, {key_of(city["idle"]): other})
    plan = {"takes_effect_on": april, "basis": "規則第7号", "by": secretary, "now": NOW}
    reorganisation.enter(section, split, **plan)

    reorganisation.carry_out_due(april, IN_APRIL)

    assert facts_of(2026, april)["sections"] == before
    assert facts_of(2025, april)["sections"] == facts_of(2025, TODAY)["sections"]
    assert {row["name"]: row["live"] for row in facts_of(2027, april)["sections"]} == {
        "危機管理課": 1,
        "防犯課": 1,
        "議会事務局": 1,
    }


def test_a_section_given_another_部_later_stood_where_it_stood(city, secretary, time_machine):
    section, division = city["running"].department, city["running"].department.parent
    time_machine.move_to(IN_APRIL, tick=False)
    in_april = actor_of(secretary.user, APRIL)
    change_department(section, {"parent": factories.division("市民生活部")}, by=in_april)
    change_department(division, {"name": "総務企画部"}, by=in_april)

    found = {
        year: facts_of(year, APRIL)["sections"][0]["division"]
        for year in (2026, 2027)
        if facts_of(year, APRIL)["sections"][0]["name"] == "安心安全課"
    }

    assert found == {2026: "総務部", 2027: "市民生活部"}


@pytest.mark.clause("4(2)ウ")
def test_the_time_to_decide_runs_from_the_first_submission(secretary, monkeypatch):
    sitting = rows.committee()
    for days, choice in ((0, APPROVE), (10, REJECT), (30, APPROVE)):
        with monkeypatch.context() as patched:
            patched.setattr(rows, "NOW", NOW - timedelta(days=days))
            case = rows.application(display_name=f"口座{days}", address=f"@komae_{days}")
        rows.decide(rows.voted(sitting, *[choice] * 5, case=case), sitting.chair)
    waived = rows.application(display_name="特認", address="@komae_w")
    grounds = Grounds("台風", "災害", TODAY + timedelta(days=30))
    waivers.waive(waived, grounds, by=sitting.chair, now=NOW)

    found = facts_of(2026, TODAY)

    assert found["applications"] == {
        "submitted": 4,
        "approved": 2,
        "conditional": 0,
        "rejected": 1,
        "median_days": 10,
        "longest_days": 30,
    }
    assert found["waivers"] == {"without_form": 0, "without_committee": 1, "unreported": 1}
    assert facts_of(2025, TODAY)["applications"]["median_days"] is None


@pytest.mark.clause("4(5)エ")
def test_the_checks_of_what_is_stopped(city, secretary):
    done = StatusCheck.objects.create(account=city["kept"], number=1, due_on=date(2026, 10, 1))
    facts = {"status": "DONE", "result": "WRONG", "note": "名前が違う", "done_on": TODAY}
    by = {"done_at": NOW, "done_by": secretary.user}
    StatusCheck.objects.filter(pk=done.pk).update(**facts, **by)
    StatusCheck.objects.create(account=city["kept"], number=2, due_on=TODAY)
    late = TODAY - timedelta(days=1)
    StatusCheck.objects.create(account=city["stopped"], number=1, due_on=late)

    found = facts_of(2026, TODAY)["checks"]

    assert found == {"done": 1, "late": 1, "wrong": 1, "locked_out": 0, "overdue": 1}


def test_a_year_is_fixed_once_when_it_is_over(city, secretary):
    in_april = actor_of(secretary.user, APRIL)
    with pytest.raises(ValidationError, match="年度が終わるまで"):
        services.fix(2026, by=secretary, now=NOW)
    with pytest.raises(PermissionDenied):
        services.fix(2026, by=factories.actor(Post.AUDITOR), now=IN_APRIL)

    report = services.fix(2026, by=in_april, now=IN_APRIL)

    factories.account("あとから", department=city["running"].department)
    assert services.with_previous(2026, APRIL) == report.facts
    assert (report.facts["accounts"]["live"], report.facts["previous"]["year"]) == (3, 2025)
    assert services.with_previous(2027, APRIL)["previous"]["accounts"] == report.facts["accounts"]
    assert Entry.objects.filter(action=services.FIXED).count() == 1
    with pytest.raises(ValidationError, match="もう確定"):
        services.fix(2026, by=in_april, now=IN_APRIL)
    assert DocumentNumber.objects.count() == 1


@pytest.mark.integrity
@pytest.mark.parametrize("sql", ["UPDATE {} SET facts = facts", "DELETE FROM {}"])
def test_a_fixed_report_is_never_altered(secretary, sql):
    services.fix(2025, by=secretary, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(AnnualReport._meta.db_table))


def test_the_paper_is_printed_afresh_until_it_is_fixed_and_then_served_as_stored(client, city):
    secretary = actor_of(factories.actor(Post.SECRETARIAT, city["running"].department).user, TODAY)
    client.force_login(secretary.user)
    address = reverse("office:report-pdf", args=[2025])
    draft = client.get(address).content
    assert Paper.objects.count() == 0

    services.fix(2025, by=secretary, now=NOW)
    served = client.get(address).content
    factories.account("あとから")

    assert draft[:5] == served[:5] == b"%PDF-"
    assert client.get(address).content == served
    assert Paper.objects.count() == 1


def test_the_secretariat_fixes_it_with_the_password(client, secretary):
    client.force_login(secretary.user)
    page = reverse("office:report-fix", args=[2025])

    refused = client.post(page, {"password": "ちがうパスワード"})
    accepted = client.post(page, {"password": PASSWORD}, follow=True)

    assert refused.status_code == 200
    assert "確定" in accepted.content.decode()
    assert AnnualReport.objects.get().fiscal_year == 2025
    assert client.post(page, {"password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(("year", "status"), [(2024, 404), (2025, 200), (2026, 200), (2027, 404)])
def test_a_year_before_the_portal_or_ahead_is_not_there(client, secretary, year, status):
    client.force_login(secretary.user)

    assert client.get(reverse("office:report", args=[year])).status_code == status


def test_a_city_without_anything_has_a_report_all_the_same(client, secretary):
    client.force_login(secretary.user)

    page = client.get(reverse("office:report", args=[2026])).content.decode()

    assert "暫定" in page
    assert [part.chart for part in shown.parts(facts_of(2026, TODAY))] == [""] * 9


def test_a_longer_report_asks_no_more_often(client, secretary):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("office:report", args=[2026]))
        return len(queries)

    client.force_login(secretary.user)
    factories.account("口座", department=factories.department("課"))
    asked()
    one = asked()
    for n in range(60):
        factories.account(f"口座{n}", department=factories.department(f"課{n}"))

    assert asked() == one


def test_incidents_are_counted_by_kind_and_by_time_and_drills_apart(secretary):
    place, minutes = incidents.office(), timedelta(minutes=1)
    first = incidents.reported(
        place, "hijack", happened_at=NOW - 180 * minutes, happened_when="ABOUT"
    )
    receiving.receive_as_ciso(first, by=place.ciso, now=NOW + 20 * minutes)
    incidents.reported(place, "hijack")
    incidents.reported(place, "hijack", is_drill=True)
    late = {"told_by": "市民", "told_at": NOW - 30 * minutes, "channel": "TELEPHONE"}
    receiving.receive_as_ciso(incidents.reported(place, **late), by=place.ciso, now=NOW)

    facts = facts_of(2026, TODAY)

    assert facts["incidents"] == {
        "reported": 3,
        "closed": 0,
        "drills": 1,
        "noticed_hours": 3.0,
        "received_minutes": 25,
        "resolved_hours": None,
    }
    kinds = [{"id": "hijack", "name": "乗っ取り", "reported": 3, "drills": 1}]
    assert facts["incident_kinds"] == kinds
    said = {part.title: part.table for part in shown.parts(facts | {"previous": None})}
    assert said["事案の種類"].rows[0].cells == ("3", "1")
    old = {key: value for key, value in facts.items() if not key.startswith("incident")}
    assert "事案" not in {part.title for part in shown.parts(old)}
