"""Units, people, roles, sign-in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The room of who is who."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Sign-ins go on the audit trail; mail leaves by the clock."""
        from accounts.mail import register_kinds
        from accounts.search import register_kinds as register_searched
        from accounts.signals import connect
        from accounts.work import register_kinds as register_roles

        connect()
        register_roles()
        register_searched()
        register_kinds()
