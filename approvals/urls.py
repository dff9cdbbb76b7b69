from django.urls import include, path

from approvals.views import (
    abandonment,
    actions,
    agenda,
    applications,
    changing,
    circulation,
    comments,
    conditions,
    filing,
    follow_ups,
    items,
    meetings,
    minutes,
    rules,
    stepping_back,
    waivers,
)

app_name = "approvals"

FILING = [
    path("", applications.application_list, name="application-list"),
    path("new/", filing.application_start, name="application-start"),
    path("changes/<id:account_pk>/new/", changing.change_start, name="change-start"),
    path("<id:pk>/revise/", changing.change_revise, name="change-revise"),
    path("<id:pk>/leave-revision/", changing.change_leave_revision, name="change-leave-revision"),
    path("<id:pk>/", applications.application_detail, name="application-detail"),
    path("<id:pk>/form.pdf", applications.application_pdf, name="application-pdf"),
    path("<id:pk>/notice.pdf", applications.result_notice, name="result-notice-pdf"),
    path("<id:pk>/comments/", comments.application_comments, name="application-comments"),
    path("<id:pk>/rounds/compare/", applications.round_compare, name="round-compare"),
    path("<id:pk>/rounds/<id:number>/", applications.round_detail, name="round-detail"),
    path("<id:pk>/steps/<str:step>/", filing.application_step, name="application-step"),
    path("<id:pk>/steps/<str:step>/save/", filing.application_autosave, name="application-save"),
    path("<id:pk>/overlap/", filing.application_overlap, name="application-overlap"),
    path("<id:pk>/pass/", actions.application_pass, name="application-pass"),
    path("<id:pk>/give-back/", stepping_back.application_give_back, name="application-give-back"),
    path("<id:pk>/submit/", actions.application_submit, name="application-submit"),
    path("<id:pk>/pull-back/", actions.application_pull_back, name="application-pull-back"),
    path("<id:pk>/withdraw/", actions.application_withdraw, name="application-withdraw"),
    path("<id:pk>/accept/", actions.application_accept, name="application-accept"),
    path("<id:pk>/return/", actions.application_return, name="application-return"),
    path("<id:pk>/to-check/", stepping_back.application_to_check, name="application-to-check"),
]

MEETINGS = [
    path("", meetings.meeting_list, name="meeting-list"),
    path("new/", meetings.meeting_plan, name="meeting-plan"),
    path("follow-ups/", follow_ups.follow_up_list, name="follow-up-list"),
    path("<id:pk>/", meetings.meeting_detail, name="meeting-detail"),
    path("<id:pk>/progress/", meetings.meeting_progress, name="meeting-progress"),
    path("<id:pk>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("<id:pk>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("<id:pk>/open/", meetings.meeting_open, name="meeting-open"),
    path("<id:pk>/close/", meetings.meeting_close, name="meeting-close"),
    path("circulations/new/", circulation.circulation_plan, name="circulation-plan"),
    path("<id:pk>/circulation/", circulation.circulation_edit, name="circulation-edit"),
    path("<id:pk>/send/", circulation.circulation_send, name="circulation-send"),
    path(
        "<id:pk>/close-answers/",
        circulation.circulation_close_answers,
        name="circulation-close-answers",
    ),
    path("<id:pk>/agenda/", agenda.agenda_add, name="agenda-add"),
    path(
        "<id:pk>/attendances/<id:attendance_pk>/arrive/",
        meetings.attendance_arrive,
        name="attendance-arrive",
    ),
    path(
        "<id:pk>/attendances/<id:attendance_pk>/leave/",
        meetings.attendance_leave,
        name="attendance-leave",
    ),
    path("<id:pk>/minutes/", minutes.minutes_detail, name="minutes-detail"),
    path("<id:pk>/minutes.pdf", minutes.minutes_pdf, name="minutes-pdf"),
    path("<id:pk>/minutes/present/", minutes.minutes_present, name="minutes-present"),
    path("<id:pk>/minutes/return/", minutes.minutes_return, name="minutes-return"),
    path("<id:pk>/minutes/confirm/", minutes.minutes_confirm, name="minutes-confirm"),
    path("<id:pk>/minutes/parts/<slug:section>/", minutes.minutes_correct, name="minutes-correct"),
    path("<id:pk>/waivers/<id:waiver_pk>/report/", waivers.waiver_report, name="waiver-report"),
]

ITEMS = [
    path("", items.item_detail, name="item-detail"),
    path("votes/", items.item_votes, name="item-votes"),
    path("move/", agenda.item_move, name="item-move"),
    path("remove/", agenda.item_remove, name="item-remove"),
    path("open-voting/", items.item_open_voting, name="item-open-voting"),
    path("vote/", items.item_vote, name="item-vote"),
    path("decide/", items.item_decide, name="item-decide"),
    path("carry-over/", items.item_carry_over, name="item-carry-over"),
    path("return/", items.item_return, name="item-return"),
    path("to-check/", stepping_back.item_to_check, name="item-to-check"),
]

WAIVERS = [
    path("<id:pk>/waive/", waivers.waiver_create, name="waiver-create"),
    path("waivers/", waivers.waiver_list, name="waiver-list"),
    path("waivers/new/", waivers.waiver_start, name="waiver-start"),
    path("waivers/<id:pk>/", waivers.waiver_detail, name="waiver-detail"),
]

CONDITIONS = [
    path("<id:pk>/", conditions.condition_detail, name="condition-detail"),
    path("<id:pk>/report/", conditions.condition_report, name="condition-report"),
    path("<id:pk>/confirm/", conditions.condition_confirm, name="condition-confirm"),
    path("<id:pk>/send-back/", conditions.condition_send_back, name="condition-send-back"),
]

RULES = [
    path("", rules.rule_list, name="rule-list"),
    path("new/", rules.rule_set, name="rule-set"),
]

urlpatterns = [
    *FILING,
    path("rules/", include(RULES)),
    path("meetings/", include(MEETINGS)),
    path("meetings/<id:pk>/items/<id:item_pk>/", include(ITEMS)),
    *WAIVERS,
    path("conditions/", include(CONDITIONS)),
    path("accounts/<id:pk>/abandon/", abandonment.account_abandon, name="account-abandon"),
]
