"""The addresses of updates."""

from django.urls import path

from progress import views

_UPDATE = "plans/<slug:slug>/initiatives/<int:code>/updates/<str:period>/"

urlpatterns = [
    path(_UPDATE, views.update, name="update"),
    path(f"{_UPDATE}hand-over/", views.hand_over_update, name="update-hand-over"),
    path(f"{_UPDATE}sign/", views.sign, name="update-sign"),
    path(f"{_UPDATE}approve/", views.approve, name="update-approve"),
    path(f"{_UPDATE}return/", views.send_back, name="update-return"),
]
