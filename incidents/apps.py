from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
    verbose_name = "事案"

    def ready(self) -> None:
        from accounts import alarm_takers, sections
        from accounts.handover_items import register_matters
        from accounts.timeline import register_wall
        from incidents import account_section, bundle
        from incidents.actions import LABELS
        from incidents.alarms import TAKER
        from incidents.listing import INCIDENTS
        from incidents.matters import matters_of
        from incidents.models import Incident
        from incidents.reminders import REMINDERS
        from komae_sns.audit import labels
        from komae_sns.documents import builders, listings
        from komae_sns.notices import reminders

        listings.register(INCIDENTS)
        labels.register(LABELS)
        builders.register(bundle.KIND, bundle.build, is_recorded=True)
        alarm_takers.register(TAKER)
        register_wall(Incident, account_section.entries_seen)
        sections.register(account_section.TEMPLATE, account_section.read, order=5)
        register_matters(matters_of)
        reminders.register(*REMINDERS)
