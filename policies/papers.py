"""運用ポリシー on paper: drafts printed afresh and marked 案, versions in force frozen once."""

from typing import Any

from komae_sns.documents import services as documents
from komae_sns.documents import wareki
from komae_sns.documents.models import Paper
from komae_sns.documents.press import Printed
from policies.models import PolicyVersion

KIND = "policy"
_LONGEST_TITLE = 40


def file_name(version: PolicyVersion) -> str:
    """The end is what tells two versions apart, so a long title gives way."""
    mark = "_案" if version.is_draft else ""
    return f"{version.title[:_LONGEST_TITLE]}_第{version.number}版{mark}.pdf"


def policy_pdf(version: PolicyVersion) -> bytes:
    if version.is_draft:
        return print_version(version).pdf
    return documents.contents(frozen(version))


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
        "date_line": wareki.long(version.enacted_on),
        "draft": version.is_draft,
        "articles": version.paper_rows(),
    }
