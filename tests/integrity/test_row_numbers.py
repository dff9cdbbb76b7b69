"""A row keeps its number: on SQLite another number could overwrite a decided row unseen."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from accounts.models import Service
from approvals.models import Application, Meeting
from komae_sns.staff.models import Department, User
from policies.models import Policy, PolicyVersion
from tests import factories
from tests.approvals import rows
from tests.approvals.rows import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.integrity]

KEPT = [Application, Meeting, Policy, PolicyVersion, User, Department, Service]


@pytest.fixture
def two_of_each():
    sitting = rows.committee()
    for _ in range(2):
        rows.application(factories.department())
        rows.meeting(sitting)
    for code in ("x", "line"):
        factories.service(code)


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model._meta.model_name)
@pytest.mark.parametrize("target", ["another", "free"])
def test_no_row_takes_another_number(two_of_each, model: type[models.Model], target: str):
    first, second = model._default_manager.order_by("pk")[:2]
    number = second.pk if target == "another" else 999_999
    replace = "OR REPLACE" if connection.vendor == "sqlite" else ""
    table = model._meta.db_table

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {replace} {table} SET id = %s WHERE id = %s", [number, first.pk])

    assert model._default_manager.filter(pk__in=[first.pk, second.pk]).count() == 2


def test_no_application_is_approved_without_a_vote(two_of_each):
    application, granted = rows.application(), factories.decision()

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(
            status="APPROVED", decision=granted, decided_at=NOW
        )
