"""One small city in which every address of the portal has something to show.

`World.people` are the columns of matrix.txt, `World.places` what its rows are about.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from accounts import checklist
from accounts import services as accounts
from accounts.models import OfficialAccount, Operator, Suspension
from accounts.services import confirm_check, suspensions
from accounts.services.acknowledgements import acknowledge, text_sha256
from accounts.services.consents import record_consent
from accounts.services.contacts import ask_contact
from accounts.services.content_checks import check_content
from accounts.services.figures import Entry, Reading, record_month
from approvals.models import AgendaItem, Application, Meeting
from approvals.services import (
    changing,
    comments,
    conditions,
    filing,
    meetings,
    minutes,
    stepping_back,
    waivers,
)
from approvals.services.conditions import Term
from approvals.services.waivers import Grounds
from approvals.status import ApplicationStatus
from komae_sns.documents import builders
from komae_sns.documents import services as documents
from komae_sns.documents.models import Export
from komae_sns.documents.services import evidence, exports
from komae_sns.home.calendar import services as calendar
from komae_sns.home.editions.services import load_guideline
from komae_sns.home.intake import services as intake
from komae_sns.home.intake.kinds import KINDS
from komae_sns.home.intake.models import Intake
from komae_sns.home.models import Heartbeat
from komae_sns.home.office.report import services as reports
from komae_sns.home.pulse import BEAT, WORKER
from komae_sns.home.registry.wording import services as wording
from komae_sns.home.reorganisation import services as reorganisation
from komae_sns.home.reorganisation.successors import Successors
from komae_sns.home.saved import services as saved_views
from komae_sns.notices.kinds import Kind
from komae_sns.notices.models import DeadAddress, Mail, Notice
from komae_sns.notices.reminders import reminding_of
from komae_sns.notices.services import mark_dead, remind
from komae_sns.notices.status import MailStatus
from komae_sns.staff import services as staff
from komae_sns.staff.actors import Actor
from komae_sns.staff.models import User
from komae_sns.staff.posts import Post
from policies import services as policies
from policies.records import record_of
from tests import factories
from tests.accounts import suspended
from tests.approvals import filed, rows
from tests.approvals.rows import APPROVE, NOW
from tests.factories import TODAY
from tests.trust import evidenced, happened, posted, reviewed, watched

PASSWORD = "たまがわのみずとみどり2026"
APRIL = date(2027, 4, 1)
Place = dict[str, Any]
_GUIDELINE = """
title = "ガイドライン"
adopted_on = 2027-01-01
[[clause]]
name = "1"
paragraphs = ["新しい目的"]
"""


@dataclass
class World:
    people: dict[str, User | None] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    sitting: rows.Committee | None = None
    own: filed.Section | None = None
    other: filed.Section | None = None

    def actor(self, code: str) -> Actor:
        return filed.as_actor(self.people[code])


def build() -> World:
    world = World()
    _settle(world)
    _deputies(world)
    _accounts(world)
    _suspensions(world)
    watched.settle(world)
    reviewed.settle(world)
    posted.settle(world)
    happened.settle(world)
    evidenced.settle(world)
    _applications(world)
    _meetings(world)
    _waivers(world)
    _mails(world)
    _reminders(world)
    _tables(world)
    _exports(world)
    _reorganisations(world)
    edition = load_guideline(_GUIDELINE, in_force_on=TODAY.replace(year=2027), by=None)
    world.places["edition"] = {"pk": edition.pk}
    world.places["figures"] = {"kind": "figures"}
    world.places["to_report"] = {"year": 2025}
    world.places["year_fixed"] = {"year": 2024}
    reports.fix(2024, by=world.actor("secr"), now=NOW)
    world.places["matter"] = {"code": "reviews"}
    world.places["help"] = {"post": "head"}
    world.places["-"] = {}
    token = calendar.make_address(by=world.actor("head"), now=NOW)
    chosen = wording.Chosen("市のアカウント", "広報課", "お知らせを", ["hijack"])
    wording.set_public_words(chosen, seen=0, because="改称", by=world.actor("secr"), now=NOW)
    world.places["calendar"] = {"token": token}
    world.places["list"] = {"code": "accounts"}
    kept = saved_views.keep("accounts:account-list", "q=消防", "消防のもの", by=world.actor("head"))
    world.places["saved"] = {"pk": kept.pk}
    for program in (WORKER, BEAT):
        Heartbeat.objects.beat(program, now=timezone.now())
    for code, user in world.people.items():
        world.sessions[code] = _logged_in(user) if user else ""
    return world


def _settle(world: World) -> None:
    """`head2` and `clerk2` work in another section, `vendor2` for another account."""
    world.own = own = filed.section()
    world.other = other = filed.section("図書館", "図")
    world.sitting = sitting = rows.committee()
    office = factories.department("情報政策課", document_symbol="企情")
    factories.appoint(sitting.secretariat.user, Post.SECRETARIAT, office)
    world.people = {
        "anon": None,
        "nobody": factories.person("無職一郎"),
        "head": own.head.user,
        "head2": other.head.user,
        "clerk": own.clerk.user,
        "clerk2": other.clerk.user,
        "member": sitting.members[0].user,
        "vice": sitting.vice_chair.user,
        "chair": sitting.chair.user,
        "secr": sitting.secretariat.user,
        "ciso": factories.actor(Post.CISO, name="統括責子").user,
        "audit": factories.actor(Post.AUDITOR, name="監査一郎").user,
        "vendor": factories.actor(Post.CONTRACTOR, own.department, "受託一郎").user,
        "vendor2": factories.actor(Post.CONTRACTOR, other.department, "受託二郎").user,
    }
    for user in filter(None, world.people.values()):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])


def _accounts(world: World) -> None:
    own, other = world.own, world.other
    running = _operated(world, own, "vendor", "狛江市消防団")
    elsewhere = _operated(world, other, "vendor2", "狛江市図書館")
    world.places["running"] = {
        "pk": running.pk,
        "operator_pk": running.operators.get().pk,
        "month": _figures(world, running),
    }
    world.places["domain"] = _ledgers(world, running)
    world.places["read"] = {"pk": running.pk, "check_pk": _read_through(world, running)}
    _contacts(world, running)
    world.places["consented"] = {"pk": running.pk, "consent_pk": _consented(world, running)}
    acknowledge(text=text_sha256(), by=world.actor("head"), now=NOW)
    world.places["elsewhere"] = {"pk": elsewhere.pk, "account_pk": elsewhere.pk}
    world.places["alone"] = {"account_pk": running.pk}
    world.places["preparing"] = _preparing(world)
    prepared = OfficialAccount.objects.get(pk=world.places["preparing"]["pk"])
    world.places["unlisted"] = {"key": prepared.public_key, "policy": 1, "number": 1}
    rewritten = factories.account("狛江市防火", department=own.department)
    drafted = _policy(world, own, rewritten)
    world.places["drafted"] = {"pk": drafted.pk, "number": 1, "key": "s1"} | {
        "old": 1,
        "new": 1,
    }
    world.places["in_force"] = _in_force(world)


def _suspensions(world: World) -> None:
    """One at each stage; the section of head2 and clerk2 takes over from most of them."""
    own, by = world.own, world.actor("head")
    pr = factories.account("狛江市広報", department=world.other.department, is_city_pr=True)
    world.places["pr"] = {"pk": pr.pk}

    def begun(place: str, name: str) -> Suspension:
        account = factories.account(name, status="STOPPING", department=own.department)
        made = account.suspensions.get()
        world.places[place] = {"pk": account.pk, "suspension_pk": made.pk, "paper": "plan"}
        return made

    begun("stopping", "狛江市花火")
    for place, name in (("plan_whole", "狛江市ほたる"), ("plan_sent", "狛江市あゆ")):
        made = begun(place, name)
        suspensions.write_plan(made, suspended.plan(successor=pr), by=by, edit_number=0)
    suspensions.submit_plan(made, by=by, edit_number=1, now=NOW)
    picture = evidence.keep(suspended.PICTURE, by=by, now=NOW)
    made = factories.planned(begun("notifying", "狛江市さくら"), successor=pr)
    shown = factories.notice(made, evidence=picture)
    world.places["notifying"] |= {"notice_pk": shown.pk}
    factories.notified(begun("notice_over", "狛江市もみじ"), successor=pr)
    factories.done(begun("stop_done", "狛江市つばめ"), successor=pr).account.move_to("SUSPENDED")
    paused = factories.account("狛江市かわせみ", status="RUNNING", department=own.department)
    pause = factories.pause(paused, evidence=picture)
    paused.move_to("PAUSED")
    world.places["paused"] = {"pk": paused.pk, "pause_pk": pause.pk}


def _deputies(world: World) -> None:
    """The clerk stands in for the head tomorrow: today everybody acts for themselves."""
    own, tomorrow = world.own, TODAY + timedelta(days=1)
    deputy = staff.name_deputy(
        own.head.appointments[0],
        own.clerk.user,
        starts_on=tomorrow,
        ends_on=tomorrow,
        reason="出張",
        by=own.head,
    )
    world.places["deputy"] = {"pk": deputy.pk}


def _operated(world: World, office: filed.Section, vendor: str, name: str) -> OfficialAccount:
    account = factories.account(
        name,
        department=office.department,
        manager=office.head.appointments[0],
        contractor="株式会社狛江広報",
        purpose="広報",
    )
    Operator.objects.create(account=account, user=world.people[vendor], starts_on=TODAY)
    return account


def _consented(world: World, account: OfficialAccount) -> int:
    consent = record_consent(
        account,
        subject="消防団の訓練",
        giver="BODY",
        scope="訓練の写真",
        evidence="同意書",
        given_on=TODAY,
        by=world.actor("clerk"),
    )
    return consent.pk


def _contacts(world: World, account: OfficialAccount) -> None:
    """Asked for by the clerk, and entered by the head."""
    facts = {"kind": "FOLLOW", "body": "PUBLIC", "target": "東京消防庁", "reason": "災害の情報"}
    for place, person in (("asked", "clerk"), ("permitted", "head")):
        url = f"https://x.com/tokyo_{place}"
        made = ask_contact(account, url=url, **facts, by=world.actor(person), now=NOW)
        world.places[place] = {"pk": account.pk, "contact_pk": made.pk}


def _read_through(world: World, account: OfficialAccount) -> int:
    by = world.actor("clerk")
    return check_content(account, covers_from=TODAY, result="FINE", by=by, now=NOW).pk


def _figures(world: World, account: OfficialAccount) -> date:
    month = TODAY.replace(day=1)
    entries = {"followers": Entry(value=1200), "last_post": Entry(day=TODAY)}
    record_month(
        account, month, entries, Reading(TODAY, "SCREEN"), by=world.actor("clerk"), now=NOW
    )
    return month


def _ledgers(world: World, account: OfficialAccount) -> Place:
    """A row in every ledger of the running account."""
    by = world.actor("secr")
    accounts.record_badge(account, "APPLIED", by=by)
    links = {"page_lists_it": False, "page_url": "", "profile_leads_home": True}
    accounts.check_links(account, checked_on=TODAY, by=by, **links)
    accounts.set_address(account, "@komae_shoboudan", by=by, reason="改称", renamed_on=TODAY)
    facts = {"purpose": "操法大会", "kept_by": "消防団係", "expires_on": TODAY}
    domain = accounts.add_domain(account, "komae-shobo.jp", by=by, **facts)
    renewed = {"new_expires_on": TODAY.replace(year=2027), "renewed_on": TODAY}
    accounts.renew_domain(domain, by=by, **renewed)
    OfficialAccount.objects.filter(pk=account.pk).update(edit_number=0)
    type(domain).objects.filter(pk=domain.pk).update(edit_number=0)
    return {"pk": account.pk, "domain_pk": domain.pk}


def _preparing(world: World) -> Place:
    head = world.actor("head")
    account = factories.account(
        "狛江市水防",
        status="PREPARING",
        department=head.appointments[0].department,
        handle="komae_suibo",
        url="https://x.com/komae_suibo",
        manager=head.appointments[0],
        topics="水位",
        audience="市民",
        frequency="週に2回",
        tone="です・ます",
        registered_email="anzen@city.komae.lg.jp",
        profile_text="狛江市安心安全課が、水防の情報をお知らせします。",
    )
    first, second = (item.key for item in checklist.items()[:2])
    confirm_check(account, first, by=head, now=NOW, note="")
    world.places["confirmed"] = {"pk": account.pk, "item": first}
    return {"pk": account.pk, "item": second}


def _policy(world: World, office: filed.Section, *accounts: OfficialAccount) -> Any:
    record = record_of(
        office.department, factories.service(), handle="komae_x", email="x@city.komae.lg.jp"
    )
    return policies.start_policy(
        office.department, record, by=office.clerk, accounts=list(accounts)
    )


def _in_force(world: World) -> Place:
    own = world.own
    account = factories.account("狛江市防犯", department=own.department)
    Operator.objects.create(account=account, user=world.people["vendor"], starts_on=TODAY)
    policy = _policy(world, own, account)
    policies.put_in_force(policy.versions.get(), enacted_on=TODAY, by=own.head, now=NOW)
    change = changing.start_change(account, by=own.clerk, now=NOW)
    world.places["change"] = {"pk": change.pk}
    world.places["listed"] = {"key": account.public_key, "policy": policy.pk, "number": 1}
    return {"pk": policy.pk, "number": 1, "key": "s1", "old": 1, "new": 1}


def _applications(world: World) -> None:
    own, secretariat = world.own, world.sitting.secretariat
    made = {
        "draft": filed.draft(own),
        "passed": _passed(own),
        "rechecked": _rechecked(own, secretariat),
        "unready": filing.start(own.department, by=own.clerk, now=NOW),
        "submitted": filed.submitted(own),
        "accepted": filed.accepted(own, secretariat),
        "returned": _returned(own, secretariat),
        "mended": filed.mended(own, secretariat),
    }
    for name, application in made.items():
        world.places[name] = {"pk": application.pk, "number": 1, "step": "existing"}
    comments.add(made["mended"], "よく直っている。", by=world.sitting.chair, now=NOW)
    notice = Notice.objects.filter(person=own.head.user).first()
    world.places["notice"] = {"pk": notice.pk}


def _passed(own: filed.Section) -> Application:
    application = filed.draft(own)
    filing.pass_to_head(application, by=own.clerk, now=NOW)
    return application


def _rechecked(own: filed.Section, secretariat: Actor) -> Application:
    """Accepted, and back from the committee."""
    application = filed.accepted(own, secretariat)
    stepping_back.send_back_to_check(application, reason="様式", by=secretariat, now=NOW)
    return application


def _mails(world: World) -> None:
    """One that was sent, one that came back with its address, and two that wait."""
    head, clerk = world.own.head.user, world.own.clerk.user
    User.objects.filter(pk__in=[head.pk, clerk.pk]).update(email="a@city.komae.lg.jp")
    for _ in range(2):
        _returned(world.own, world.sitting.secretariat)
    sent, back, *_ = Mail.objects.filter(person__in=[head, clerk]).order_by("pk")
    sent.move_to(MailStatus.SENT, sent_at=NOW, sent_to="a@city.komae.lg.jp")
    back.move_to(MailStatus.UNDELIVERABLE, trouble="550 User unknown")
    mark_dead(back.person, "a@city.komae.lg.jp", "550 User unknown", now=NOW)
    world.places["sent"] = {"pk": sent.pk}
    world.places["came_back"] = {"pk": back.pk}
    world.places["dead_address"] = {"pk": DeadAddress.objects.get().pk}


def _reminders(world: World) -> None:
    """On the next 開庁日, who has yet to acknowledge the rules of conduct."""
    kind = Kind.ACKNOWLEDGEMENT_DUE
    remind(now=NOW + timedelta(days=2), remindings=[reminding_of(kind)])
    world.places["reminder"] = {"kind": kind}


def _returned(own: filed.Section, secretariat: Actor) -> Application:
    application = filed.accepted(own, secretariat)
    filing.return_to_applicant(
        application, remarks={"purpose": "くわしく"}, answer="直す", by=secretariat, now=NOW
    )
    return application


def _meetings(world: World) -> None:
    sitting, made = world.sitting, world.places
    planned = rows.meeting(sitting, _case(world), _case(world))
    opened = rows.open_meeting(sitting, _case(world), present=sitting.everybody[:3])
    seats = {seat.member_id: seat.pk for seat in opened.attendances.all()}
    made["planned"] = {"pk": planned.pk, "item_pk": planned.items.first().pk}
    made["open"] = {
        "pk": opened.pk,
        "item_pk": opened.items.get().pk,
        "attendance_pk": seats[sitting.members[0].user.pk],
    }
    made["absent"] = made["open"] | {"attendance_pk": seats[sitting.members[1].user.pk]}
    made["voting"] = _of_item(rows.voting(sitting, _case(world)))
    made["voted"] = _of_item(rows.voted(sitting, *[APPROVE] * 5, case=_case(world)))
    item = rows.voted(sitting, *[APPROVE] * 5, case=_case(world))
    rows.decide(item, by=sitting.chair)
    made["decided"] = _of_item(item) | {"application": item.application_id}
    made["ended"], made["presented"] = _ended(world), _ended(world)
    presented = Meeting.objects.get(pk=made["presented"]["pk"])
    minutes.present(presented, by=sitting.secretariat, now=NOW)
    made["circulating"] = _of_item(rows.circulating(sitting, _case(world)))
    made["to_send"] = {"pk": rows.circulation_planned(sitting, _case(world)).pk}
    _conditions(world)
    _case(world)  # in review, waiting for a meeting


def _conditions(world: World) -> None:
    item = rows.voted(world.sitting, *[APPROVE] * 5, case=_case(world))
    terms = [Term("返信をしないこと", TODAY), Term("半年後に報告すること")]
    rows.decide(item, by=world.sitting.chair, conditions=terms)
    waiting, reported = item.application.conditions.order_by("number")
    conditions.report(reported, "報告した。", by=world.own.clerk, now=NOW)
    world.places["condition"] = {"pk": waiting.pk}
    world.places["reported"] = {"pk": reported.pk}


def _ended(world: World) -> Place:
    """A meeting that is over; its secretariat belongs to a section, which numbers its papers."""
    sitting = world.sitting
    meeting = rows.open_meeting(sitting)
    meetings.close(meeting, by=sitting.chair, now=NOW)
    return {"pk": meeting.pk, "section": "others"}


def _of_item(item: AgendaItem) -> Place:
    return {"pk": item.meeting_id, "item_pk": item.pk}


def _case(world: World) -> Application:
    own = world.own
    return rows.application(own.department, status=ApplicationStatus.IN_REVIEW)


def _waivers(world: World) -> None:
    own = world.own
    application = rows.application(own.department)
    grounds = Grounds("台風の被害", "災害ごみに限る", TODAY.replace(year=2027))
    waiver = waivers.waive(application, grounds, by=world.sitting.chair, now=NOW)
    world.places["waiver"] = {"pk": waiver.pk}
    world.places["unreported"] = {"pk": world.places["open"]["pk"], "waiver_pk": waiver.pk}
    world.places["waived"] = {"pk": application.pk, "number": 1}


def _tables(world: World) -> None:
    """Read by the secretariat: one waiting, one given up, one taken."""
    for place, login in (("intake", "e2001"), ("intake_off", "e2003"), ("intake_end", "e2002")):
        text = f"ログイン名,氏名,よみがな\n{login},新任一郎,しんにんいちろう\n"
        made = intake.receive(
            KINDS["people"], "名簿.csv", text.encode(), by=world.sitting.secretariat, now=NOW
        )
        world.places[place] = {"pk": made.pk, "kind": "people"}
    given_up = Intake.objects.get(pk=world.places["intake_off"]["pk"])
    intake.discard(given_up, by=world.sitting.secretariat, now=NOW)
    seen = intake.look_at(made, by=world.sitting.secretariat).plan.digest
    intake.take(made, seen=seen, by=world.sitting.secretariat, now=NOW)


def _exports(world: World) -> None:
    """`head` asked for one, and it is ready."""
    documents.request_export("trust", "あるもの", {}, by=world.actor("head"), now=NOW)
    exports.make_waiting(lambda: NOW)
    world.places["export"] = {"pk": Export.objects.get().pk}


def _write(parameters: Any, owner: Actor, file: Path, tell: Any) -> builders.Built:
    file.write_bytes(b"x")
    return builders.Built("あるもの.zip")


builders.register("trust", _write)


def _reorganisations(world: World) -> None:
    """One ahead, one carried out, one given up."""
    by, heir = world.sitting.secretariat, factories.department("くらし推進課")
    for place, day in (("reorganised", APRIL), ("gone", TODAY), ("kept", APRIL)):
        section = factories.department(f"{place}課")
        if place == "gone":
            factories.account("口座", department=section)
        made = reorganisation.enter(
            section,
            Successors(heir, {}),
            takes_effect_on=day,
            basis="規則第7号",
            by=by,
            now=NOW,
        )
        world.places[place] = {"pk": made.pk}
    reorganisation.cancel(made, by=by, now=NOW)


def _logged_in(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key
