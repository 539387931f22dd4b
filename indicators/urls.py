"""The addresses of indicators."""

from django.urls import path

from indicators import views

urlpatterns = [
    path("plans/<slug:slug>/indicators/", views.indicators, name="indicators"),
]
