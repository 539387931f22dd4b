"""The addresses of reports."""

from django.urls import path

from reports import views

ONE = "plans/<slug:slug>/reports/<str:public_id>"

urlpatterns = [
    path("plans/<slug:slug>/reports/", views.reports, name="reports"),
    # Before the report's own address, whose two parts would take these in.
    path(f"{ONE}/edit/", views.edit, name="report-edit"),
    path(f"{ONE}/edit/<str:key>/", views.passage, name="report-passage"),
    path(f"{ONE}/edit/<str:key>/restore/", views.restore, name="report-restore"),
    path(f"{ONE}/proofs/", views.send, name="report-proofs"),
    path(f"{ONE}/objections/<str:objection>/", views.reply, name="report-objection"),
    path(f"{ONE}/remarks/<str:key>/", views.remark, name="report-remark"),
    path("plans/<slug:slug>/reports/<str:kind>/<str:period>/", views.report, name="report"),
    path("proofs/", views.proofs, name="proofs"),
    path("proofs/<str:public_id>/", views.proof, name="proof"),
    path("report-files/<str:public_id>/", views.report_file, name="report-file"),
]
