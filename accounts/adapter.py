"""Sign-in as an office wants it: no sign-up, each sign-in and each failure on the audit trail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.actions import change_password
from accounts.permissions import actor_of


class OfficeAccountAdapter(DefaultAccountAdapter):
    """People are made by an administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The person's own desk."""
        return "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """On to the person's own desk: with a one-time password no other page was open."""
        return "/"

    def clean_password(self, password: str, user: Any = None) -> str:
        """As strong as any password here, and another one than before."""
        cleaned: str = super().clean_password(password, user)
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(_("This is the present password. Choose another one."))
        return cleaned

    def set_password(self, user: Any, password: str) -> None:
        """By the action, so that it is on the trail and the one-time password is spent."""
        change_password(user=user, password=password, by=actor_of(self.request))

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """The account name is the administrator's to give."""
