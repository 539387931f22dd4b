"""Every address of the site, by room."""

from django.urls import include, path

from core.views import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("accounts.urls")),
    path("", include("recommendations.urls")),
    path("", include("progress.urls")),
    path("", include("indicators.urls")),
    path("", include("reports.urls")),
    path("", include("desks.urls")),
]
