from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = "運用ポリシー"

    def ready(self) -> None:
        from accounts import dependants, sections
        from accounts.checklist import register_gaps
        from komae_sns.audit import labels
        from komae_sns.documents import builders, listings
        from policies import bundle
        from policies.account_section import policies_of
        from policies.actions import LABELS, PUBLIC
        from policies.dependants import policies_naming
        from policies.listing import POLICIES
        from policies.services import policy_gaps

        labels.register(LABELS, public=PUBLIC)
        listings.register(POLICIES)
        register_gaps(policy_gaps)
        dependants.register(policies_naming)
        builders.register(bundle.KIND, bundle.build)
        sections.register("policies/_account_section.html", policies_of, order=20)
