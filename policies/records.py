"""What the portal knows for the blanks of the sample."""

from accounts.models import OfficialAccount, Service
from komae_sns import city
from komae_sns.staff.models import Department
from policies.articles import values_for


def record_of(
    department: Department,
    service: Service | None = None,
    *,
    handle: str = "",
    email: str = "",
    head: str = "",
) -> dict[str, str]:
    """What is blank stays open. `head`: the post of the head where 長 does not say it."""
    section = department.parent if department.kind == Department.Kind.UNIT else department
    rule = service.rule if service else None
    return values_for(
        city=city.facts()["name"],
        section=section.name,
        division=section.division_name,
        head=head,
        service=(rule.policy_name or rule.name) if rule else "",
        definition=rule.definition if rule else "",
        username=handle,
        email=email,
    )


def record_of_account(account: OfficialAccount) -> dict[str, str]:
    return record_of(
        account.department, account.service, handle=account.handle, email=account.registered_email
    )
