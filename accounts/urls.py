"""Sign-in, and the lists that administrators keep."""

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from accounts import views

urlpatterns = [
    path("sign-in/", login_not_required(allauth.login), name="account_login"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("password/", allauth.password_change, name="account_change_password"),
    path("inactive/", login_not_required(allauth.account_inactive), name="account_inactive"),
    path("language/", login_not_required(views.language), name="language"),
    path("units/", views.units, name="units"),
    path("people/", views.people, name="people"),
    path("roles/", views.roles, name="roles"),
    path("roles/<int:pk>/end/", views.end, name="role-end"),
]
