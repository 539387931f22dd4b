"""Sign-in as an office wants it: no sign-up, each sign-in and each failure on the audit trail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class OfficeAccountAdapter(DefaultAccountAdapter):
    """People are made by an administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The person's own desk."""
        return "/"

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """The account name is the administrator's to give."""
