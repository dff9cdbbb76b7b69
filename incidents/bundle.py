"""証拠一式 of one incident as a ZIP, for audit or disclosure: made in the background.

Everything in it stands in SHA256SUMS, so that whoever gets it can check it with `sha256sum -c`
alone. The bytes that came go in only for those who may break the seal, with their reason.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.db import transaction
from django.utils import timezone

from incidents import actions
from incidents.models import Incident, IncidentEvidence
from incidents.services.recording import record
from komae_sns.documents import services as documents
from komae_sns.documents import wareki
from komae_sns.documents.builders import Built
from komae_sns.documents.kept_files import FileDamaged
from komae_sns.documents.models import EvidenceFile, Export
from komae_sns.documents.permissions import can_unseal
from komae_sns.documents.responses import plain_name
from komae_sns.documents.services import evidence as store
from komae_sns.formulas import neutral
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require

KIND = "incident_evidence"
SUMS, LIST, COURSE, MANIFEST = "SHA256SUMS", "証拠一覧.pdf", "経過.csv", "manifest.json"
KEPT, ORIGINALS = "files", "originals"


def ask(incident: Incident, *, with_sealed: bool, reason: str, by: Actor, now: datetime) -> Export:
    """Raises PermissionDenied, documents.TooMany."""
    if with_sealed:
        require(can_unseal, by)
    parameters = {"incident": incident.pk, "sealed": with_sealed, "reason": reason}
    title = f"証拠一式　{incident.number}"
    return documents.request_export(KIND, title, parameters, by=by, now=now)


class _Bundle:
    """A ZIP that knows the hash of all that went in."""

    def __init__(self, file: Path, now: datetime) -> None:
        self.zip, self.at = ZipFile(file, "w"), timezone.localtime(now).timetuple()[:6]
        self.sums: list[tuple[str, str]] = []

    def add(self, name: str, content: bytes, how: int = ZIP_DEFLATED) -> None:
        entry = ZipInfo(name, self.at)
        entry.compress_type, entry.external_attr = how, 0o644 << 16
        self.zip.writestr(entry, content)
        if name != SUMS:
            self.sums.append((hashlib.sha256(content).hexdigest(), name))

    def close(self) -> str:
        """The hash of SHA256SUMS stands for everything."""
        lines = "".join(f"{sha256}  {name}\n" for sha256, name in self.sums).encode()
        self.add(SUMS, lines)
        self.zip.close()
        return hashlib.sha256(lines).hexdigest()


def build(
    parameters: dict[str, Any], actor: Actor, file: Path, tell: Callable[[int, int], None]
) -> Built:
    """documents.builders.Build. With the rights of today."""
    incident = Incident.objects.visible_to(actor).with_names().get(pk=parameters["incident"])
    with_sealed = parameters["sealed"]
    if with_sealed:
        require(can_unseal, actor)
    now = timezone.now()
    rows = list(incident.evidence.with_names().select_related("file__kept_by").in_order())
    total = len(rows) + 1
    bundle = _Bundle(file, now)
    told = []
    for done, evidence in enumerate(rows):
        tell(done, total)
        told.append(_put_in(bundle, evidence, with_sealed))
    tell(len(rows), total)
    bundle.add(LIST, _list(incident, rows, told, actor, now), ZIP_STORED)
    bundle.add(COURSE, _course(incident))
    bundle.add(MANIFEST, _manifest(incident, rows, told, actor, now, parameters))
    sums = bundle.close()
    lost = sum(bool(each["lost"]) for each in told)
    _record(incident, rows, sums, actor, parameters)
    tell(total, total)
    named = f"証拠一式_{plain_name(str(incident.number))}_{timezone.localtime(now):%Y%m%d_%H%M}.zip"
    return Built(named, _remark(len(rows), lost))


def _put_in(bundle: _Bundle, evidence: IncidentEvidence, with_sealed: bool) -> dict[str, Any]:
    """Where its files lie in the ZIP. One that is gone or altered is named, never left out."""
    kept = evidence.file
    told: dict[str, Any] = {"kept": "", "original": "", "lost": []}
    wanted = [("kept", KEPT, kept.name, store.contents)]
    if with_sealed and kept.is_sealed:
        wanted.append(("original", ORIGINALS, kept.original_name, store.sealed_contents))
    for part, folder, name, read in wanted:
        try:
            content = read(kept)
        except FileDamaged as damaged:
            told["lost"].append(str(damaged))
            continue
        told[part] = f"{folder}/{evidence.label}_{plain_name(name)}"
        bundle.add(told[part], content, ZIP_STORED)
    return told


def _list(
    incident: Incident,
    rows: list[IncidentEvidence],
    told: list[dict[str, Any]],
    actor: Actor,
    now: datetime,
) -> bytes:
    context = {
        "incident": incident,
        "rows": list(zip(rows, told, strict=True)),
        "as_of": f"{wareki.long(timezone.localdate(now))}　{timezone.localtime(now):%H:%M}現在",
        "printed_by": actor.signature,
    }
    return documents.print_paper("evidence_list", context, title=f"証拠一覧　{incident.number}").pdf


_COURSE = ("記録した日時", "起きた日時", "種類", "内容", "記録した人", "だれの代わりか")


def _course(incident: Incident) -> bytes:
    """UTF-8 with BOM, no live formulas."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COURSE)
    for row in _entries(incident):
        writer.writerow([neutral(str(value)) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _entries(incident: Incident) -> Iterator[tuple[str, ...]]:
    entries = incident.entries.select_related("recorded_by", "recorded_for__user")
    for entry in entries.order_by("pk").iterator(chunk_size=500):
        yield (
            _moment(entry.recorded_at),
            _moment(entry.happened_at) + ("ごろ" if entry.is_about else ""),
            entry.get_kind_display(),
            entry.text,
            entry.recorded_by.name if entry.recorded_by else "システム",
            entry.recorded_for.user.name if entry.recorded_for else "",
        )


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else ""


def _manifest(
    incident: Incident,
    rows: list[IncidentEvidence],
    told: list[dict[str, Any]],
    actor: Actor,
    now: datetime,
    parameters: dict[str, Any],
) -> bytes:
    facts = {
        "incident": str(incident.number),
        "title": str(incident),
        "department": incident.department.full_name,
        "made_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "made_by": actor.signature,
        "reason": parameters["reason"],
        "with_originals": parameters["sealed"],
        "evidence": [_facts(evidence, where) for evidence, where in zip(rows, told, strict=True)],
    }
    return json.dumps(facts, ensure_ascii=False, indent=2).encode()


def _facts(evidence: IncidentEvidence, where: dict[str, Any]) -> dict[str, Any]:
    kept = evidence.file
    facts = {
        "number": evidence.number,
        "kind": evidence.get_kind_display(),
        "note": evidence.note,
        "step": str(evidence.step) if evidence.step else None,
        "happened_at": _iso(evidence.happened_at),
        "saved_at": _iso(evidence.saved_at),
        "saved_by": evidence.saved_by.name,
        "file": where["kept"] or None,
        "sha256": kept.sha256,
        "size": kept.size,
        "media_type": kept.media_type,
        "original": where["original"] or None,
        "lost": where["lost"],
        "scan": kept.get_scan_display(),
        **_original(kept),
    }
    if not evidence.is_standing:
        gone = evidence.withdrawal
        facts["withdrawn"] = {
            "at": _iso(gone.withdrawn_at),
            "by": gone.withdrawn_by.name,
            "reason": gone.reason,
        }
    return facts


def _original(kept: EvidenceFile) -> dict[str, Any]:
    return {
        "original_sha256": kept.original_sha256,
        "original_type": kept.original_type,
        "original_size": kept.original_size,
        "is_sealed": kept.is_sealed,
    }


def _iso(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def _remark(count: int, lost: int) -> str:
    said = f"{count}件の証拠が入っています。確かめるには、開いた場所で「sha256sum -c {SUMS}」。"
    if lost:
        said += f"{lost}件は、保存したままではないので入っていません（manifest.json にあります）。"
    return said


@transaction.atomic
def _record(
    incident: Incident,
    rows: Iterable[IncidentEvidence],
    sums: str,
    actor: Actor,
    parameters: dict[str, Any],
) -> None:
    count = len(list(rows))
    changes = {
        "証拠": (None, f"{count}件"),
        "元のファイル": (None, "入れた" if parameters["sealed"] else "入れない"),
        f"{SUMS}のSHA-256": (None, sums),
    }
    record(
        actions.BUNDLE_EVIDENCE,
        incident,
        by=actor,
        clause="4(3)カ",
        changes=changes,
        note=parameters["reason"],
    )
