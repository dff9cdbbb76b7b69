"""Who answered, as its own paper says; of what was left out unanswered, the section of today."""

from django.db import migrations
from django.db.models import F

AT_ONCE = 500


def fill(apps, schema_editor):
    """The guards hold what was confirmed and what belongs to a closed 年度: on PostgreSQL they are
    lifted for this transaction (SQLite lays them after the migrations)."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:
        schema_editor.execute("ALTER TABLE accounts_annualreview DISABLE TRIGGER USER")
    _fill(apps)
    if on_postgresql:
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("ALTER TABLE accounts_annualreview ENABLE TRIGGER USER")


def _fill(apps):
    departments = {d.pk: d for d in apps.get_model("staff", "Department").objects.all()}
    reviews = apps.get_model("accounts", "AnnualReview").objects
    rounds = apps.get_model("accounts", "ReviewRound").objects
    reviews.update(first_due_on=F("due_on"))
    answered = reviews.exclude(status__in=["OPEN", "RETURNED"]).select_related("account")
    seen = 0
    while found := list(answered.filter(pk__gt=seen).order_by("pk")[:AT_ONCE]):
        filed = {r.review_id: r for r in rounds.filter(review__in=found).order_by("number")}
        for review in found:
            _keep(review, filed.get(review.pk), departments)
        reviews.bulk_update(found, ["department", "division_name", "department_name"])
        seen = found[-1].pk


def _keep(review, filed, departments):
    now = departments[review.account.department_id]
    names = _division_name(now, departments), now.name
    said = filed.snapshot["submitter"] if filed else {}
    if said.get("department"):
        names = said["division"], said["department"]
    then = [d for d in departments.values() if (_division_name(d, departments), d.name) == names]
    review.department_id = now.pk if now in then or not then else then[0].pk
    review.division_name, review.department_name = names


def _division_name(department, departments):
    above = departments.get(department.parent_id)
    while above and above.kind != "DIVISION":
        above = departments.get(above.parent_id)
    return above.name if above else ""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0029_review_section")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
