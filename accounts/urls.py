"""Sign-in, and the lists that administrators keep."""

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.http import require_http_methods

from accounts.views import inbox, language, people, roles, unit_list, units

# Forms answer to nothing else: their library takes PUT for POST.
form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("sign-in/", login_not_required(form(allauth.login)), name="account_login"),
    path("sign-out/", form(allauth.logout), name="account_logout"),
    path("password/", form(allauth.password_change), name="account_change_password"),
    path("password/first/", form(allauth.password_set), name="account_set_password"),
    path("inactive/", login_not_required(form(allauth.account_inactive)), name="account_inactive"),
    path("language/", login_not_required(language.language), name="language"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.inbox_read, name="inbox-read"),
    path("inbox/<slug:public_id>/", inbox.notice, name="notice"),
    path("units/", units.units, name="units"),
    path("units/move/", units.move, name="unit-move"),
    path("units/import/", unit_list.unit_import, name="unit-import"),
    path("units/export/", unit_list.unit_export, name="unit-export"),
    path("units/<slug:public_id>/", units.unit, name="unit"),
    path("units/<slug:public_id>/names/", units.rename, name="unit-rename"),
    path("units/<slug:public_id>/place/", units.place, name="unit-place"),
    path("units/<slug:public_id>/aliases/", units.alias, name="unit-alias"),
    path("units/<slug:public_id>/aliases/<int:pk>/", units.unalias, name="unit-unalias"),
    path("units/<slug:public_id>/alone/", units.alone, name="unit-alone"),
    path("units/<slug:public_id>/end/", units.end, name="unit-end"),
    path("units/<slug:public_id>/reopen/", units.reopen, name="unit-reopen"),
    path("people/", people.people, name="people"),
    path("people/<slug:public_id>/", people.person, name="person"),
    path("people/<slug:public_id>/move/", people.person_move, name="person-move"),
    path("people/<slug:public_id>/close/", people.person_close, name="person-close"),
    path("people/<slug:public_id>/reopen/", people.person_reopen, name="person-reopen"),
    path("people/<slug:public_id>/password/", people.person_password, name="person-password"),
    path("roles/", roles.roles, name="roles"),
    path("roles/people/", roles.role_people, name="role-people"),
    path("roles/people/<slug:public_id>/", roles.roles_of, name="roles-of"),
    path("roles/table/", roles.role_matrix, name="role-matrix"),
    path("roles/<int:pk>/end/", roles.end, name="role-end"),
]
