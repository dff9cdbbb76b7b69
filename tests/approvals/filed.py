"""An application as its section writes it, whole, through the steps of filing."""

from dataclasses import dataclass
from typing import Any

from approvals.models import Application, ApplicationRound
from approvals.services import drafting, filing, rounds
from komae_sns.staff.actors import Actor, actor_of
from komae_sns.staff.models import Department
from komae_sns.staff.posts import Post
from tests import factories
from tests.approvals.rows import NOW
from tests.factories import TODAY


@dataclass(frozen=True)
class Section:
    department: Department
    head: Actor
    clerk: Actor


def section(name: str = "安心安全課", symbol: str = "総安") -> Section:
    department = factories.department(name, document_symbol=symbol)
    return Section(
        department,
        factories.actor(Post.HEAD, department, "佐久間 誠"),
        factories.actor(Post.CLERK, department, "森田 彩香"),
    )


def secretariat() -> Actor:
    return factories.actor(Post.SECRETARIAT, name="石川 里奈")


def complete(office: Section, **typed: Any) -> dict[str, Any]:
    """Every required field, as a person would fill it."""
    factories.service("x")
    pr = factories.account("狛江市", is_city_pr=True, purpose="市政全般のお知らせ")
    manager = office.head.appointments[0]
    return {
        "purpose": "災害のとき、避難所の開設や避難の呼びかけを市民にすばやく知らせる",
        "topics": "避難所の開設、気象情報、訓練のお知らせ",
        "audience": "市民",
        "frequency": "週に2回",
        "considered": [str(pr.pk)],
        "considered_none": "",
        "answer_a": "「狛江市」は市政全般で、災害のときに埋もれる。",
        "answer_b": "軽微ではない。",
        "answer_c": "災害時の連続した発信が、ほかの発信を妨げる。",
        "service": "x",
        "display_name": "狛江市安心安全課",
        "address": "@komae_anzen",
        "registered_email": "anzen@city.komae.lg.jp",
        "profile_text": "狛江市安心安全課の公式アカウントです。災害と避難の情報をお知らせします。",
        "manager": str(manager.pk),
        "operators": "森田、佐久間",
        "extension": "2341",
        "title": "安心安全課公式Xの開設について",
        "business_name": "災害情報の発信",
        "category": "新規",
        "expected_posts": "年に100件",
        "tone": "ふつう（です・ます）",
        "needs_post_approval": "要",
        "personal_data": "無",
        "devices": "課の端末1台",
        "linked_apps": "",
        "outsourced": "無",
        "cost": "0円",
        "effects": ["市民福祉の向上"],
        "effect_text": "避難の遅れを減らす。",
        "planned_on": "2027-01-15",
        "fallback_account": str(pr.pk),
        "attachments": "",
    } | typed


def draft(office: Section, **typed: Any) -> Application:
    application = filing.start(office.department, by=office.clerk, now=NOW)
    drafting.save_answers(application, complete(office, **typed), seen=0, by=office.clerk)
    application.refresh_from_db()
    drafting.prepare_policy(application, by=office.clerk)
    return reread(application)


def file(application: Application, by: Actor) -> ApplicationRound:
    """As read just now."""
    read = rounds.presentation_of(reread(application))
    return filing.submit(application, presentation=read, by=by, now=NOW)


def submitted(office: Section, **typed: Any) -> Application:
    application = draft(office, **typed)
    file(application, office.head)
    return reread(application)


def accepted(office: Section, by: Actor | None = None, **typed: Any) -> Application:
    application = submitted(office, **typed)
    filing.accept(application, by=by or secretariat(), now=NOW)
    return reread(application)


def mended(office: Section, by: Actor, **typed: Any) -> Application:
    """Accepted, returned for its purpose, mended, filed and accepted again: two rounds."""
    application = accepted(office, by)
    filing.return_to_applicant(
        application, remarks={"purpose": "くわしく"}, answer="1か所です", by=by, now=NOW
    )
    application.refresh_from_db()
    written = {"purpose": "避難所と通行止めを、発表から10分で市民に知らせる"} | typed
    seen = application.edit_number
    drafting.save_answers(application, written, seen=seen, by=office.clerk)
    file(application, office.head)
    filing.accept(application, by=by, now=NOW)
    return reread(application)


def reread(application: Application) -> Application:
    return Application.objects.with_names().get(pk=application.pk)


def as_actor(user: Any) -> Actor:
    return actor_of(user, TODAY)
