"""What is asked and answered beside the rounds: requests, matters, directions, reminders."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import may, units_of
from core.fields import PublicIdField
from progress.choices import RequestKind, RequestState, Rung
from progress.models.rounds import Round
from recommendations.choices import Quality
from recommendations.models import Initiative


def own_units(user: User) -> list[Unit]:
    """The units that the person writes or signs for."""
    return [*units_of(user, Permission.UPDATE_FILE), *units_of(user, Permission.UPDATE_SIGN)]


class Request(models.Model):
    """A unit asks to change what it was given. The original value stays beside the one asked for.

    `open_key` is set while it waits, so that one initiative has one waiting request of a kind.
    """

    public_id = PublicIdField()
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=12, choices=RequestKind.choices)
    reason = models.TextField(_("reason"))
    old_due_on = models.DateField(null=True)
    new_due_on = models.DateField(_("new due date"), null=True)
    old_goal = models.CharField(max_length=300, blank=True)
    new_goal = models.CharField(_("new annual goal"), max_length=300, blank=True)
    # Which initiative it shall live on in, for a merger.
    into = models.ForeignKey(
        Initiative, on_delete=models.RESTRICT, null=True, related_name="merge_requests"
    )
    # The last day of the rest that is asked for.
    until_on = models.DateField(_("rests until"), null=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="requests")
    # Who follows it up for the unit: who asked, until it is handed over.
    kept_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="kept_requests"
    )
    requested_at = models.DateTimeField()
    requested_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=RequestState.choices, default=RequestState.WAITING
    )
    decision = models.TextField(_("decision"), blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="decided_requests"
    )
    # When it was decided, or withdrawn by the unit: then nobody decided.
    decided_at = models.DateTimeField(null=True)
    # The day that the decision names: the due date given, or the last day of the rest.
    granted_on = models.DateField(_("day decided on"), null=True)
    quality = models.CharField(
        _("quality of completion"), max_length=10, choices=Quality.choices, blank=True, default=""
    )
    open_key = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["requested_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="request_reason_not_empty"),
            models.CheckConstraint(
                condition=Q(
                    state=RequestState.WAITING,
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                    open_key__isnull=False,
                )
                | (
                    Q(state__in=[RequestState.APPROVED, RequestState.REFUSED])
                    & Q(decided_at__isnull=False, decided_by__isnull=False, open_key__isnull=True)
                )
                | Q(
                    state=RequestState.WITHDRAWN,
                    decided_at__isnull=False,
                    decided_by__isnull=True,
                    open_key__isnull=True,
                ),
                name="request_waiting_or_decided",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RequestKind.EXTENSION)
                | Q(
                    old_due_on__isnull=False,
                    new_due_on__isnull=False,
                    new_due_on__gt=F("old_due_on"),
                ),
                name="request_extension_is_later",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RequestKind.MERGE) | Q(into__isnull=False),
                name="request_merge_names_one",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RequestKind.SUSPENSION) | Q(until_on__isnull=False),
                name="request_rest_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="request_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative.code} {self.initiative.title} {self.kind}"


class CoordinationMatterQuerySet(models.QuerySet["CoordinationMatter"]):
    """One-model questions about coordination matters."""

    def visible_to(self, user: User) -> "CoordinationMatterQuerySet":
        """A right of its own; the unit that leads the initiative sees its own."""
        if may(user, Permission.MATTER_VIEW):
            return self
        return self.filter(initiative__lead__in=own_units(user))


class CoordinationMatter(models.Model):
    """What a unit cannot settle alone: the matter, its proposal, who is asked, and the answer."""

    public_id = PublicIdField()
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="matters")
    matter = models.TextField(_("matter"))
    proposal = models.TextField(_("proposal"))
    asked_of = models.CharField(_("who is asked"), max_length=120)
    due_on = models.DateField(_("answer wanted by"), null=True)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="matters")
    # Who follows it up for the unit: who raised it, until it is handed over.
    kept_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="kept_matters"
    )
    raised_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="answered_matters"
    )
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CoordinationMatterQuerySet.as_manager()

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(matter="") & ~Q(proposal="") & ~Q(asked_of=""),
                name="matter_words_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="matter_answer_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative.code} {self.initiative.title}"


class DirectionQuerySet(models.QuerySet["Direction"]):
    """One-model questions about directions."""

    def visible_to(self, user: User) -> "DirectionQuerySet":
        """A right of its own; the unit that must reply sees its own."""
        if may(user, Permission.DIRECTION_VIEW):
            return self
        return self.filter(initiative__lead__in=own_units(user))


class Direction(models.Model):
    """A leader's direction 批示, verbatim, entered for the leader, who needs no account.

    One that concerns several initiatives has a row for each, which is what its unit replies to;
    all but the first name the first in `part_of`.
    """

    public_id = PublicIdField()
    part_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="parts")
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="directions")
    leader = models.CharField(_("leader"), max_length=60)
    words = models.TextField(_("words of the direction"))
    given_on = models.DateField(_("given on"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="directions")
    recorded_at = models.DateTimeField()
    due_on = models.DateField(_("reply wanted by"), null=True)
    reply = models.TextField(_("reply"), blank=True)
    replied_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="replied_directions"
    )
    replied_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = DirectionQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(leader="") & ~Q(words=""), name="direction_words_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at__isnull=True, replied_by__isnull=True)
                | (~Q(reply="") & Q(replied_at__isnull=False, replied_by__isnull=False)),
                name="direction_reply_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative.code} {self.initiative.title}"


class Reminder(models.Model):
    """A unit was reminded of an initiative's filing, on one rung of the ladder, with the basis."""

    public_id = PublicIdField()
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="reminders")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reminders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reminders")
    rung = models.CharField(max_length=12, choices=Rung.choices)
    basis = models.TextField(_("basis"))
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reminders")
    sent_at = models.DateTimeField()
    read_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="read_reminders"
    )
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "round", "rung"], name="reminder_once_a_rung"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="reminder_basis_not_empty"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="reminder_read_has_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative.code} {self.initiative.title} {self.rung}"
