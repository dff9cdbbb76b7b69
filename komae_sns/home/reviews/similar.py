"""4(2)ア: the official accounts most like this one, as they stand today."""

from typing import Any

from accounts.models import OfficialAccount
from approvals.register import Candidate, candidates


def similar_to(account: OfficialAccount) -> list[Candidate]:
    said = {
        "display_name": account.name,
        "purpose": account.purpose,
        "topics": account.topics,
        "audience": account.audience,
        "frequency": account.frequency,
    }
    return candidates(
        said,
        department=account.department.name,
        service=account.service.name,
        besides=account.pk,
    )


def as_filed(found: list[Candidate]) -> list[dict[str, Any]]:
    return [candidate.as_filed() for candidate in found]
