"""The addresses of updates, and of what is asked and answered beside them."""

from django.urls import path

from progress.views import asks, contributions, policies, unit_sheets, updates

_INITIATIVE = "plans/<slug:slug>/initiatives/<int:code>/"
_UPDATE = f"{_INITIATIVE}updates/<str:period>/"
_ONE = "<str:public_id>/"

urlpatterns = [
    path("my-work/sheet/", unit_sheets.unit_sheet, name="unit-sheet"),
    path("my-work/sheet/sheet.xlsx", unit_sheets.download, name="unit-sheet-file"),
    path("my-work/sheet/apply/", unit_sheets.unit_sheet_apply, name="unit-sheet-apply"),
    path("my-work/sheet/drop/", unit_sheets.unit_sheet_drop, name="unit-sheet-drop"),
    path("plans/<slug:slug>/light-rule/", policies.rule, name="light-policy"),
    path("plans/<slug:slug>/light-rule/new/", policies.new, name="light-policy-new"),
    path(_UPDATE, updates.update, name="update"),
    path(f"{_UPDATE}hand-over/", updates.hand_over_update, name="update-hand-over"),
    path(f"{_UPDATE}sign/", updates.sign, name="update-sign"),
    path(f"{_UPDATE}approve/", updates.approve, name="update-approve"),
    path(f"{_UPDATE}return/", updates.send_back, name="update-return"),
    path(f"{_UPDATE}contribution/", contributions.contribution, name="contribution"),
    path(f"{_UPDATE}contribution/back/", contributions.take_back, name="contribution-back"),
    path(f"{_UPDATE}contribution/ask/", contributions.ask, name="contribution-ask"),
    path(f"{_INITIATIVE}requests/", asks.new_request, name="request-new"),
    path(f"{_INITIATIVE}requests/{_ONE}", asks.decide_request, name="request-decide"),
    path(f"{_INITIATIVE}matters/", asks.new_matter, name="matter-new"),
    path(f"{_INITIATIVE}matters/{_ONE}", asks.answer, name="matter-answer"),
    path(f"{_INITIATIVE}directions/", asks.new_direction, name="direction-new"),
    path(f"{_INITIATIVE}directions/{_ONE}", asks.reply, name="direction-reply"),
    path(f"{_INITIATIVE}reminders/", asks.new_reminder, name="reminder-new"),
    path(f"{_INITIATIVE}reminders/{_ONE}read/", asks.read, name="reminder-read"),
    path(f"{_INITIATIVE}light/", asks.new_override, name="override-new"),
    path(f"{_INITIATIVE}light/{_ONE}end/", asks.stop_override, name="override-end"),
]
