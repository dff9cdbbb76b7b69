"""課の改称・統合・分割: nothing is lost, nobody keeps rights for a section that has ended."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.models import OfficialAccount
from approvals.models import Application
from approvals.status import ApplicationStatus
from incidents.models import Incident
from incidents.services import ending, receiving
from komae_sns.audit.models import Entry
from komae_sns.documents.services import issue_number
from komae_sns.home.reorganisation import services
from komae_sns.home.reorganisation.belongings import key_of
from komae_sns.home.reorganisation.models import Reorganisation
from komae_sns.home.reorganisation.services import cancel, carry_out_due
from komae_sns.home.reorganisation.successors import Successors
from komae_sns.lives import WrongStatus
from komae_sns.staff.actors import actor_of
from komae_sns.staff.models import Appointment, Department
from komae_sns.staff.posts import Post
from komae_sns.staff.services import change_department
from policies import services as policies
from policies.records import record_of
from tests import factories
from tests.approvals import filed, rows
from tests.approvals.rows import NOW
from tests.factories import TODAY
from tests.incidents import rows as incidents
from tests.intake.tables import look, take

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4(5)エ")]

APRIL = date(2027, 4, 1)
EVE = APRIL - timedelta(days=1)


@pytest.fixture
def own():
    """安心安全課 with head and clerk, an account with its policy, a draft."""
    return filed.section()


@pytest.fixture
def secretary():
    return factories.actor(Post.SECRETARIAT, name="事務一郎")


@pytest.fixture
def heir():
    return factories.department("危機管理課", starts_on=APRIL, document_symbol="危")


def account_of(own, name="狛江市防災"):
    return factories.account(name, department=own.department, manager=own.head.appointments[0])


def enter(own, heir, secretary, day=APRIL, **elsewhere):
    return services.enter(
        own.department,
        Successors(heir, elsewhere),
        takes_effect_on=day,
        basis="規則第7号",
        by=secretary,
        now=NOW,
    )


def moved(thing):
    return type(thing).objects.get(pk=thing.pk).department


def test_everything_goes_on_the_day_and_nothing_before(own, heir, secretary):
    account, draft = account_of(own), filed.draft(own)
    record = record_of(own.department, factories.service(), handle="x", email="")
    policy = policies.start_policy(own.department, record, by=own.clerk, accounts=[account])
    enter(own, heir, secretary)

    assert carry_out_due(EVE, NOW) == 0
    assert moved(account) == own.department
    assert carry_out_due(APRIL, NOW) == 1

    assert {moved(account), moved(draft), moved(policy)} == {heir}
    account.refresh_from_db()
    assert (account.manager.user, account.manager.department) == (own.head.user, heir)
    entry = Entry.objects.get(action="home.account_moved")
    assert entry.changes["運用主体"] == [own.department.full_name, heir.full_name]
    assert "規則第7号" in entry.note


def test_on_the_day_nobody_acts_for_the_old_section_even_if_the_task_is_late(own, heir, secretary):
    enter(own, heir, secretary)

    before, after = (actor_of(own.head.user, day) for day in (EVE, APRIL))

    assert before.heads(own.department)
    assert not after.works_in(own.department)
    assert after.heads(heir)
    assert not Appointment.objects.on(APRIL).in_section(own.department).exists()


def test_late_and_twice_it_is_carried_out_once_with_what_came_meanwhile(own, heir, secretary):
    enter(own, heir, secretary)
    late = account_of(own, "あとからできた")

    done = [carry_out_due(date(2027, 5, 7), NOW) for _ in range(2)]

    assert done == [1, 0]
    assert moved(late) == heir
    assert Entry.objects.filter(action="home.reorganisation_done").count() == 1


def test_a_section_is_split_account_by_account_and_person_by_person(own, heir, secretary):
    second = factories.department("防犯課", starts_on=APRIL)
    first_account, second_account = account_of(own), account_of(own, "狛江市防犯")
    record = record_of(own.department, factories.service(), handle="x", email="")
    policy = policies.start_policy(own.department, record, by=own.clerk, accounts=[second_account])
    clerk = own.clerk.appointments[0]
    enter(own, heir, secretary, **{key_of(second_account): second, key_of(clerk): second})

    carry_out_due(APRIL, NOW)

    assert (moved(first_account), moved(second_account), moved(policy)) == (heir, second, second)
    assert actor_of(own.clerk.user, APRIL).works_in(second)
    assert set(own.department.successors.all()) == {heir, second}


def test_where_each_account_of_a_split_went_is_read_afterwards(client, own, secretary):
    second, heir = factories.department("防犯課"), factories.department("危機管理課")
    account_of(own)
    split = {key_of(account_of(own, "狛江市防犯")): second}
    entered = enter(own, heir, secretary, day=TODAY, **split)
    client.force_login(secretary.user)

    page = client.get(entered.get_absolute_url()).content.decode()

    assert "</a>　防犯課へ" in page
    assert "</a>　危機管理課へ" in page


@pytest.mark.clause("4(3)オ")
def test_an_open_incident_goes_with_its_account_and_is_received_by_the_new_head(heir, secretary):
    """A closed one keeps the section that answered to it, until it is reopened."""
    place = incidents.office("安心安全課")
    section = place.account.department
    second = factories.department("防犯課", starts_on=APRIL)
    opened = incidents.reported(place, "impostor")
    bare = incidents.reported(place, "impostor", account=None, department=section)
    closed = incidents.finished(place, "wrong_post")
    ending.resolve(closed, outcome="直した", by=place.head, now=NOW)
    ending.close(incidents.fresh(closed), conclusion="終わり", by=place.ciso, now=NOW)
    plan = {"takes_effect_on": APRIL, "basis": "規則第7号", "by": secretary, "now": NOW}
    services.enter(section, Successors(heir, {key_of(place.account): second}), **plan)

    carry_out_due(APRIL, NOW)

    assert [moved(each) for each in (opened, bare, closed)] == [second, heir, section]
    head = actor_of(place.head.user, APRIL)
    receiving.receive_as_head(Incident.objects.get(pk=bare.pk), by=head, now=NOW)
    ciso = actor_of(place.ciso.user, APRIL)
    ending.reopen(Incident.objects.get(pk=closed.pk), reason="また現れた", by=ciso, now=NOW)
    assert moved(closed) == second
    assert Entry.objects.filter(action="home.incident_moved").count() == 2


def test_decided_papers_keep_the_old_name_and_are_read_by_the_new_section(own, heir, secretary):
    sitting = rows.committee()
    item = rows.voted(sitting, *[rows.APPROVE] * 5, case=rows.application(own.department))
    rows.decide(item, by=sitting.chair)
    decided = Application.objects.get(pk=item.application_id)
    enter(own, heir, secretary)
    carry_out_due(APRIL, NOW)

    assert moved(decided) == own.department
    reader = actor_of(own.head.user, APRIL)
    assert decided in Application.objects.visible_to(reader)
    assert decided.status == ApplicationStatus.APPROVED
    assert moved(OfficialAccount.objects.get(application=decided)) == heir


def test_a_renamed_section_counts_its_document_numbers_on(own, secretary):
    own.department.document_symbol = "安"
    own.department.save()
    renamed = factories.department("くらし安全課", document_symbol="安")
    first = issue_number(own.department, title="前", now=NOW)
    enter(own, renamed, secretary, day=TODAY)

    second = issue_number(renamed, title="後", now=NOW)

    assert (first.number, second.number) == (1, 2)


def test_at_once_it_takes_effect_at_once(own, secretary):
    account = account_of(own)
    heir = factories.department("危機管理課")

    entered = enter(own, heir, secretary, day=TODAY)

    assert entered.status == "DONE"
    assert moved(account) == heir
    assert Department.objects.get(pk=own.department.pk).ends_on == TODAY - timedelta(days=1)


def test_given_up_before_the_day_all_stays_as_it_was(own, heir, secretary):
    entered = enter(own, heir, secretary)

    cancel(entered, by=secretary, now=NOW)

    assert carry_out_due(APRIL, NOW) == 0
    assert actor_of(own.head.user, APRIL).heads(own.department)
    own.department.refresh_from_db()
    assert (own.department.ends_on, own.department.successors.count()) == (None, 0)
    again = enter(own, heir, secretary)
    assert again.is_planned
    with pytest.raises(WrongStatus):
        cancel(entered, by=secretary, now=NOW)


def test_a_transfer_of_the_same_day_goes_before_the_move_with_the_section(own, heir, secretary):
    factories.department("図書館")
    enter(own, heir, secretary)
    login = own.head.user.username
    text = f"職員番号,新所属,新職名\n{login},図書館,館長\n".encode()

    take("transfers", look("transfers", text))

    held = Appointment.objects.on(APRIL).filter(user=own.head.user, post=Post.HEAD)
    assert [a.office for a in held] == ["図書館長"]


@pytest.mark.integrity
@pytest.mark.django_db(transaction=True)
def test_two_workers_on_the_morning_of_the_day_carry_it_out_once(own, heir, secretary):
    account = account_of(own)
    enter(own, heir, secretary)
    together, done = Barrier(2), []

    def work() -> None:
        try:
            together.wait(10)
            done.append(carry_out_due(APRIL, NOW))
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(done) == [0, 1]
    assert moved(account) == heir
    assert Entry.objects.filter(action="home.account_moved").count() == 1
    assert Entry.objects.filter(action="accounts.follow_post").count() == 1


def test_what_cannot_be_is_refused_with_nothing_changed(own, heir, secretary):
    division = factories.division("総務部")
    ended = factories.department("昔の課", ends_on=date(2022, 3, 31))
    for section, to, day in (
        (division, heir, APRIL),
        (own.department, own.department, APRIL),
        (own.department, ended, APRIL),
        (own.department, heir, TODAY),  # not there before April
        (own.department, heir, TODAY - timedelta(days=1)),
    ):
        with pytest.raises(ValidationError):
            services.enter(
                section,
                Successors(to, {}),
                takes_effect_on=day,
                basis="規則",
                by=secretary,
                now=NOW,
            )
    with pytest.raises(PermissionDenied):
        enter(own, heir, own.head)
    enter(own, heir, secretary)
    with pytest.raises(ValidationError):
        enter(own, heir, secretary)
    assert Reorganisation.objects.count() == 1


def test_a_new_section_is_made_on_the_screen_together_with_the_renaming(
    client, own, secretary, time_machine
):
    time_machine.move_to(f"{TODAY}T10:00:00+09:00", tick=False)
    secretary.user.set_password("たまがわのみずとみどり2026")
    secretary.user.save()
    client.force_login(secretary.user)
    plan = {
        "section": own.department.pk,
        "takes_effect_on": "2027-04-01",
        "new_name": "くらし安全課",
        "new_kana": "くらしあんぜんか",
        "new_code": "0909",
        "new_symbol": "",
    }

    shown = client.get("/reorganisations/new/", plan)
    typed = {**plan, "heir": "new", "basis": "規則第7号", "password": "たまがわのみずとみどり2026"}
    answer = client.post("/reorganisations/new/", typed)

    assert own.head.user.name in shown.content.decode()
    assert answer.status_code == 302, answer.content.decode()
    made = Department.objects.get(code="0909")
    assert (made.name, made.starts_on) == ("くらし安全課", APRIL)
    assert made.document_symbol == own.department.document_symbol
    assert actor_of(own.head.user, APRIL).heads(made)


@pytest.mark.parametrize("part", [False, True])
def test_a_section_that_is_to_inherit_does_not_end_before(own, heir, secretary, part):
    account = account_of(own)
    middle = factories.department("防災課", document_symbol="防")
    if part:
        enter(own, heir, secretary, **{key_of(account): middle})
    else:
        enter(own, middle, secretary)

    with pytest.raises(ValidationError, match="引きつぐことになっています"):
        services.enter(
            middle,
            Successors(factories.department("危機課", document_symbol="機"), {}),
            takes_effect_on=EVE,
            basis="規則第8号",
            by=secretary,
            now=NOW,
        )


def test_who_is_to_inherit_is_not_ended_by_hand_before(own, secretary):
    """In the admin, and by the table of sections."""
    middle = factories.department("防災課", document_symbol="防")
    enter(own, middle, secretary)

    for by, last in ((secretary, EVE), (None, EVE), (secretary, TODAY)):
        with pytest.raises(ValidationError, match="引きつぐことになっています") as refused:
            change_department(middle, {"ends_on": last}, by=by)
        assert list(refused.value.message_dict) == ["ends_on"]
    middle.refresh_from_db()
    assert middle.ends_on is None
    change_department(middle, {"ends_on": APRIL}, by=secretary)


@pytest.mark.integrity
@pytest.mark.django_db(transaction=True)
def test_two_reorganisations_entered_at_once_do_not_block_each_other(secretary, heir):
    """Each looks at every section: whoever holds one and waits for all stops the other."""
    sections = [factories.department(f"課{n}", document_symbol=f"記{n}") for n in range(3)]
    together, done = Barrier(3), []

    def work(section) -> None:
        together.wait(10)
        try:
            day = {"takes_effect_on": APRIL, "basis": "x", "by": secretary, "now": NOW}
            services.enter(section, Successors(heir, {}), **day)
            done.append(section)
        finally:
            connection.close()

    workers = [Thread(target=work, args=[section]) for section in sections]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(done) == 3
