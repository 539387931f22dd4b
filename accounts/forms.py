"""The forms of administrators."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.choices import ROLE_CHOICES
from accounts.models import Unit, User


class UnitForm(forms.Form):
    """A new unit."""

    name = forms.CharField(label=_("Full name"), max_length=120)
    short_name = forms.CharField(label=_("Short name"), max_length=40)
    position = forms.IntegerField(
        label=_("Place in the official list"), min_value=0, max_value=100_000
    )


class PersonForm(forms.Form):
    """A new person with a first password, to be changed at the first sign-in."""

    username = forms.RegexField(
        label=_("Account name"), regex=r"^[\w.@+-]{2,60}\Z",
        error_messages={"invalid": _("Use 2 to 60 letters, digits or . @ + - _ for the account.")},
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=60)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.all(), required=False)
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """As strong as any password here."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class GrantForm(forms.Form):
    """Give a role."""

    user = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.filter(is_active=True).order_by("username")
    )
    role = forms.ChoiceField(label=_("Role"), choices=ROLE_CHOICES)
    unit = forms.ModelChoiceField(
        label=_("Unit, for a unit's role"), queryset=Unit.objects.all(), required=False
    )
