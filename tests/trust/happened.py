"""For the world of matrix.txt: incidents, each at a stage of its own."""

from dataclasses import replace
from typing import Any

from accounts.models import OfficialAccount
from incidents.models import Impostor, Incident, IncidentStep, Prevention, PublicWarning
from incidents.services import ending, evidence, impostors, learning, receiving, warnings
from incidents.services.reporting import FirstReport, report
from incidents.services.steps import Done, do_step, skip_step
from incidents.status import WarningStatus
from komae_sns.documents.evidence.reading import read
from tests.factories import NOW, TODAY
from tests.incidents import proofs


def settle(world: Any) -> None:
    """Of the account that `vendor` operates, in the section of `head` and `clerk`."""
    _impostors(world)
    world.places["inc_reported"] = {"pk": reported(world).pk}
    for place, end in ENDS.items():
        incident = reported(world, "wrong_post")
        end(world, incident)
        world.places[f"inc_{place}"] = {"pk": incident.pk}
    _evidence(world, Incident.objects.get(**world.places["inc_reported"]))
    _learned(world)
    world.places["step"] = _step(Incident.objects.get(**world.places["inc_reported"]), "confirm")
    world.places["step_optional"] = _step(reported(world), "citizens")
    for place, of in (("step_settled", "reopened"), ("step_over", "closed")):
        found = Incident.objects.get(**world.places[f"inc_{of}"])
        world.places[place] = _step(found, "persons")


def _evidence(world: Any, incident: Incident) -> None:
    """One that stands and one that was withdrawn."""
    by, proof = world.actor("clerk"), incident.evidence.get()
    world.places["evidence"] = {"pk": incident.pk, "evidence_pk": proof.pk}
    [other] = evidence.save_evidence(incident, [proofs.screen(by, "べつ")], by=by, now=NOW)
    evidence.withdraw_evidence(other, reason="別の事案の画面", by=by, now=NOW)


def _impostors(world: Any) -> None:
    """One that is reported and watched, and what becomes of others; warnings at each stage."""
    incident, by = reported(world, "impostor"), {"by": world.actor("clerk"), "now": NOW}
    head = {"by": world.actor("head"), "now": NOW}
    impostor = _watched(world, incident, by)
    found = impostors.add_impostor(incident, impostors.Sighting("https://x.com/komae_x1"), **by)
    other = impostors.add_impostor(incident, impostors.Sighting("https://x.com/shotenkai"), **by)
    impostors.dismiss_impostor(other, reason="商店会のもの", **head)
    words = warnings.Words("ご注意ください", "市からDMは送りません。", [impostor])
    draft = warnings.write_warning(incident, words, **by)
    waiting = _submitted(world, incident, words, by)
    public = _submitted(world, incident, words, by)
    warnings.publish_warning(public, edit_number=0, by=world.actor("ciso"), now=NOW)
    world.places |= {"told": {"pk": public.pk}, "untold": {"pk": waiting.pk}}
    report = impostor.reports.get()
    for place, thing in (
        ("impostor_found", found),
        ("impostor_mistaken", other),
        ("warning_draft", draft),
        ("warning", waiting),
        ("warning_public", public),
    ):
        world.places[place] = {"pk": thing.pk}
    kept = {"report_pk": report.pk, "evidence_pk": report.evidence_id}
    world.places["impostor"] = {"pk": impostor.pk, **kept}


def in_every_state(world: Any) -> None:
    """An impostor and a warning in each state of their lives that the world does not hold."""
    _dropped(world)
    incident, by = reported(world, "impostor"), {"by": world.actor("head"), "now": NOW}
    for n, steps in enumerate((0, 1, 2, 3, 4)):
        _impostor_after(incident, f"https://x.com/komae_nise{n}", steps, by)
    other = impostors.add_impostor(incident, impostors.Sighting("https://x.com/shoten"), **by)
    impostors.dismiss_impostor(other, reason="商店会のもの", **by)
    words = warnings.Words("ご注意ください", "市からDMは送りません。")
    office = {"by": world.actor("secr"), "now": NOW}
    warnings.write_warning(incident, words, **by)
    for status in (WarningStatus.ENDED, WarningStatus.WITHDRAWN, None, WarningStatus.PUBLISHED):
        warning = _submitted(world, incident, words, by)
        warnings.publish_warning(warning, edit_number=0, **office)
        if status in {WarningStatus.ENDED, WarningStatus.WITHDRAWN}:
            warnings.end_warning(warning, status, reason="終わった", **office)
            continue
        corrected = replace(words, because="くわしく書くため")
        warnings.rewrite_warning(warning, corrected, edit_number=0, **by)
        if status is None:
            warnings.submit_warning(warning, edit_number=1, **by)
    dropped = warnings.write_warning(incident, words, **by)
    warnings.end_warning(dropped, WarningStatus.DROPPED, reason="いらない", **by)


def _dropped(world: Any) -> None:
    incident = Incident.objects.get(**world.places["inc_resolved"])
    task = Prevention.objects.get(pk=prevention(world, incident)["task_pk"])
    facts = {"result": "いらない", "by": world.actor("head"), "now": NOW}
    learning.end_prevention(task, is_done=False, **facts)


def _impostor_after(incident: Incident, address: str, steps: int, by: dict[str, Any]) -> None:
    impostor = impostors.add_impostor(incident, impostors.Sighting(address), **by)
    taken = (
        lambda: impostors.judge_impostor(impostor, judgement="市章を使う", **by),
        lambda: impostors.report_to_platform(impostor, impostors.Sent(NOW, "様式", "文"), **by),
        lambda: impostors.watch_impostor(impostor, impostors.Looked(NOW, "GONE"), **by),
        lambda: impostors.watch_impostor(impostor, impostors.Looked(NOW, "STANDING"), **by),
    )
    for take in taken[:steps]:
        take()


def _watched(world: Any, incident: Incident, by: dict[str, Any]) -> Impostor:
    seen = impostors.Sighting(typed="https://x.com/komae_nisemono")
    impostor = impostors.add_impostor(incident, seen, **by)
    head = world.actor("head")
    impostors.judge_impostor(impostor, judgement="市章を使っている", by=head, now=NOW)
    screen = read("画面.txt", "通報の画面".encode())
    sent = impostors.Sent(NOW, "報告フォーム", "市の機関です", evidence=screen)
    report = impostors.report_to_platform(impostor, sent, **by)
    impostors.record_reply(report, impostors.Reply(NOW, "RECEIVED"), **by)
    impostors.watch_impostor(impostor, impostors.Looked(NOW, "STANDING"), **by)
    return Impostor.objects.get(pk=impostor.pk)


def _submitted(
    world: Any, incident: Incident, words: warnings.Words, by: dict[str, Any]
) -> PublicWarning:
    warning = warnings.write_warning(incident, words, **by)
    warnings.submit_warning(warning, edit_number=0, by=world.actor("head"), now=NOW)
    return warning


def reported(world: Any, kind: str = "hijack", **facts: Any) -> Incident:
    account = OfficialAccount.objects.with_names().get(pk=world.places["running"]["pk"])
    by = world.actor("clerk")
    facts.setdefault("files", (proofs.screen(by),))
    told = FirstReport(kind=kind, what="覚えのない投稿がある", account=account, **facts)
    return report(told, by=by, now=NOW)


def with_head(world: Any, incident: Incident) -> None:
    receiving.receive_as_head(incident, by=world.actor("head"), now=NOW)


def with_ciso(world: Any, incident: Incident) -> None:
    with_head(world, incident)
    receiving.receive_as_ciso(incident, by=world.actor("ciso"), now=NOW)


def responding(world: Any, incident: Incident) -> None:
    with_ciso(world, incident)
    by = world.actor("ciso")
    receiving.instruct(incident, "電話で問い合わせに備えること", by=by, now=NOW)


def steps_done(world: Any, incident: Incident) -> None:
    """What may not apply does not."""
    responding(world, incident)
    by = {"by": world.actor("clerk"), "now": NOW}
    for step in IncidentStep.objects.filter(incident=incident).in_order():
        if step.may_not_apply:
            skip_step(step, reason="いない", **by)
        else:
            do_step(step, Done(note="済ませた", url="https://x.com/komae/1"), **by)


def resolved(world: Any, incident: Incident) -> None:
    steps_done(world, incident)
    by = world.actor("head")
    ending.resolve(incident, outcome="訂正して、問い合わせもない。", by=by, now=NOW)


def closed(world: Any, incident: Incident) -> None:
    resolved(world, incident)
    ending.close(incident, conclusion="", by=world.actor("ciso"), now=NOW)


def reopened(world: Any, incident: Incident) -> None:
    closed(world, incident)
    ending.reopen(incident, reason="また載った", by=world.actor("head"), now=NOW)


def _learned(world: Any) -> None:
    """A report that was issued, and a task that waits for the clerk."""
    incident = Incident.objects.get(**world.places["inc_resolved"])
    by = {"by": world.actor("head"), "now": NOW}
    report = learning.issue_report(incident, kind="FINAL", **by)
    world.places["inc_paper"] = {"pk": incident.pk, "edition": report.edition}
    world.places["inc_task"] = prevention(world, incident)
    ended = Prevention.objects.get(pk=prevention(world, incident)["task_pk"])
    learning.end_prevention(ended, is_done=True, result="した", **by)
    world.places["inc_task_ended"] = {"pk": incident.pk, "task_pk": ended.pk}


def prevention(world: Any, incident: Incident) -> dict[str, int]:
    facts = {"task": "二人で確かめる", "owner": world.people["clerk"], "due_on": TODAY}
    lesson = learning.write_lesson(
        incident, text="日をまちがえた", **facts, by=world.actor("head"), now=NOW
    )
    return {"pk": incident.pk, "task_pk": lesson.tasks.get().pk}


def _step(incident: Incident, key: str) -> dict[str, int]:
    return {"pk": incident.pk, "step_pk": incident.steps.get(key=key).pk}


ENDS = {
    "with_head": with_head,
    "with_ciso": with_ciso,
    "responding": responding,
    "steps_done": steps_done,
    "resolved": resolved,
    "closed": closed,
    "reopened": reopened,
}
