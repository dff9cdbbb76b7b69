from django.urls import path

from komae_sns.home.office import views
from komae_sns.home.office.report import views as reports

app_name = "office"

urlpatterns = [
    path("", views.board, name="board"),
    path("matters/<slug:code>/", views.matter, name="matter"),
    path("report/", reports.report_list, name="report-list"),
    path("report/<year:year>/", reports.report, name="report"),
    path("report/<year:year>/report.pdf", reports.report_pdf, name="report-pdf"),
    path("report/<year:year>/fix/", reports.report_fix, name="report-fix"),
]
