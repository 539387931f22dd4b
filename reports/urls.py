"""The addresses of reports."""

from django.urls import path

from reports import views, views_compare

urlpatterns = [
    path("plans/<slug:slug>/reports/", views.reports, name="reports"),
    path("plans/<slug:slug>/reports/compare/", views_compare.compare, name="reports-compare"),
    path(
        "plans/<slug:slug>/reports/compare/sheet/",
        views_compare.compare_sheet,
        name="reports-compare-sheet",
    ),
    path("plans/<slug:slug>/reports/<str:kind>/<str:period>/", views.report, name="report"),
    path("report-files/<str:public_id>/", views.report_file, name="report-file"),
]
