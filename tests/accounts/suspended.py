"""運用停止 taken through its steps, for tests."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from PIL import Image

from accounts.models import OfficialAccount, Suspension
from accounts.services import suspensions
from accounts.services.suspensions import Posted
from accounts.suspension_rules import checks
from komae_sns.documents.evidence.reading import Brought, read
from komae_sns.staff.actors import Actor, actor_of
from tests import factories
from tests.factories import NOW, TODAY

STOP_ON = TODAY + timedelta(60)


def screen(color: int = 7) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(file, "PNG")
    return file.getvalue()


PICTURE: Brought = read("画面.png", screen())


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo("Asia/Tokyo"))


def on(actor: Actor, day: date) -> Actor:
    return actor_of(actor.user, day)


def plan(**facts):
    """Everything that a plan of an account with 1,200 followers asks for."""
    return {
        "followers": 1200,
        "followers_on": TODAY,
        "followers_unknown": "",
        "dependants": "自主防災会の連絡網",
        "lost_information": "避難所と防災訓練の情報",
        "elsewhere": "",
        "level": "MEDIUM",
        "level_reason": "ほかでは受けとりにくい",
        "notice_days": 60,
        "stop_on": STOP_ON,
        "notice_text": "",
        "guidance_text": "",
        "page_text": "",
        "profile_text": "",
    } | facts


def pr_account() -> OfficialAccount:
    section = factories.department("秘書広報室")
    return factories.account("狛江市", department=section, is_city_pr=True, handle="komae_pr")


def begun(account: OfficialAccount, head: Actor) -> Suspension:
    return suspensions.begin(account, reason="広報のXで足りる", by=head, now=NOW)


def written(account: OfficialAccount, head: Actor, **facts) -> Suspension:
    made = begun(account, head)
    facts = plan(successor=facts.pop("successor", None) or pr_account(), **facts)
    return suspensions.write_plan(made, facts, by=head, edit_number=0)


def submitted(account: OfficialAccount, head: Actor, **facts) -> Suspension:
    made = written(account, head, **facts)
    suspensions.submit_plan(made, by=head, edit_number=1, now=NOW)
    return fresh(made)


def notifying(account: OfficialAccount, head: Actor, secretariat: Actor, **facts) -> Suspension:
    made = submitted(account, head, **facts)
    suspensions.confirm_plan(made, by=secretariat, edit_number=1, now=NOW)
    return fresh(made)


def tell(suspension: Suspension, by: Actor, kind: str = "ACCOUNT", **facts):
    defaults = {
        "posted_on": by.today,
        "text": "停止します。",
        "url": "https://x.com/komae/status/1",
        "evidence_note": "課のキャビネット3",
    }
    posted = Posted(kind=kind, **(defaults | facts))
    return suspensions.record_notice(suspension, posted, by=by, now=at(by.today))


def announced(account: OfficialAccount, head: Actor, secretariat: Actor, **facts) -> Suspension:
    """Both told on TODAY."""
    made = notifying(account, head, secretariat, **facts)
    tell(made, head)
    tell(made, head, "GUIDANCE")
    return fresh(made)


def stop(suspension: Suspension, head: Actor, day: date = STOP_ON, **facts) -> None:
    by = on(head, day)
    facts = {"stopped_on": day, "confirmed": [check.key for check in checks()]} | facts
    suspensions.stop(suspension, **facts, by=by, now=at(day))


def fresh(suspension: Suspension) -> Suspension:
    return Suspension.objects.with_names().get(pk=suspension.pk)
