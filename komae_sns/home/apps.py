from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "komae_sns.home"
    label = "home"
    verbose_name = "ホーム"

    def ready(self) -> None:
        from accounts import sections
        from komae_sns import celery  # noqa: F401 - every process sends its tasks through this app
        from komae_sns.audit import labels
        from komae_sns.documents import builders, listings
        from komae_sns.home.calendar import services as calendar
        from komae_sns.home.editions import services as editions
        from komae_sns.home.intake import services as intake
        from komae_sns.home.listings import NOTICES, REMINDERS, TRAIL
        from komae_sns.home.office.listing import MATTER_ROWS
        from komae_sns.home.office.report import services as report
        from komae_sns.home.registry.wording import services as wording
        from komae_sns.home.reorganisation import actions as reorganisation
        from komae_sns.home.reviews import account_section, bundle
        from komae_sns.home.reviews.listing import REVIEWS

        for stepping in (calendar, intake, reorganisation, editions, report, wording):
            labels.register(stepping.LABELS)
        listings.register(NOTICES)
        listings.register(TRAIL)
        listings.register(REMINDERS)
        listings.register(REVIEWS)
        listings.register(MATTER_ROWS)
        builders.register(bundle.KIND, bundle.build)
        sections.register(account_section.TEMPLATE, account_section.read, order=150)
