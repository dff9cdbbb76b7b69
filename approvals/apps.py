from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = "申請と委員会"

    def ready(self) -> None:
        from accounts import dependants, sections
        from accounts.checklist import register_gaps
        from accounts.handover_items import register_matters
        from approvals import account_section, post_section
        from approvals.dependants import consolidation
        from approvals.labels import LABELS
        from approvals.listings import APPLICATIONS, MEETINGS, WAIVERS
        from approvals.matters import matters_of
        from approvals.post_listing import POSTS
        from approvals.reminders import REMINDERS
        from approvals.services.changing import revision_condition
        from approvals.services.conditions import condition_gaps
        from approvals.services.filing import needed_for_filing
        from approvals.services.opening import waiver_gaps
        from komae_sns.audit import labels
        from komae_sns.documents import listings
        from komae_sns.notices import reminders
        from policies import conditions, holds

        for listing in (APPLICATIONS, MEETINGS, WAIVERS, POSTS):
            listings.register(listing)
        labels.register(LABELS)
        conditions.register(revision_condition)
        holds.register(needed_for_filing)
        dependants.register(consolidation)
        register_gaps(waiver_gaps)
        register_gaps(condition_gaps)
        register_matters(matters_of)
        sections.register(account_section.TEMPLATE, account_section.read, order=10)
        sections.register(post_section.TEMPLATE, post_section.read, order=5)
        reminders.register(*REMINDERS)
