"""One person's work goes to another: what would go, then all of it in one act."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.actions import hand_over_person
from accounts.belongings import belongings, fingerprint, held_by
from accounts.choices import ROLES, Permission, Role
from accounts.models import User
from accounts.permissions import actor_of, may, needs, person, units_of
from core.refusals import Refusal


class HandOverForm(forms.Form):
    """Who gives to whom, and why."""

    giver = forms.ModelChoiceField(
        label=gettext_lazy("Whose work"), queryset=User.objects.none(), to_field_name="public_id"
    )
    taker = forms.ModelChoiceField(
        label=gettext_lazy("Who takes it over"),
        queryset=User.objects.none(),
        to_field_name="public_id",
    )
    note = forms.CharField(
        label=gettext_lazy("Note: why, and from when"), required=False, max_length=300
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("giver", "taker"):
            field: Any = self.fields[name]
            field.queryset = people
            field.label_from_instance = _named
        # Who has left already may still have work in hand; nobody gives work to who has left.
        taker: Any = self.fields["taker"]
        taker.queryset = people.filter(is_active=True)


def _named(one: User) -> str:
    return f"{one.unit.short_name} {one.name}" if one.unit else one.name


def _people(user: User) -> QuerySet[User]:
    """Of all units for who keeps people or plans; else those of the units that one signs for."""
    people = User.objects.filter(unit__isnull=False).select_related("unit")
    if not (may(user, Permission.PERSON_MANAGE) or may(user, Permission.PLAN_MANAGE)):
        people = people.filter(unit__in=units_of(user, Permission.UPDATE_SIGN))
    return people.order_by("unit__position", "unit", "name", "pk")


def _preview(giver: User, *, whole: bool) -> dict[str, Any]:
    """What would go, by kind; for who may not read progress only how much."""
    held = held_by(giver)
    grants = [str(ROLES[Role(one.role)].label) for one in giver.open_grants() if one.unit_id]
    return {
        "seen": fingerprint(held),
        "kinds": [
            (str(belongings()[name].label), len(some), [one.words for one in some] if whole else [])
            for name, some in held.items()
        ],
        "roles": grants,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.UPDATE_SIGN, Permission.PERSON_MANAGE, Permission.PLAN_MANAGE)
def person_hand_over(request: HttpRequest) -> HttpResponse:
    """Choose two people, look at what goes over, do it."""
    user = person(request)
    people, status = _people(user), 200
    chosen = request.POST if request.method == "POST" else request.GET
    form = HandOverForm(chosen or None, people=people)
    preview: dict[str, Any] | None = None
    if chosen and form.is_valid():
        said = form.cleaned_data
        if request.method == "POST" and "do" in request.POST:
            try:
                hand_over_person(
                    giver=said["giver"], taker=said["taker"], note=said["note"],
                    seen=said["seen"], person=user, now=timezone.now(), by=actor_of(request),
                )  # fmt: skip
                messages.success(request, _("Handed over."))
                return redirect("person-hand-over")
            except Refusal as refusal:
                status = refusal.status
                form.add_error(None, str(refusal.sentence))
        preview = _preview(said["giver"], whole=may(user, Permission.PLAN_VIEW))
    elif request.method == "POST":
        status = 422
    context = {"form": form, "preview": preview}
    return render(request, "desks/person_hand_over.html", context, status=status)
