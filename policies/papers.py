"""運用ポリシー on paper: drafts printed afresh and marked 案, versions in force frozen once."""

from collections.abc import Iterable
from typing import Any

from komae_sns.documents import services as documents
from komae_sns.documents import wareki
from komae_sns.documents.models import Paper
from komae_sns.documents.press import Printed
from policies import comparison
from policies.models import Policy, PolicyVersion

KIND = "policy"
_LONGEST_TITLE = 40


def file_name(version: PolicyVersion) -> str:
    """The end is what tells two versions apart, so a long title gives way."""
    mark = "_案" if not version.is_promulgated else ""
    return f"{version.title[:_LONGEST_TITLE]}_第{version.number}版{mark}.pdf"


def policy_pdf(version: PolicyVersion) -> bytes:
    if not version.is_promulgated:
        return print_version(version).pdf
    return documents.contents(frozen(version))


def stored(versions: Iterable[PolicyVersion]) -> dict[tuple[str, int], Paper]:
    """Those printed before, by (policy, number). One query."""
    versions = list(versions)
    of = {str(version.policy_id) for version in versions}
    kept = Paper.objects.filter(kind=KIND, subject_type=Policy._meta.label_lower, subject_id__in=of)
    return {(paper.subject_id, paper.edition): paper for paper in kept}


def frozen(version: PolicyVersion) -> Paper:
    """Stored once, dated by the day the version came into force. Raises MissingGlyphs."""
    return documents.frozen_paper(
        KIND,
        version.policy,
        version.number,
        lambda: print_version(version),
        title=version.title,
        now=version.in_force_at,
    )


def print_version(version: PolicyVersion) -> Printed:
    return documents.print_paper("policy", context(version), title=version.title)


def context(version: PolicyVersion) -> dict[str, Any]:
    return {
        "notice_number": version.notice_number,
        "date_line": wareki.long(version.enacted_on),
        "draft": not version.is_promulgated,
        "articles": version.paper_rows(),
    }


def comparison_pdf(old: PolicyVersion, new: PolicyVersion, *, full: bool = False) -> bytes:
    """新旧対照表, printed afresh: it says nothing that the two versions do not say."""
    heading = f"{new.title} 新旧対照表"
    facts = comparison_context(old, new, full=full)
    return documents.print_paper("comparison", facts, title=heading).pdf


def comparison_context(
    old: PolicyVersion, new: PolicyVersion, *, full: bool = False
) -> dict[str, Any]:
    found = compared(old, new)
    return {
        "heading": f"{new.title}　新旧対照表",
        "draft": not new.is_promulgated,
        "new_note": edition(new),
        "old_note": edition(old),
        "titles": (found.new_title, found.old_title) if found.has_new_title else None,
        "rows": comparison.rows(found, full=full),
        "remarks": remarks(found, full=full),
    }


def compared(old: PolicyVersion, new: PolicyVersion) -> comparison.Comparison:
    return comparison.compare(old.title, old.contents, new.title, new.contents)


def edition(version: PolicyVersion) -> str:
    """「第2版　令和8年12月1日制定」「第2版の案」."""
    if not version.is_promulgated:
        return f"第{version.number}版の案"
    return f"第{version.number}版　{wareki.long(version.enacted_on)}制定"


def remarks(found: comparison.Comparison, *, full: bool = False) -> list[str]:
    """備考."""
    said = ["改正部分は、下線の部分である。"]
    if found.is_same:
        said = ["改正部分はない。"]
    if not full:
        said.append("（略）は、改正のない部分である。")
    if found.has_moved:
        said.append("条の順を移したものは、改正後の順により、これに対応する改正前の条を示す。")
    return said


def comparison_file_name(old: PolicyVersion, new: PolicyVersion) -> str:
    mark = "_案" if not new.is_promulgated else ""
    title = new.title[:_LONGEST_TITLE]
    return f"{title}_新旧対照表_第{old.number}版から第{new.number}版{mark}.pdf"
