"""Whoever is told by a reminder finds what it points to: in the daily mail, and behind the link.

OCCASIONS makes a matter of each kind; a kind without one is named by the first test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from accounts.models import Handover, OfficialAccount, Operator
from accounts.services import status_checks
from approvals.models import Application
from approvals.services import posts, waivers
from approvals.services.conditions import Term
from approvals.services.waivers import Grounds
from incidents.models import Incident, Lesson, Prevention
from incidents.services import impostors, receiving, warnings
from incidents.services.reporting import FirstReport, report
from komae_sns.home.sight import VISIBLE
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Notice, Reminder
from komae_sns.notices.reminders import all_remindings, reminding_of
from komae_sns.staff.actors import actor_of
from komae_sns.staff.models import Appointment, Deputy, User
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import APPROVE, NOW
from tests.factories import TODAY, appoint, person
from tests.reminders.rows import at, days, domain, names, remind_on
from tests.reviews import rows as reviewed

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)ア")]
SOON, LONG_AFTER = date(2026, 11, 24), date(2027, 6, 15)  # so late that it goes up


@dataclass
class City:
    """A section under a 部; the manager of its account heads another section, all with deputies."""

    sitting: rows.Committee
    head: Appointment
    manager: Appointment

    @property
    def section(self):
        return self.head.department

    def account(self, status: str = "RUNNING") -> OfficialAccount:
        facts = {"department": self.section, "manager": self.manager}
        return factories.account("図書館だより", status=status, **facts)

    def decided(self, *terms: Term) -> Application:
        case = rows.application(self.section)
        item = rows.voted(self.sitting, *[APPROVE] * 5, case=case)
        rows.decide(item, self.sitting.chair, terms)
        return case


@pytest.fixture
def city() -> City:
    division = factories.division("教育部")
    section = factories.department("図書館", parent=division)
    office = factories.department("指導室", parent=factories.division("学校教育部"))
    held = [
        appoint(person("館長"), Post.HEAD, section),
        appoint(person("室長"), Post.HEAD, office),
        appoint(person("部長"), Post.HEAD, division),
    ]
    appoint(person("担当者"), Post.CLERK, section)
    unit = factories.department("奉仕係", kind="UNIT", parent=section)
    appoint(person("係の人"), Post.CLERK, unit)
    elsewhere = factories.department("遠い課")
    for appointment in held:
        deputy = person(f"{appointment.user.name}代理")
        appoint(deputy, Post.HEAD, elsewhere)
        Deputy.objects.create(
            appointment=appointment,
            user=deputy,
            starts_on=TODAY,
            ends_on=LONG_AFTER + days(9),
            reason="出張",
            entered_by=deputy,
        )
    return City(rows.committee(1), *held[:2])


def handed_over(city: City) -> None:
    leaver, successor = person("離れる人"), person("後任")
    for user in (leaver, successor):
        appoint(user, Post.CLERK, factories.department("ほかの課"))
    given = {"successor": successor, "matters": "なし", "handed_at": NOW, "handed_by": leaver}
    for facts in ({}, given):
        facts |= {"account": city.account(), "last_day": TODAY, "opened_at": NOW}
        made = Handover.objects.create(leaver=leaver, appointment=city.manager, **facts)
    made.move_to("HANDED")


def status_check(city: City) -> None:
    status_checks.schedule_first(city.account("SUSPENDED"), today=TODAY)


def stopping(city: City) -> None:
    account = city.account("STOPPING")
    factories.notified(account.suspensions.get())


def unread(city: City) -> None:
    outside = person("受託")
    appoint(outside, Post.CONTRACTOR, city.section)
    Operator.objects.create(account=city.account(), user=outside, starts_on=TODAY)


def leaving(city: City) -> None:
    city.account()
    Appointment.objects.filter(pk=city.manager.pk).update(ends_on=TODAY + days(30))


def waived(city: City) -> None:
    grounds = Grounds("台風の被害", "災害ごみ", date(2027, 1, 15))
    case = rows.application(city.section)
    waivers.waive(case, grounds, by=city.sitting.chair, now=NOW)


def returned(city: City) -> None:
    rows.application(city.section, status="RETURNED")
    Application.objects.update(updated_at=NOW, waiting_since=NOW)


def happened(city: City, kind: str = "impostor") -> Incident:
    """Its head and the CISO have still to receive it, or they have and a step is late."""
    by = factories.actor(Post.CLERK, city.section, "見つけた人")
    told = FirstReport(kind, "市を名のっている", account=city.account())
    return report(told, by=by, now=NOW)


def received(city: City) -> Incident:
    incident = happened(city)
    receiving.receive_as_head(incident, by=actor_of(city.head.user, TODAY), now=NOW)
    return incident


def seen_impostor(city: City) -> None:
    incident, by = received(city), actor_of(city.head.user, TODAY)
    seen = impostors.Sighting(typed="https://example.com/komae")
    found = impostors.add_impostor(incident, seen, by=by, now=NOW)
    impostors.judge_impostor(found, judgement="市章を使っている", by=by, now=NOW)


def warned(city: City) -> None:
    incident, by = received(city), actor_of(city.head.user, TODAY)
    words = warnings.Words("ご注意ください", "市からDMは送りません。")
    warning = warnings.write_warning(incident, words, by=by, now=NOW)
    warnings.submit_warning(warning, edit_number=0, by=by, now=NOW)
    office = city.sitting.secretariat
    warnings.publish_warning(warning, edit_number=0, by=office, now=NOW)


def drafted(city: City) -> None:
    content = {"text": "まつり", "media_note": "", "shows_people": False, "people_agreed": False}
    content |= {"planned_on": TODAY + days(3), "planned_time": None}
    by = factories.actor(Post.CLERK, city.section, "書いた人")
    draft = posts.start(city.account(), content, by=by, now=NOW)
    posts.submit(draft, seen=1, open_findings=0, by=by, now=NOW)


def taught(city: City) -> None:
    """The task is somebody's of another section."""
    written = {"written_by": city.head.user, "written_at": NOW}
    lesson = Lesson.objects.create(incident=received(city), text="当番がいない", **written)
    owner = factories.actor(Post.CLERK, factories.department("手伝う課"), "手伝う人").user
    given = {"given_by": city.head.user, "given_at": NOW, "due_on": TODAY + days(3)}
    Prevention.objects.create(lesson=lesson, what="当番を決める", owner=owner, **given)


OCCASIONS: dict[Kind, Callable[[City], object]] = {
    Kind.REVIEW_DUE: lambda city: reviewed.opened(city.account(), 2026),
    Kind.CONTENT_CHECK_DUE: unread,
    Kind.ACKNOWLEDGEMENT_DUE: City.account,
    Kind.STOP_MAY_PROCEED: stopping,
    Kind.HANDOVER_DUE: handed_over,
    Kind.STATUS_CHECK_DUE: status_check,
    Kind.DOMAIN_EXPIRING: lambda city: domain(city.account(), TODAY + days(7)),
    Kind.MANAGER_LEAVING: leaving,
    Kind.VOTE_CLOSING: lambda city: rows.circulating(city.sitting),
    Kind.RETURNED_UNTOUCHED: returned,
    Kind.CONDITION_DUE: lambda city: city.decided(Term("返信をしないこと", TODAY)),
    Kind.WAIVER_UNREPORTED: waived,
    Kind.WAIVER_EXPIRING: waived,
    Kind.INCIDENT_HEAD_LATE: happened,
    Kind.INCIDENT_CISO_LATE: received,
    Kind.INCIDENT_STEP_LATE: received,
    Kind.IMPOSTOR_WATCH_DUE: seen_impostor,
    Kind.WARNING_STANDS_LONG: warned,
    Kind.INCIDENT_TASK_DUE: taught,
    Kind.POST_DUE: drafted,
}
# Who answers for the section has done so; a task of it goes up to its head.
NOT_TO_THE_DIRECTOR = {Kind.INCIDENT_CISO_LATE, Kind.INCIDENT_TASK_DUE}


def test_every_kind_of_reminder_has_its_occasion_here():
    assert OCCASIONS.keys() == {reminding.kind for reminding in all_remindings()}


@pytest.mark.parametrize("kind", OCCASIONS, ids=str)
def test_whoever_is_told_may_see_it_and_opens_it(kind, city, time_machine):
    OCCASIONS[kind](city)

    unseen, closed, known = [], [], []
    for day in (SOON, LONG_AFTER):
        time_machine.move_to(at(day), tick=False)
        remind_on(day, kind)
        new = Notice.objects.filter(kind=kind).exclude(pk__in=known).select_related("person")
        for notice in list(new):
            known.append(notice.pk)
            unseen += [] if _sees(notice, day) else [notice.person.name]
            closed += [] if _opens(notice) else [(notice.person.name, notice.url)]

    assert known
    if reminding_of(kind).above:
        directors = set() if kind in NOT_TO_THE_DIRECTOR else {"部長", "部長代理"}
        assert directors | {"事務 局子"} <= set(names(kind))
    assert (unseen, closed) == ([], [])


def _sees(notice: Notice, day: date) -> bool:
    visible = VISIBLE[notice.subject_type](actor_of(notice.person, day))
    return visible.filter(pk=notice.subject_id).exists()


def _opens(notice: Notice) -> bool:
    browser = Client()
    browser.force_login(notice.person)
    return browser.get(notice.url, follow=True).status_code == 200


FIRST = {
    Kind.REVIEW_DUE: date(2027, 2, 1),
    Kind.CONTENT_CHECK_DUE: date(2027, 1, 4),
    Kind.STATUS_CHECK_DUE: date(2027, 2, 22),
    Kind.RETURNED_UNTOUCHED: date(2026, 11, 30),
    Kind.WAIVER_EXPIRING: date(2026, 12, 16),
    Kind.IMPOSTOR_WATCH_DUE: date(2026, 11, 30),
    Kind.WARNING_STANDS_LONG: date(2026, 12, 22),
}
NOBODY_LEFT = OCCASIONS.keys() - {
    Kind.ACKNOWLEDGEMENT_DUE,  # of a person
    Kind.VOTE_CLOSING,
    Kind.WAIVER_UNREPORTED,
}


@pytest.mark.parametrize("kind", sorted(NOBODY_LEFT), ids=str)
def test_where_nobody_is_left_the_secretariat_hears_of_it_from_the_first_day(kind, city):
    OCCASIONS[kind](city)
    User.objects.exclude(pk=city.sitting.secretariat.user.pk).update(is_active=False)

    remind_on(FIRST.get(kind, SOON), kind)

    assert "事務 局子" in names(kind)
    assert not Reminder.objects.filter(person__name="事務 局子", from_above=True).exists()
