"""The forms of schedules and of signing. Parsing only; rules stand in the actions."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import ROLES, Permission, Role
from accounts.forms import VersionedForm
from accounts.models import Unit, User
from accounts.queries import office_people, units_for_choice
from core.periods import Period
from recommendations.models import Plan
from reports.actions.freezing import REASON_LONGEST
from reports.actions.schedules import (
    ADDRESSEE_LONGEST,
    ISSUER_LONGEST,
    MOST_DAYS,
    NAME_LONGEST,
    Manner,
    To,
)
from reports.choices import Audience, FileFormat, Missed, Publishing, RecipientKind, ReportKind
from reports.models import EACH, Schedule
from reports.outputs.files import makeable
from reports.periods import Special

_DAY = {"invalid": gettext_lazy("Write a day, for example 2026-12-18.")}
_READERS = tuple(
    role for role, facts in ROLES.items() if Permission.REPORT_VIEW in facts.permissions
)
_BETWEEN = re.compile(r"[,，、;；\n]+")
MOST_PERSONS = 200


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, error_messages=_DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_DAYS)


class ScheduleForm(forms.Form):
    """What a schedule says. Kind and audience are chosen once: addresses hang on them."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of report"), choices=ReportKind.choices)
    audience = forms.ChoiceField(label=gettext_lazy("Audience"), choices=Audience.choices)
    first_period = forms.CharField(
        label=gettext_lazy("First period"), max_length=10, required=False,
        help_text=gettext_lazy("2026-10 for a month, 2026-Q4, 2026-H2, or 2026 for a year."),
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("Special report: about what"), max_length=NAME_LONGEST, required=False
    )
    special_from = _day(gettext_lazy("Special report: first day"))
    special_to = _day(gettext_lazy("Special report: last day"))
    due_after = _days(gettext_lazy("Due after the period, working days"))
    missed = forms.ChoiceField(
        label=gettext_lazy("Periods missed while nothing ran"), choices=Missed.choices
    )
    publishing = forms.ChoiceField(
        label=gettext_lazy("How a draft becomes a report"), choices=Publishing.choices
    )
    signer = forms.ModelChoiceField(
        label=gettext_lazy("Signer"), queryset=User.objects.none(), required=False,
        empty_label=gettext_lazy("whoever may sign"),
    )  # fmt: skip
    issuer = forms.CharField(label=gettext_lazy("Issued by"), max_length=ISSUER_LONGEST)
    addressee = forms.CharField(
        label=gettext_lazy("Addressed to, as it stands above the text"),
        max_length=ADDRESSEE_LONGEST, required=False,
    )  # fmt: skip
    proof_days = _days(gettext_lazy("Units check their lines: working days; 0 is not asked"))
    ranking = forms.BooleanField(label=gettext_lazy("Rank the units in a table"), required=False)
    formats = forms.MultipleChoiceField(
        label=gettext_lazy("Kept as"), widget=forms.CheckboxSelectMultiple
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Everyone who holds a role"), required=False,
        choices=[(role.value, ROLES[role].label) for role in _READERS],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    units = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Everyone of a unit"), queryset=Unit.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    persons = forms.CharField(
        label=gettext_lazy("Single persons: names or account names, commas between"),
        max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    cuts = forms.MultipleChoiceField(
        label=gettext_lazy("A part of it alone"), required=False,
        choices=[(one, RecipientKind(one).label) for one in EACH],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    further = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Further plans in the same report"), queryset=Plan.objects.none(),
        required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(
        self, *args: Any, plan: Plan, viewer: User, on: date, schedule: Schedule | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.schedule = schedule
        fields: dict[str, Any] = self.fields
        signers = [user.pk for user in office_people(Permission.REPORT_SIGN)]
        fields["signer"].queryset = User.objects.filter(pk__in=signers).order_by("name", "pk")
        fields["units"].queryset = units_for_choice(on)
        others = Plan.objects.visible_to(viewer).exclude(pk=plan.pk).order_by("slug")
        fields["further"].queryset = others
        fields["formats"].choices = [
            (one, label) for one, label in FileFormat.choices if one in makeable()
        ]
        if schedule is not None:
            del fields["kind"], fields["audience"]
            unused = ("first_period",) if schedule.kind == ReportKind.SPECIAL else (
                "name", "special_from", "special_to",
            )  # fmt: skip
            for name in unused:
                del fields[name]

    def clean(self) -> dict[str, Any]:
        """The period and the persons, read; each refusal stands at its field."""
        data: dict[str, Any] = super().clean() or {}
        kind = self.schedule.kind if self.schedule else data.get("kind")
        if kind == ReportKind.SPECIAL:
            self._read_special(data)
        elif kind is not None:
            self._read_period(data)
        data["people"] = self._read_persons(data.get("persons", ""))
        return data

    def _read_period(self, data: dict[str, Any]) -> None:
        try:
            data["first"] = Period.parse(data.get("first_period", "").strip())
        except ValueError:
            told = _("Write a period: 2026-10 for a month, 2026-Q4, 2026-H2, or 2026 for a year.")
            self.add_error("first_period", told)

    def _read_special(self, data: dict[str, Any]) -> None:
        begins, ends = data.get("special_from"), data.get("special_to")
        for name, value in (("special_from", begins), ("special_to", ends)):
            if value is None and name not in self.errors:
                self.add_error(name, _("Write a day, for example 2026-12-18."))
        if begins and ends:
            if ends < begins:
                self.add_error("special_to", _("The last day cannot lie before the first."))
            else:
                data["first"] = Special(begins, ends)

    def _read_persons(self, text: str) -> list[User]:
        names = list(dict.fromkeys(filter(None, (part.strip() for part in _BETWEEN.split(text)))))
        if len(names) > MOST_PERSONS:
            self.add_error("persons", _("Name fewer persons, or a role."))
            return []
        found: dict[int, User] = {}
        users = User.objects.filter(is_active=True)
        by_name: dict[str, list[User]] = {}
        for user in users.filter(name__in=names) | users.filter(username__in=names):
            for one in {user.name, user.username}:
                by_name.setdefault(one, []).append(user)
        for name in names:
            people = by_name.get(name, [])
            if len(people) == 1:
                found[people[0].pk] = people[0]
            elif people:
                told = _("There are several named “%(name)s”: write the account name.")
                self.add_error("persons", told % {"name": name})
            else:
                told = _("Nobody here is named “%(name)s”. Write the name as the list has it.")
                self.add_error("persons", told % {"name": name})
        return list(found.values())

    def manner(self) -> Manner:
        """What it says beside kind, audience and periods; call after `is_valid`."""
        data = self.cleaned_data
        return Manner(
            due_after=data["due_after"], missed=data["missed"], publishing=data["publishing"],
            signer=data["signer"], addressee=data["addressee"], proof_days=data["proof_days"],
            ranking=data["ranking"], formats=self._formats(data["formats"]),
            name=data.get("name", ""),
            to=[
                *(To(role=Role(one)) for one in data["roles"]),
                *(To(unit=one) for one in data["units"]),
                *(To(person=one) for one in data["people"]),
                *(To(each=RecipientKind(one)) for one in data["cuts"]),
            ],
            further=list(data["further"]),
        )  # fmt: skip

    def _formats(self, chosen: Sequence[str]) -> list[str]:
        """Those chosen, and those that the schedule wants and that cannot be chosen here."""
        kept = [
            one for one in (self.schedule.wanted if self.schedule else []) if one not in makeable()
        ]
        return [*chosen, *kept]


class ScheduleChangeForm(ScheduleForm, VersionedForm):
    """The same of a schedule that is there."""


def initial_of(schedule: Schedule) -> Mapping[str, Any]:
    """A schedule as its form shows it."""
    to = list(schedule.recipients.select_related("person"))
    plain = (
        "first_period", "name", "special_from", "special_to", "due_after", "missed", "publishing",
        "signer", "issuer", "addressee", "proof_days", "ranking",
    )  # fmt: skip
    return {
        **{name: getattr(schedule, name) for name in plain},
        "formats": schedule.wanted,
        "roles": [one.role for one in to if one.role],
        "units": [one.unit_id for one in to if one.unit_id],
        "cuts": [one.kind for one in to if one.kind in EACH],
        "persons": "、".join(one.person.username for one in to if one.person),
        "further": list(schedule.further.values_list("plan", flat=True)),
        "version": schedule.version,
    }


def _reason(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=REASON_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class SignForm(VersionedForm):
    """Sign what was read; the reason only where something should be waited for."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    reason = _reason(gettext_lazy("Why it is signed without waiting"), required=False)

    def __init__(self, *args: Any, waits: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not waits:
            del self.fields["reason"]


class RedrawForm(VersionedForm):
    """Draw a draft anew."""

    reason = _reason(gettext_lazy("Why the draft is drawn anew"))


class CorrectForm(forms.Form):
    """Begin a correction."""

    reason = _reason(gettext_lazy("What is corrected, and why"))
