"""The addresses of the desks."""

from django.urls import path

from desks.views import (
    calendar,
    history,
    home,
    leadership,
    ledger,
    ledger_bulk,
    ledger_choices,
    ledger_export,
    office,
    reader,
    staff,
    story,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("my-work/", staff.my_work, name="my-work"),
    path("plans/<slug:slug>/", leadership.overview, name="overview"),
    path("plans/<slug:slug>/ledger/", ledger.ledger, name="ledger"),
    path(
        "plans/<slug:slug>/ledger/options/<slug:name>/",
        ledger.ledger_options,
        name="ledger-options",
    ),
    path("plans/<slug:slug>/ledger/columns/", ledger_choices.ledger_columns, name="ledger-columns"),
    path("plans/<slug:slug>/ledger/views/", ledger_choices.ledger_views, name="ledger-views"),
    path(
        "plans/<slug:slug>/ledger/views/<slug:public_id>/",
        ledger_choices.ledger_view,
        name="ledger-view",
    ),
    path("plans/<slug:slug>/ledger/change/", ledger_bulk.ledger_bulk, name="ledger-bulk"),
    path(
        "plans/<slug:slug>/ledger/ledger.<slug:form>",
        ledger_export.ledger_export,
        name="ledger-export",
    ),
    path("plans/<slug:slug>/document/", reader.reader, name="reader"),
    path("plans/<slug:slug>/initiatives/<int:code>/", story.story, name="story"),
    path("plans/<slug:slug>/initiatives/<int:code>/history/", history.history, name="history"),
    path("plans/<slug:slug>/rounds/", staff.rounds, name="rounds"),
    path("plans/<slug:slug>/review/", staff.review_desk, name="review-desk"),
    path("calendar/", calendar.year, name="calendar"),
    path("calendar/day/<str:day>/", calendar.day, name="calendar-day"),
    path("calendar/import/", calendar.bring_in, name="calendar-import"),
    path("health/", office.health, name="health"),
    path("health/work/<int:pk>/retry/", office.retry, name="work-retry"),
    path("audit/", office.audit, name="audit"),
]
