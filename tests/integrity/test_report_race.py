"""A 年度報告書 fixed by many hands at once is fixed once, with one number."""

import pytest
from django.core.exceptions import ValidationError

from approvals.services.refusals import Refused
from komae_sns.audit.models import Entry
from komae_sns.documents.models import DocumentNumber
from komae_sns.home.office.report import services
from komae_sns.home.office.report.models import AnnualReport
from komae_sns.staff.posts import Post
from tests import factories
from tests.factories import NOW
from tests.integrity.test_vote_races import SQLITE_HANDS, together

pytestmark = [pytest.mark.integrity, pytest.mark.django_db(transaction=True)]


@pytest.mark.clause("4(5)ア")
def test_many_secretaries_at_once_fix_it_once():
    office = factories.department("情報政策課", document_symbol="情政")
    hands = [factories.actor(Post.SECRETARIAT, office, f"書記{n}") for n in range(SQLITE_HANDS)]

    def fix(by):
        try:
            services.fix(2025, by=by, now=NOW)
        except ValidationError as refused:
            raise Refused from refused

    done = together(*(lambda by=by: fix(by) for by in hands))

    assert done == {"done": 1, "refused": SQLITE_HANDS - 1}
    assert AnnualReport.objects.count() == DocumentNumber.objects.count() == 1
    assert Entry.objects.filter(action=services.FIXED).count() == 1
