"""From the checks that stand in the ledger."""

from django.db import migrations
from django.db.models import Max, OuterRef, Subquery


def fill(apps, schema_editor):
    account, check = (apps.get_model("accounts", n) for n in ("OfficialAccount", "ContentCheck"))
    of_account = check.objects.filter(account=OuterRef("pk")).order_by().values("account")
    latest = of_account.annotate(latest=Max("checked_on")).values("latest")
    read = account.objects.filter(pk__in=check.objects.values("account"))
    read.update(content_read_on=Subquery(latest))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_content_read_on")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
