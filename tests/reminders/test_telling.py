"""Reminded once, on office days, until it is done: shown with the expiry of domains."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.services import renew_domain
from accounts.services.content_checks import check_content
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import Mail, Notice, Reminder, ReminderRule
from komae_sns.notices.reminders import Reminding, reminding_of
from komae_sns.notices.reminders.planning import plan
from komae_sns.notices.reminders.rhythm import Rhythm, stages_told
from komae_sns.notices.reminders.rules import by_the_city
from komae_sns.notices.services import remind
from komae_sns.notices.status import ReminderStatus
from komae_sns.staff.actors import actor_of
from komae_sns.staff.models import Deputy, User
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import appoint, person
from tests.reminders.rows import TUESDAY, at, days, domain, library, names, remind_on, told

pytestmark = [pytest.mark.django_db, pytest.mark.integrity]
DOMAIN = Kind.DOMAIN_EXPIRING


@pytest.mark.clause("4(5)エ")
def test_the_head_is_reminded_once_even_if_the_job_runs_twice():
    name = domain(library(), TUESDAY + days(30)).name

    first, again = remind_on(TUESDAY, DOMAIN), remind_on(TUESDAY, DOMAIN, hour=17)

    assert told(DOMAIN) == [("館長", f"関連ドメイン「{name}」の期限はあと30日")]
    assert (first.planned, first.told, again.planned, again.told) == (1, 1, 0, 0)


def test_after_forty_days_without_the_job_only_the_latest_stage_is_told():
    domain(library(), TUESDAY + days(90))
    remind_on(TUESDAY, DOMAIN)

    remind_on(date(2027, 2, 16), DOMAIN)  # 7 days before; the 30 days before fell into the gap

    assert list(Reminder.objects.order_by("pk").values_list("stage", flat=True)) == [-90, -7]


def test_a_clock_set_back_tells_no_earlier_stage_after_a_later_one():
    domain(library(), TUESDAY + days(30))
    remind_on(TUESDAY, DOMAIN)

    remind_on(date(2026, 11, 20), DOMAIN)
    remind_on(TUESDAY, DOMAIN, hour=7)

    assert Reminder.objects.count() == Notice.objects.filter(kind=DOMAIN).count() == 1


def test_on_holidays_and_before_the_office_opens_nobody_is_reminded():
    domain(library(), date(2026, 12, 23))  # 30 days after 勤労感謝の日

    remind_on(date(2026, 11, 23), DOMAIN)
    remind_on(TUESDAY, DOMAIN, hour=6)
    assert not Reminder.objects.exists()

    remind_on(TUESDAY, DOMAIN)
    assert told(DOMAIN)[0][1].endswith("あと29日")


@pytest.mark.clause("4(5)エ")
def test_what_is_overdue_comes_every_week_and_reaches_the_director_and_the_secretariat():
    domain(library(), TUESDAY)

    for day in range(0, 16):
        remind_on(TUESDAY + days(day), DOMAIN)

    by_stage = {
        stage: sorted(r.person.name for r in Reminder.objects.filter(stage=stage))
        for stage in (-7, 1, 8, 15)
    }
    assert by_stage == {-7: ["館長"], 1: ABOVE, 8: ABOVE, 15: ABOVE}
    assert Reminder.objects.filter(from_above=True, person__name="館長").count() == 0
    assert next(t for n, t in told(DOMAIN) if n == "部長").startswith("【図書館】")


ABOVE = ["事務局員", "部長", "館長"]


def test_once_renewed_it_is_over_and_begins_anew_with_the_new_date():
    known = domain(library(), TUESDAY + days(7))
    remind_on(TUESDAY, DOMAIN)

    head = actor_of(known.account.manager.user, TUESDAY)
    renew_domain(known, new_expires_on=TUESDAY + days(372), renewed_on=TUESDAY, by=head)
    remind_on(TUESDAY + days(20), DOMAIN)
    assert Reminder.objects.count() == 1

    remind_on(TUESDAY + days(282), DOMAIN)
    assert list(Reminder.objects.order_by("pk").values_list("stage", flat=True)) == [-7, -90]


def test_what_is_done_between_planning_and_telling_is_not_told():
    known = domain(library(), TUESDAY + days(7))
    plan(reminding_of(DOMAIN), by_the_city(DOMAIN).rhythm, now=at(TUESDAY))

    head = actor_of(known.account.manager.user, TUESDAY)
    renew_domain(known, new_expires_on=TUESDAY + days(372), renewed_on=TUESDAY, by=head)
    report = remind_on(TUESDAY, DOMAIN)

    assert Reminder.objects.get().status == ReminderStatus.SETTLED
    assert (report.told, report.settled, Notice.objects.count()) == (0, 1, 0)


def test_the_daily_mail_asks_neither_for_what_is_done_nor_twice_for_one_thing():
    account, kind = library(), Kind.CONTENT_CHECK_DUE
    other = factories.account("児童書", department=account.department, manager=account.manager)
    for each in (account, other):
        each.content_read_on = TUESDAY - days(31)
        each.save(update_fields=["content_read_on"])
    User.objects.update(email="everybody@city.komae.lg.jp")
    remind_on(TUESDAY, kind)
    assert Reminder.objects.for_digest().count() == 2

    head = actor_of(account.manager.user, TUESDAY)
    check_content(other, covers_from=TUESDAY, result="FINE", by=head, now=at(TUESDAY))
    remind_on(TUESDAY + days(7), kind)

    waiting = Reminder.objects.for_digest().values_list("subject_id", "stage")
    assert list(waiting) == [(account.pk, 7)]
    assert Notice.objects.filter(kind=kind).count() == 3


def test_a_kind_that_fails_stops_no_other_and_is_told_when_it_works_again():
    domain(library(), TUESDAY + days(30))
    broken = replace(reminding_of(DOMAIN), address=lambda row: row.no_such_page)
    others = reminding_of(Kind.ACKNOWLEDGEMENT_DUE)

    with pytest.raises(ExceptionGroup):
        remind(now=at(TUESDAY), remindings=[broken, others])
    assert names(Kind.ACKNOWLEDGEMENT_DUE) == ["館長"]
    assert names(DOMAIN) == []

    remind_on(TUESDAY, DOMAIN)
    assert names(DOMAIN) == ["館長"]


def test_who_is_in_charge_that_day_is_told_with_who_stands_in_for_them():
    account = library(manager_until=date(2027, 3, 31))
    appoint(person("後任"), Post.HEAD, account.department, starts_on=date(2027, 4, 1))
    deputy = person("課長代理")
    appoint(deputy, Post.HEAD, factories.department("隣の課"))
    Deputy.objects.create(
        appointment=account.manager,
        user=deputy,
        starts_on=TUESDAY,
        ends_on=TUESDAY + days(3),
        reason="出張",
        entered_by=deputy,
    )
    domain(account, TUESDAY + days(30))
    domain(account, date(2027, 4, 8))

    remind_on(TUESDAY, DOMAIN)
    assert dict(told(DOMAIN))["課長代理"].startswith("（館長さんの代わりに）関連ドメイン")
    assert names(DOMAIN) == ["課長代理", "館長"]

    remind_on(date(2027, 4, 1), DOMAIN)
    assert [name for name, title in told(DOMAIN) if title.endswith("あと7日")] == ["後任"]


def test_in_place_of_who_cannot_log_in_the_secretariat_is_told():
    account = library()
    type(account.manager.user).objects.filter(name="館長").update(is_active=False)
    domain(account, TUESDAY + days(30))

    remind_on(TUESDAY, DOMAIN)

    assert names(DOMAIN) == ["事務局員"]


def test_by_mail_at_once_or_in_the_daily_mail_as_the_kind_and_the_person_want():
    account = library()
    person_ = account.manager.user
    type(person_).objects.filter(pk=person_.pk).update(email="kancho@city.komae.lg.jp")
    domain(account, TUESDAY + days(30))

    remind_on(TUESDAY, DOMAIN, Kind.ACKNOWLEDGEMENT_DUE)

    assert Mail.objects.get().notice.kind == DOMAIN  # urgent by default; the other one can wait
    waiting = Notice.objects.for_digest().values_list("kind", flat=True)
    assert list(waiting) == [Kind.ACKNOWLEDGEMENT_DUE]


def test_a_kind_that_is_switched_off_tells_nobody_and_other_days_may_be_set():
    account = library()
    domain(account, TUESDAY + days(30))
    rule = ReminderRule.objects.create(
        kind=DOMAIN,
        is_on=False,
        stages=[-10],
        changed_by=account.manager.user,
        changed_at=timezone.now(),
    )
    assert remind_on(TUESDAY, DOMAIN).planned == 0

    rule.is_on = True
    rule.save()
    assert remind_on(TUESDAY, DOMAIN).planned == 0
    assert remind_on(TUESDAY + days(20), DOMAIN).planned == 1


def test_an_urgent_kind_is_told_on_a_holiday_at_night():
    """4(3)カ: as a step of an incident that is late will be."""
    account = library()
    reminding = Reminding(
        DOMAIN,
        "4(3)カ",
        reminding_of(DOMAIN).open_on,
        to=reminding_of(DOMAIN).to,
        urgent=True,
    )
    domain(account, date(2026, 11, 23) + days(7))

    assert remind(now=at(date(2026, 11, 23), hour=2), remindings=[reminding]).told == 1


def test_the_database_finds_the_same_stages_as_the_arithmetic():
    account, rhythm = library(), Rhythm((-30, -7, -1, 1, 3), repeat=5)
    only_head = Reminding(
        DOMAIN, "4(5)エ", reminding_of(DOMAIN).open_on, to=reminding_of(DOMAIN).to
    )
    known = {domain(account, TUESDAY + days(n)).pk: TUESDAY + days(n) for n in range(-40, 45)}

    for day in (TUESDAY, date(2026, 12, 28), date(2027, 1, 4)):
        plan(only_head, rhythm, now=at(day))

    expected = {
        (pk, stage)
        for pk, due in known.items()
        for stage in heard_on(due, rhythm, TUESDAY, date(2026, 12, 28), date(2027, 1, 4))
    }
    assert set(Reminder.objects.values_list("subject_id", "stage")) == expected


def heard_on(due, rhythm, *open_days):
    """Only on these days: the latest stage of each, if it is later than what was heard before."""
    heard = []
    for day in open_days:
        for _, stage in stages_told(due, rhythm, since=day, until=day):
            if not heard or stage > heard[-1]:
                heard.append(stage)
    return heard


@pytest.mark.parametrize("change", ["stage = 5", "person_id = person_id + 1", "kind = 'x'"])
def test_a_reminder_is_never_rewritten(change):
    domain(library(), TUESDAY + days(7))
    remind_on(TUESDAY, DOMAIN)

    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(f"UPDATE notices_reminder SET {change}")
