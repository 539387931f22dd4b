"""The addresses of updates, and of what is asked and answered beside them."""

from django.urls import path

from progress.views import (
    asks,
    contributions,
    evidence,
    life,
    lists,
    orders,
    policies,
    releases,
    reminders,
    signing,
    terms,
    unit_sheets,
    updates,
)

_INITIATIVE = "plans/<slug:slug>/initiatives/<int:code>/"
_UPDATE = f"{_INITIATIVE}updates/<str:period>/"
_ONE = "<str:public_id>/"

urlpatterns = [
    path("my-work/sheet/", unit_sheets.unit_sheet, name="unit-sheet"),
    path("my-work/sheet/sheet.xlsx", unit_sheets.download, name="unit-sheet-file"),
    path("my-work/sheet/marked.xlsx", unit_sheets.marked, name="unit-sheet-marked"),
    path("my-work/sheet/apply/", unit_sheets.unit_sheet_apply, name="unit-sheet-apply"),
    path("my-work/sheet/drop/", unit_sheets.unit_sheet_drop, name="unit-sheet-drop"),
    path("plans/<slug:slug>/light-rule/", policies.rule, name="light-policy"),
    path("plans/<slug:slug>/light-rule/new/", policies.new, name="light-policy-new"),
    path("plans/<slug:slug>/terms/", terms.terms, name="plan-terms"),
    path("plans/<slug:slug>/matters/", lists.matters, name="matters"),
    path(
        "plans/<slug:slug>/matters/<slug:public_id>/release/",
        releases.release_one_matter,
        name="matter-release",
    ),
    path(
        "plans/<slug:slug>/matters/<slug:public_id>/hold/",
        releases.hold_one_matter,
        name="matter-hold",
    ),
    path("plans/<slug:slug>/directions/", lists.directions, name="directions"),
    path("plans/<slug:slug>/directions/new/", lists.new_directions, name="directions-new"),
    path(
        "plans/<slug:slug>/directions/<slug:public_id>/release/",
        releases.release_one_direction,
        name="direction-release",
    ),
    path(
        "plans/<slug:slug>/directions/<slug:public_id>/hold/",
        releases.hold_one_direction,
        name="direction-hold",
    ),
    path("plans/<slug:slug>/reminders/", reminders.reminders, name="reminders"),
    path("plans/<slug:slug>/reminders/by-hand/", reminders.by_hand, name="reminders-by-hand"),
    path("plans/<slug:slug>/reminders/moments/", reminders.moments, name="reminders-moments"),
    path("plans/<slug:slug>/orders/", orders.orders, name="orders"),
    path("plans/<slug:slug>/orders/<slug:public_id>/", orders.order, name="order"),
    path("plans/<slug:slug>/orders/<slug:public_id>/sign/", orders.sign, name="order-sign"),
    path("plans/<slug:slug>/orders/<slug:public_id>/drop/", orders.drop, name="order-drop"),
    path("plans/<slug:slug>/orders/<slug:public_id>/answer/", orders.answer, name="order-answer"),
    path(_UPDATE, updates.update, name="update"),
    path(f"{_UPDATE}evidence/", evidence.of_update, name="update-evidence"),
    path(f"{_UPDATE}attach/", updates.save_and_go, {"to": "update-evidence"}, name="update-attach"),
    path(
        f"{_UPDATE}to-paper/", updates.save_and_go, {"to": "update-paper"}, name="update-to-paper"
    ),
    path(f"{_UPDATE}paper/", signing.on_paper, name="update-paper"),
    path(f"{_UPDATE}take-back/", signing.withdraw, name="update-withdraw"),
    path(f"{_UPDATE}reopen/", signing.reopen, name="update-reopen"),
    path(f"{_UPDATE}hand-over/", updates.hand_over_update, name="update-hand-over"),
    path(f"{_UPDATE}sign/", updates.sign, name="update-sign"),
    path(f"{_UPDATE}approve/", updates.approve, name="update-approve"),
    path(f"{_UPDATE}return/", updates.send_back, name="update-return"),
    path(f"{_UPDATE}contribution/", contributions.contribution, name="contribution"),
    path(f"{_UPDATE}contribution/back/", contributions.take_back, name="contribution-back"),
    path(f"{_UPDATE}contribution/ask/", contributions.ask, name="contribution-ask"),
    path(f"{_INITIATIVE}requests/", asks.new_request, name="request-new"),
    path(f"{_INITIATIVE}requests/{_ONE}", asks.decide_request, name="request-decide"),
    path(f"{_INITIATIVE}requests/{_ONE}withdraw/", asks.take_back, name="request-withdraw"),
    path("my-work/accept/", life.accept, name="accept"),
    path(f"{_INITIATIVE}decline/", life.decline, name="decline"),
    path(f"{_INITIATIVE}state/", life.step, name="initiative-step"),
    path(f"{_INITIATIVE}strike-off/", life.strike_off, name="strike-off"),
    path(f"{_INITIATIVE}matters/", asks.new_matter, name="matter-new"),
    path(f"{_INITIATIVE}matters/{_ONE}", asks.answer, name="matter-answer"),
    path(f"{_INITIATIVE}directions/", asks.new_direction, name="direction-new"),
    path(f"{_INITIATIVE}directions/{_ONE}", asks.reply, name="direction-reply"),
    path(
        f"{_INITIATIVE}requests/{_ONE}evidence/",
        evidence.of_ask,
        {"kind": "request"},
        name="request-evidence",
    ),  # fmt: skip
    path(
        f"{_INITIATIVE}matters/{_ONE}evidence/",
        evidence.of_ask,
        {"kind": "matter"},
        name="matter-evidence",
    ),  # fmt: skip
    path(
        f"{_INITIATIVE}directions/{_ONE}evidence/",
        evidence.of_ask,
        {"kind": "direction"},
        name="direction-evidence",
    ),  # fmt: skip
    path(f"{_INITIATIVE}evidence/{_ONE}", evidence.download, name="evidence-file"),
    path(f"{_INITIATIVE}evidence/{_ONE}remove/", evidence.remove, name="evidence-remove"),
    path(f"{_INITIATIVE}reminders/", asks.new_reminder, name="reminder-new"),
    path(f"{_INITIATIVE}reminders/{_ONE}read/", asks.read, name="reminder-read"),
    path(f"{_INITIATIVE}light/", asks.new_override, name="override-new"),
    path(f"{_INITIATIVE}light/{_ONE}end/", asks.stop_override, name="override-end"),
]
