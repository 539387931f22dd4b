"""The addresses of plans' records."""

from django.urls import path

from recommendations.views import breakdown, coverage, imports, plans

_IMPORTS = "plans/<slug:slug>/imports/"
_ONE = f"{_IMPORTS}<str:public_id>/"

urlpatterns = [
    path("plans/<slug:slug>/coverage/", coverage.coverage, name="coverage"),
    path("plans/<slug:slug>/title/", plans.title, name="plan-title"),
    path("plans/<slug:slug>/findings/<int:position>/measures/", plans.addressed, name="addressed"),
    path("plans/<slug:slug>/coverage/assign/", breakdown.assign, name="assign"),
    path("plans/<slug:slug>/initiatives/new/", breakdown.new_initiative, name="initiative-new"),
    path(
        "plans/<slug:slug>/initiatives/<int:code>/breakdown/",
        breakdown.breakdown,
        name="breakdown",
    ),
    path(_IMPORTS, imports.imports, name="imports"),
    path(_ONE, imports.one, name="import"),
    path(f"{_ONE}apply/", imports.bring_in, name="import-apply"),
    path(f"{_ONE}undo/", imports.undo, name="import-undo"),
    path(f"{_ONE}drop/", imports.drop, name="import-drop"),
    path(f"{_ONE}returned/", imports.returned, name="import-returned"),
]
