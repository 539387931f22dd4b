"""The addresses of reports."""

from django.urls import path

from reports import views

urlpatterns = [
    path("plans/<slug:slug>/reports/", views.reports, name="reports"),
    path("plans/<slug:slug>/reports/<str:kind>/<str:period>/", views.report, name="report"),
    path("report-files/<str:public_id>/", views.report_file, name="report-file"),
]
