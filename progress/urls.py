"""The addresses of updates, and of what is asked and answered beside them."""

from django.urls import path

from progress.views import asks, orders, policies, reminders, updates

_INITIATIVE = "plans/<slug:slug>/initiatives/<int:code>/"
_UPDATE = f"{_INITIATIVE}updates/<str:period>/"
_ONE = "<str:public_id>/"

urlpatterns = [
    path("plans/<slug:slug>/light-rule/", policies.rule, name="light-policy"),
    path("plans/<slug:slug>/light-rule/new/", policies.new, name="light-policy-new"),
    path("plans/<slug:slug>/reminders/", reminders.reminders, name="reminders"),
    path("plans/<slug:slug>/reminders/by-hand/", reminders.by_hand, name="reminders-by-hand"),
    path("plans/<slug:slug>/reminders/moments/", reminders.moments, name="reminders-moments"),
    path("plans/<slug:slug>/orders/", orders.orders, name="orders"),
    path("plans/<slug:slug>/orders/<slug:public_id>/", orders.order, name="order"),
    path("plans/<slug:slug>/orders/<slug:public_id>/sign/", orders.sign, name="order-sign"),
    path("plans/<slug:slug>/orders/<slug:public_id>/drop/", orders.drop, name="order-drop"),
    path("plans/<slug:slug>/orders/<slug:public_id>/answer/", orders.answer, name="order-answer"),
    path(_UPDATE, updates.update, name="update"),
    path(f"{_UPDATE}hand-over/", updates.hand_over_update, name="update-hand-over"),
    path(f"{_UPDATE}sign/", updates.sign, name="update-sign"),
    path(f"{_UPDATE}approve/", updates.approve, name="update-approve"),
    path(f"{_UPDATE}return/", updates.send_back, name="update-return"),
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
