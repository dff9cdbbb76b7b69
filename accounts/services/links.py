"""見本第7条: the city's page lists the account, and the account leads back to the city."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, permissions
from accounts.city_pages import page_problem
from accounts.models import LinkCheck, OfficialAccount
from accounts.services.locking import locked
from komae_sns.audit import services as audit
from komae_sns.documents import wareki
from komae_sns.staff.actors import Actor
from komae_sns.staff.permissions import require
from komae_sns.text import is_blank

CLAUSE = "見本第7条"
_WORDS = {True: "はい", False: "いいえ"}


@transaction.atomic
def check_links(
    account: OfficialAccount,
    *,
    page_lists_it: bool,
    page_url: str,
    profile_leads_home: bool,
    checked_on: date,
    by: Actor,
    note: str = "",
) -> LinkCheck:
    """What a person saw on that day. Nothing is fetched."""
    account = locked(account)
    require(permissions.can_keep, by, account)
    _refuse_wrong(page_lists_it, page_url, checked_on, by.today)
    check = LinkCheck.objects.create(
        account=account,
        page_lists_it=page_lists_it,
        page_url=page_url.strip() if page_lists_it else "",
        profile_leads_home=profile_leads_home,
        checked_on=checked_on,
        checked_by=by.user,
        note=note,
    )
    changes = {
        "市公式ホームページに載っている": (None, _WORDS[page_lists_it]),
        "載っているページ": (None, check.page_url),
        "プロフィールから市へ行ける": (None, _WORDS[profile_leads_home]),
        "確認した日": (None, wareki.long(checked_on)),
    }
    audit.record(actions.CHECK_LINKS, account, by=by, clause=CLAUSE, changes=changes, note=note)
    return check


def _refuse_wrong(page_lists_it: bool, page_url: str, checked_on: date, today: date) -> None:
    wrong = {}
    if checked_on > today:
        wrong["checked_on"] = "確認した日は、きょうか、それより前の日にしてください。"
    if page_lists_it and is_blank(page_url):
        wrong["page_url"] = "載っているページのアドレスを入れてください。"
    elif page_lists_it and (problem := page_problem(page_url)):
        wrong["page_url"] = problem
    if wrong:
        raise ValidationError(wrong)
