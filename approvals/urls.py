from django.urls import include, path

from approvals.views import actions, agenda, applications, filing, items, meetings, waivers

app_name = "approvals"

FILING = [
    path("", applications.application_list, name="application-list"),
    path("new/", filing.application_start, name="application-start"),
    path("<int:pk>/", applications.application_detail, name="application-detail"),
    path("<int:pk>/form.pdf", applications.application_pdf, name="application-pdf"),
    path("<int:pk>/rounds/<int:number>/", applications.round_detail, name="round-detail"),
    path("<int:pk>/steps/<str:step>/", filing.application_step, name="application-step"),
    path("<int:pk>/steps/<str:step>/save/", filing.application_autosave, name="application-save"),
    path("<int:pk>/overlap/", filing.application_overlap, name="application-overlap"),
    path("<int:pk>/pass/", actions.application_pass, name="application-pass"),
    path("<int:pk>/submit/", actions.application_submit, name="application-submit"),
    path("<int:pk>/pull-back/", actions.application_pull_back, name="application-pull-back"),
    path("<int:pk>/withdraw/", actions.application_withdraw, name="application-withdraw"),
    path("<int:pk>/accept/", actions.application_accept, name="application-accept"),
    path("<int:pk>/return/", actions.application_return, name="application-return"),
]

MEETINGS = [
    path("", meetings.meeting_list, name="meeting-list"),
    path("new/", meetings.meeting_plan, name="meeting-plan"),
    path("<int:pk>/", meetings.meeting_detail, name="meeting-detail"),
    path("<int:pk>/progress/", meetings.meeting_progress, name="meeting-progress"),
    path("<int:pk>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("<int:pk>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("<int:pk>/open/", meetings.meeting_open, name="meeting-open"),
    path("<int:pk>/close/", meetings.meeting_close, name="meeting-close"),
    path("<int:pk>/agenda/", agenda.agenda_add, name="agenda-add"),
    path(
        "<int:pk>/attendances/<int:attendance_pk>/arrive/",
        meetings.attendance_arrive,
        name="attendance-arrive",
    ),
    path(
        "<int:pk>/attendances/<int:attendance_pk>/leave/",
        meetings.attendance_leave,
        name="attendance-leave",
    ),
    path("<int:pk>/waivers/<int:waiver_pk>/report/", waivers.waiver_report, name="waiver-report"),
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
]

WAIVERS = [
    path("<int:pk>/waive/", waivers.waiver_create, name="waiver-create"),
    path("waivers/", waivers.waiver_list, name="waiver-list"),
    path("waivers/new/", waivers.waiver_start, name="waiver-start"),
    path("waivers/<int:pk>/", waivers.waiver_detail, name="waiver-detail"),
]

urlpatterns = [
    *FILING,
    path("meetings/", include(MEETINGS)),
    path("meetings/<int:pk>/items/<int:item_pk>/", include(ITEMS)),
    *WAIVERS,
]
