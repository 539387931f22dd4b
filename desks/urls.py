"""The addresses of the desks."""

from django.urls import path

from desks.views import (
    calendar,
    editions,
    handover,
    home,
    leadership,
    ledger,
    office,
    reader,
    readings,
    search,
    staff,
    story,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("my-work/", staff.my_work, name="my-work"),
    path("plans/<slug:slug>/", leadership.overview, name="overview"),
    path("plans/<slug:slug>/ledger/", ledger.ledger, name="ledger"),
    path("plans/<slug:slug>/document/", reader.reader, name="reader"),
    path("plans/<slug:slug>/initiatives/<int:code>/", story.story, name="story"),
    path("plans/<slug:slug>/rounds/", staff.rounds, name="rounds"),
    path("plans/<slug:slug>/review/", staff.review_desk, name="review-desk"),
    path("calendar/", calendar.year, name="calendar"),
    path("calendar/day/<str:day>/", calendar.day, name="calendar-day"),
    path("calendar/import/", calendar.bring_in, name="calendar-import"),
    path("hand-over/", handover.hand_over, name="hand-over"),
    path("search/", search.find, name="search"),
    path("plans/<slug:slug>/document/new-edition/", editions.new_edition, name="edition-new"),
    path("plans/<slug:slug>/adoption/", editions.adoption, name="adoption"),
    path("documents/", readings.documents, name="documents"),
    path("documents/<str:public_id>/", readings.reading, name="reading"),
    path("documents/<str:public_id>/confirm/", readings.confirm, name="reading-confirm"),
    path("documents/<str:public_id>/discard/", readings.discard, name="reading-discard"),
    path("documents/<str:public_id>/compare/", editions.compare, name="edition-compare"),
    path("documents/<str:public_id>/file/", readings.edition_file, name="edition-file"),
    path("health/", office.health, name="health"),
    path("health/work/<int:pk>/retry/", office.retry, name="work-retry"),
    path("audit/", office.audit, name="audit"),
]
