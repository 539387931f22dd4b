"""Sign-in, and the lists that administrators keep."""

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.http import require_http_methods

from accounts import views

# Forms answer to nothing else: their library takes PUT for POST.
form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("sign-in/", login_not_required(form(allauth.login)), name="account_login"),
    path("sign-out/", form(allauth.logout), name="account_logout"),
    path("password/", form(allauth.password_change), name="account_change_password"),
    path("password/first/", form(allauth.password_set), name="account_set_password"),
    path("inactive/", login_not_required(form(allauth.account_inactive)), name="account_inactive"),
    path("language/", login_not_required(views.language), name="language"),
    path("units/", views.units, name="units"),
    path("people/", views.people, name="people"),
    path("roles/", views.roles, name="roles"),
    path("roles/<int:pk>/end/", views.end, name="role-end"),
]
