from django.urls import path

from accounts.views import (
    access,
    acknowledgements,
    consents,
    contacts,
    content_checks,
    domains,
    facts,
    figures,
    handovers,
    ledgers,
    opening,
    operators,
    pauses,
    register,
    status_alarms,
    status_checks,
    suspension_steps,
    suspensions,
)

app_name = "accounts"
urlpatterns = [
    path("", register.account_list, name="account-list"),
    path("new/", register.account_register, name="account-register"),
    path("conduct/", acknowledgements.acknowledgement, name="acknowledgement"),
    path(
        "conduct/outstanding/", acknowledgements.acknowledgement_list, name="acknowledgement-list"
    ),
    path("consents/", consents.consent_list, name="consent-list"),
    path("<id:pk>/consents/", consents.account_consents, name="account-consents"),
    path("<id:pk>/consents/new/", consents.consent_add, name="consent-add"),
    path(
        "<id:pk>/consents/<id:consent_pk>/withdraw/",
        consents.consent_withdraw,
        name="consent-withdraw",
    ),
    path("contacts/", contacts.contact_list, name="contact-list"),
    path("<id:pk>/contacts/", contacts.account_contacts, name="account-contacts"),
    path("<id:pk>/contacts/new/", contacts.contact_add, name="contact-add"),
    path(
        "<id:pk>/contacts/<id:contact_pk>/decide/", contacts.contact_decide, name="contact-decide"
    ),
    path(
        "<id:pk>/contacts/<id:contact_pk>/withdraw/",
        contacts.contact_withdraw,
        name="contact-withdraw",
    ),
    path("<id:pk>/contacts/<id:contact_pk>/end/", contacts.contact_end, name="contact-end"),
    path("<id:pk>/", register.account_detail, name="account-detail"),
    path("<id:pk>/address/", facts.account_address, name="account-address"),
    path("<id:pk>/facts/", facts.account_facts, name="account-facts"),
    path("<id:pk>/changes/", facts.account_change, name="account-change"),
    path("<id:pk>/ledger/", ledgers.account_ledger, name="account-ledger"),
    path("<id:pk>/badge/", ledgers.account_badge, name="account-badge"),
    path("<id:pk>/links/", ledgers.link_check, name="link-check"),
    path("domains/", domains.domain_list, name="domain-list"),
    path("<id:pk>/domains/new/", domains.domain_add, name="domain-add"),
    path("<id:pk>/domains/<id:domain_pk>/", domains.domain_detail, name="domain-detail"),
    path("<id:pk>/domains/<id:domain_pk>/renew/", domains.domain_renew, name="domain-renew"),
    path("<id:pk>/domains/<id:domain_pk>/check/", domains.domain_check, name="domain-check"),
    path("<id:pk>/city-pr/", facts.account_city_pr, name="account-city-pr"),
    path("<id:pk>/checklist/<slug:item>/confirm/", opening.check_confirm, name="check-confirm"),
    path("<id:pk>/checklist/<slug:item>/withdraw/", opening.check_withdraw, name="check-withdraw"),
    path("<id:pk>/operators/", operators.operator_list, name="operator-list"),
    path("<id:pk>/operators/new/", operators.operator_add, name="operator-add"),
    path("<id:pk>/operators/<id:operator_pk>/end/", operators.operator_end, name="operator-end"),
    path("<id:pk>/checks/", content_checks.content_check_list, name="content-check-list"),
    path("<id:pk>/checks/new/", content_checks.content_check_add, name="content-check-add"),
    path(
        "<id:pk>/checks/<id:check_pk>/confirm/",
        content_checks.content_check_confirm,
        name="content-check-confirm",
    ),
    path("<id:pk>/operators/connections/new/", access.connection_add, name="connection-add"),
    path(
        "<id:pk>/operators/connections/<id:connection_pk>/cut/",
        access.connection_cut,
        name="connection-cut",
    ),
    path("<id:pk>/operators/keepers/new/", access.keeper_add, name="keeper-add"),
    path("<id:pk>/operators/keepers/<id:keeper_pk>/end/", access.keeper_end, name="keeper-end"),
    path("<id:pk>/operators/credentials/new/", access.credential_add, name="credential-add"),
    path("handovers/", handovers.handover_list, name="handover-list"),
    path("<id:pk>/handover/", handovers.account_handovers, name="account-handovers"),
    path("<id:pk>/handover/<id:handover_pk>/", handovers.handover, name="handover"),
    path(
        "<id:pk>/handover/<id:handover_pk>/items/<slug:item>/tick/",
        handovers.handover_tick,
        name="handover-tick",
    ),
    path(
        "<id:pk>/handover/<id:handover_pk>/items/<slug:item>/untick/",
        handovers.handover_untick,
        name="handover-untick",
    ),
    path("<id:pk>/handover/<id:handover_pk>/give/", handovers.handover_give, name="handover-give"),
    path(
        "<id:pk>/handover/<id:handover_pk>/give-back/",
        handovers.handover_give_back,
        name="handover-give-back",
    ),
    path(
        "<id:pk>/handover/<id:handover_pk>/receive/",
        handovers.handover_receive,
        name="handover-receive",
    ),
    path(
        "<id:pk>/handover/<id:handover_pk>/cancel/",
        handovers.handover_cancel,
        name="handover-cancel",
    ),
    path(
        "<id:pk>/handover/<id:handover_pk>/paper.pdf", handovers.handover_pdf, name="handover-pdf"
    ),
    path("status-checks/", status_checks.status_check_list, name="status-check-list"),
    path(
        "<id:pk>/checks/status/", status_checks.account_status_checks, name="account-status-checks"
    ),
    path("<id:pk>/checks/status/<id:check_pk>/", status_checks.status_check, name="status-check"),
    path(
        "<id:pk>/checks/status/<id:check_pk>/end/",
        status_checks.status_check_end,
        name="status-check-end",
    ),
    path(
        "<id:pk>/checks/status/<id:check_pk>/evidence/",
        status_checks.status_check_evidence,
        name="status-check-evidence",
    ),
    path("alarms/", status_alarms.status_alarm_list, name="status-alarm-list"),
    path("<id:pk>/alarms/<id:alarm_pk>/", status_alarms.status_alarm, name="status-alarm"),
    path(
        "<id:pk>/alarms/<id:alarm_pk>/receive/",
        status_alarms.status_alarm_receive,
        name="status-alarm-receive",
    ),
    path(
        "<id:pk>/alarms/<id:alarm_pk>/settle/",
        status_alarms.status_alarm_settle,
        name="status-alarm-settle",
    ),
    path("<id:pk>/figures/", figures.figure_list, name="figure-list"),
    path("<id:pk>/figures/<month:month>/", figures.figure_month, name="figure-month"),
    path("suspensions/", suspensions.suspension_list, name="suspension-list"),
    path("<id:pk>/suspension/", suspensions.suspension_start, name="suspension-start"),
    *(
        path(f"<id:pk>/suspension/<id:suspension_pk>/{where}", view, name=name)
        for where, view, name in (
            ("", suspensions.suspension_detail, "suspension-detail"),
            ("plan/", suspensions.suspension_plan, "suspension-plan"),
            ("submit/", suspension_steps.suspension_submit, "suspension-submit"),
            ("return/", suspension_steps.suspension_return, "suspension-return"),
            ("confirm/", suspension_steps.suspension_confirm, "suspension-confirm"),
            ("texts/", suspension_steps.suspension_texts, "suspension-texts"),
            ("postpone/", suspension_steps.suspension_postpone, "suspension-postpone"),
            ("stop/", suspension_steps.suspension_stop, "suspension-stop"),
            ("cancel/", suspension_steps.suspension_cancel, "suspension-cancel"),
            ("notices/new/", suspension_steps.notice_add, "suspension-notice-add"),
            (
                "notices/<id:notice_pk>/withdraw/",
                suspension_steps.notice_withdraw,
                "suspension-notice-withdraw",
            ),
            (
                "notices/<id:notice_pk>/evidence/",
                suspension_steps.notice_evidence,
                "suspension-notice-evidence",
            ),
            ("<slug:paper>.pdf", suspensions.suspension_paper, "suspension-paper"),
        )
    ),
    path("<id:pk>/pause/", pauses.account_pause, name="account-pause"),
    path("<id:pk>/resume/", pauses.account_resume, name="account-resume"),
    path("<id:pk>/pauses/<id:pause_pk>/evidence/", pauses.pause_evidence, name="pause-evidence"),
]
