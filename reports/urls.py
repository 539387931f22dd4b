"""The addresses of reports.

A series is a kind, with `-units` behind it for circulars: month, quarter-units. Of a special report
the schedule's id stands where others have their period. Without an edition an address shows the
latest signed one; with it (0 for the first, 1 for its correction) always that one.
"""

from django.urls import path

from reports import views

_REPORT = "plans/<slug:slug>/reports/<str:series>/<str:period>/"
_SCHEDULE = "plans/<slug:slug>/schedules/<str:public_id>/"
_ONE = "plans/<slug:slug>/reports/<str:public_id>"

urlpatterns = [
    path("plans/<slug:slug>/reports/", views.reports, name="reports"),
    # Before the report's own address, whose two parts would take these in.
    path("plans/<slug:slug>/reports/compare/", views.compare, name="reports-compare"),
    path(
        "plans/<slug:slug>/reports/compare/sheet/",
        views.compare_sheet,
        name="reports-compare-sheet",
    ),
    path(f"{_ONE}/edit/", views.edit, name="report-edit"),
    path(f"{_ONE}/edit/<str:key>/", views.passage, name="report-passage"),
    path(f"{_ONE}/edit/<str:key>/restore/", views.restore, name="report-restore"),
    path(f"{_ONE}/english/", views.english, name="report-english"),
    path(f"{_ONE}/portfolio/", views.portfolio, name="report-portfolio"),
    path(f"{_ONE}/proofs/", views.send, name="report-proofs"),
    path(f"{_ONE}/objections/<str:objection>/", views.reply, name="report-objection"),
    path(f"{_ONE}/remarks/<str:key>/", views.remark, name="report-remark"),
    path("report-parts/<str:public_id>/", views.part, name="report-part"),
    path("proofs/", views.proofs, name="proofs"),
    path("proofs/<str:public_id>/", views.proof, name="proof"),
    path(_REPORT, views.report, name="report"),
    path(f"{_REPORT}<int:edition>/", views.report_edition, name="report-edition"),
    path("report-files/<str:public_id>/", views.report_file, name="report-file"),
    path(
        "report-drafts/<str:public_id>/<str:form>/",
        views.report_draft_file,
        name="report-draft-file",
    ),
    path("reports/<str:public_id>/sign/", views.report_sign, name="report-sign"),
    path("reports/<str:public_id>/redraw/", views.report_redraw, name="report-redraw"),
    path("reports/<str:public_id>/correct/", views.report_correct, name="report-correct"),
    path("plans/<slug:slug>/schedules/", views.schedules, name="schedules"),
    path("plans/<slug:slug>/schedules/new/", views.schedule_new, name="schedule-new"),
    path(_SCHEDULE, views.schedule, name="schedule"),
    path(f"{_SCHEDULE}end/", views.schedule_end, name="schedule-end"),
    path(f"{_SCHEDULE}resume/", views.schedule_resume, name="schedule-resume"),
    path(f"{_SCHEDULE}run/", views.schedule_run, name="schedule-run"),
]
