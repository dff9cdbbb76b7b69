"""Whether the programs behind the pages are alive."""

from datetime import datetime

from django.db import models

# Django looks for models here
from komae_sns.home.calendar.models import CalendarAddress as CalendarAddress
from komae_sns.home.editions.models import GuidelineVersion as GuidelineVersion
from komae_sns.home.intake.models import Intake as Intake
from komae_sns.home.office.report.models import AnnualReport as AnnualReport
from komae_sns.home.registry.wording.models import PublicWords as PublicWords
from komae_sns.home.reorganisation.models import Reorganisation as Reorganisation
from komae_sns.home.saved.models import SavedView as SavedView


class HeartbeatQuerySet(models.QuerySet):
    def beat(self, name: str, *, now: datetime) -> None:
        self.bulk_create(
            [self.model(name=name, at=now)],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["at"],
        )


class Heartbeat(models.Model):
    """When a program of this name last wrote. Several workers share one name: one must live."""

    name = models.CharField("プログラム", max_length=40, primary_key=True)
    at = models.DateTimeField("最後の合図")

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "稼働の合図"


class SampleData(models.Model):
    """The row is there when the people and accounts of this portal are invented (seed_demo)."""

    loaded_at = models.DateTimeField("見本のデータを入れた日時")

    class Meta:
        verbose_name = verbose_name_plural = "見本のデータ"
