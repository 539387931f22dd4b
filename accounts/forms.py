"""The forms of administrators."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import ROLE_CHOICES, Role, UnitCategory
from accounts.imports.read import LARGEST_FILE
from accounts.models import Unit, User
from accounts.queries import units_for_choice

_LARGEST = 100_000


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class VersionedForm(forms.Form):
    """A form that knows which state of its thing the person has seen; the page writes it out."""

    version = forms.IntegerField(
        min_value=1,
        max_value=2_000_000_000,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("The page is not whole. Load it again, then save."),
        ),
    )

    def clean(self) -> dict[str, Any]:
        """A hidden field has no place for its error: it stands above the form."""
        for sentence in self.errors.get("version", []):
            self.add_error(None, str(sentence))
        return self.cleaned_data


class UnitForm(forms.Form):
    """A new unit."""

    name = forms.CharField(label=_("Full name"), max_length=120)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    category = forms.ChoiceField(
        label=_("Category"), choices=UnitCategory.choices, initial=UnitCategory.OTHER
    )
    position = forms.IntegerField(
        label=_("Place in the official list (empty: at the end)"),
        min_value=1,
        max_value=_LARGEST,
        required=False,
    )


class UnitFactsForm(VersionedForm):
    """What is known of a unit beside its names, its place and its end."""

    category = forms.ChoiceField(label=_("Category"), choices=UnitCategory.choices)
    valid_from = _day(_("Valid from (empty: always)"), required=False)
    pinyin_override = forms.CharField(
        label=_("Pinyin of the short name, where it is read otherwise (shan xian)"),
        max_length=200,
        required=False,
    )


class UnitNamesForm(VersionedForm):
    """New names of a unit."""

    name = forms.CharField(label=_("Full name"), max_length=120)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    on = _day(_("Renamed from (empty: a slip is corrected)"), required=False)


class UnitPlaceForm(VersionedForm):
    """Another place in the official list."""

    place = forms.IntegerField(
        label=_("Place in the official list"), min_value=1, max_value=_LARGEST
    )


class AliasForm(VersionedForm):
    """Another name of a unit."""

    alias = forms.CharField(label=_("Another name"), max_length=120)


class UnitEndForm(VersionedForm):
    """The last day of a unit, and who carries on its work."""

    last_day = _day(_("Last day"))
    successors = forms.ModelMultipleChoiceField(
        label=_("Carried on by (one or several, none where the work ends too)"),
        queryset=Unit.objects.none(),
        # A number of any length may be sent; as a key it would be more than the database takes.
        to_field_name="public_id",
        required=False,
    )

    def __init__(self, *args: Any, unit: Unit, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successors"].queryset = units_for_choice(on).exclude(pk=unit.pk)  # type: ignore[attr-defined]


class UnitAloneForm(VersionedForm):
    """Why who writes the unit's update may sign it; empty takes the leave away."""

    why = forms.CharField(
        label=_("Why nobody else can sign (empty: not allowed)"), max_length=200, required=False
    )


class UnitSearch(forms.Form):
    """What of the list is shown; the address holds it."""

    words = forms.CharField(max_length=60, required=False)
    category = forms.ChoiceField(
        choices=[("", _("all categories")), *UnitCategory.choices], required=False
    )
    state = forms.ChoiceField(
        choices=[("", _("all units")), ("current", _("existing")), ("ended", _("ended"))],
        required=False,
    )


class UnitListForm(forms.Form):
    """A list of units: a file, or cells pasted from a sheet."""

    file = forms.FileField(label=_("File (.xlsx or .csv)"), required=False)
    text = forms.CharField(
        label=_("or cells copied from a sheet"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=LARGEST_FILE,
        required=False,
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        if not self.cleaned_data.get("file") and not (self.cleaned_data.get("text") or "").strip():
            self.add_error(None, _("Choose a file, or paste the list."))
        return self.cleaned_data


class PersonForm(forms.Form):
    """A new person. The first password is made by the machine and told once."""

    username = forms.RegexField(
        label=_("Account name"), regex=r"^[\w.@+-]{2,60}\Z",
        error_messages={"invalid": _("Use 2 to 60 letters, digits or . @ + - _ for the account.")},
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=60)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), required=False)
    phone = forms.RegexField(
        label=_("Office telephone"), regex=r"^[\d+() -]{0,30}\Z", required=False,
        error_messages={"invalid": _("Write the telephone number in digits.")},
    )  # fmt: skip
    namesake = forms.BooleanField(
        label=_("Another person of the same name in the same unit"), required=False
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_for_choice(on)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two of one name in a unit are usually one person entered twice: that is asked first."""
        data = self.cleaned_data
        there = User.objects.filter(name=data.get("name"), unit=data.get("unit"))
        if data.get("name") and there.exists() and not data.get("namesake"):
            self.add_error(
                "namesake",
                _("The unit has %(name)s already (%(account)s). Tick this if it is somebody else.")
                % {
                    "name": data["name"],
                    "account": "、".join(there.values_list("username", flat=True)[:3]),
                },
            )
        return data


class PersonFactsForm(VersionedForm):
    """What is known of a person beside the unit, the roles and the password."""

    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.RegexField(
        label=_("Office telephone"), regex=r"^[\d+() -]{0,30}\Z", required=False,
        error_messages={"invalid": _("Write the telephone number in digits.")},
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    pinyin_override = forms.CharField(
        label=_("Pinyin, where it is read otherwise (shan tian fang)"),
        max_length=200,
        required=False,
    )


class PersonMoveForm(VersionedForm):
    """Another unit for a person."""

    unit = forms.ModelChoiceField(
        label=_("New unit"), queryset=Unit.objects.none(), required=False, empty_label=_("no unit")
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_for_choice(on)  # type: ignore[attr-defined]


class PeopleSearch(forms.Form):
    """Which people are shown; the address holds it."""

    words = forms.CharField(max_length=60, required=False)
    state = forms.ChoiceField(
        choices=[
            ("", _("everybody")),
            ("never", _("never signed in")),
            ("stale", _("not for 90 days")),
            ("no_mail", _("no e-mail address")),
            ("closed", _("account closed")),
        ],
        required=False,
    )


class RoleSearch(forms.Form):
    """Which grants are shown; the address holds it."""

    words = forms.CharField(max_length=60, required=False)
    role = forms.ChoiceField(choices=[("", _("all roles")), *ROLE_CHOICES], required=False)
    state = forms.ChoiceField(
        choices=[("", _("held now")), ("ended", _("ended")), ("all", _("held now and ended"))],
        required=False,
    )


class GrantForm(forms.Form):
    """Give one person a role."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLE_CHOICES)
    unit = forms.ModelChoiceField(
        label=_("Unit, for a unit's role"), queryset=Unit.objects.none(), required=False
    )

    until = forms.DateField(
        label=_("Last day, for a deputy"),
        help_text=_("The role ends by itself when this day is over. Empty: until it is ended."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_for_choice(on)  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        """As the word that the actions speak."""
        return Role(self.cleaned_data["role"])


class GrantToForm(GrantForm):
    """Give a role to somebody, named by the account."""

    user = forms.CharField(label=_("Account name"), max_length=60)
    field_order = ("user", "role", "unit", "until")

    def clean_user(self) -> User:
        """An open account, whatever the capitals."""
        found = User.objects.filter(
            username__iexact=self.cleaned_data["user"].strip(), is_active=True
        ).first()
        if found is None:
            raise forms.ValidationError(
                _("No open account has this name. Look it up in the list of people.")
            )
        return found
