"""An incident of the kind なりすまし, and what is done about the accounts it is about."""

from dataclasses import dataclass
from typing import Any

from accounts.models import OfficialAccount, Service
from incidents.models import Impostor, Incident, PublicWarning
from incidents.services import impostors, receiving, warnings
from incidents.services.reporting import FirstReport, report
from incidents.services.steps import Done, do_step
from komae_sns.staff.actors import Actor
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW
from tests.incidents import proofs

FALSE = "https://x.com/komae_b0sai"


@dataclass
class Desk:
    account: OfficialAccount
    head: Actor
    clerk: Actor
    ciso: Actor
    secretariat: Actor
    incident: Incident


def desk(**facts: Any) -> Desk:
    for code in ("x", "instagram", "other"):
        factories.service(code)
    section = factories.department("防災課")
    head = factories.actor(Post.HEAD, section, "防災課長")
    account = factories.account(
        "狛江市防災", handle="komae_bosai", department=section, manager=head.appointments[0]
    )
    clerk = factories.actor(Post.CLERK, section, "担当一子")
    told = FirstReport(kind="impostor", what="市を名のっている", account=account, **facts)
    incident = report(told, by=head if told.is_drill else clerk, now=NOW)
    ciso = factories.actor(Post.CISO, name="統括責子")
    secretariat = factories.actor(Post.SECRETARIAT, name="事務局員")
    return Desk(account, head, clerk, ciso, secretariat, incident)


def add(desk: Desk, typed: str = FALSE, **facts: Any) -> Impostor:
    seen = impostors.Sighting(typed=typed, **facts)
    return impostors.add_impostor(desk.incident, seen, by=desk.clerk, now=NOW)


def judged(desk: Desk, typed: str = FALSE) -> Impostor:
    return judge(desk, add(desk, typed))


def judge(desk: Desk, impostor: Impostor) -> Impostor:
    impostors.judge_impostor(impostor, judgement="市章を使っている", by=desk.head, now=NOW)
    return again(impostor)


def looked(impostor: Impostor, result: str, *, by: Actor, now=NOW, note: str = "") -> Impostor:
    round_ = impostors.Looked(watched_at=now, result=result, note=note)
    impostors.watch_impostor(impostor, round_, by=by, now=now)
    return again(impostor)


def again(thing):
    return type(thing).objects.with_names().get(pk=thing.pk)


WORDS = warnings.Words(
    title="狛江市防災をかたるアカウントにご注意ください", body="市からDMを送ることはありません。"
)


def waiting(desk: Desk, words: warnings.Words = WORDS) -> PublicWarning:
    warning = warnings.write_warning(desk.incident, words, by=desk.clerk, now=NOW)
    warnings.submit_warning(warning, edit_number=0, by=desk.head, now=NOW)
    return again(warning)


def published(desk: Desk, words: warnings.Words = WORDS) -> PublicWarning:
    warning = waiting(desk, words)
    warnings.publish_warning(warning, edit_number=0, by=desk.ciso, now=NOW)
    return again(warning)


def received(desk: Desk) -> None:
    receiving.receive_as_head(desk.incident, by=desk.head, now=NOW)
    receiving.receive_as_ciso(desk.incident, by=desk.ciso, now=NOW)


def service(code: str) -> Service:
    return Service.objects.get(code=code)


def keep_the_screen(desk: Desk) -> None:
    for key, files in (("confirm", ()), ("evidence", (proofs.screen(desk.clerk),))):
        step = desk.incident.steps.get(key=key)
        do_step(step, Done(note="済", files=files), by=desk.clerk, now=NOW)
