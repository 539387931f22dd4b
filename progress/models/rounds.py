"""Rounds and what units file in them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import may, units_of
from core.fields import ExactField, PublicIdField
from progress.choices import ReturnKind, SelfRating, SignRoad, UpdateState
from recommendations.models import Initiative, Milestone, Plan


class Round(models.Model):
    """One period of a plan in which units file. Days are local dates; the last day counts whole."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rounds")
    period = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    opens_on = models.DateField()
    filing_due_on = models.DateField()
    review_ends_on = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # Why a person added it; empty where the clock opened it.
    added_reason = models.CharField(max_length=300, blank=True)
    # It asks every initiative under way, whatever its cadence. Only one by hand does.
    everyone = models.BooleanField(default=False)

    class Meta:
        ordering = ["plan", "ends_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "period"], name="round_period_once"),
            models.UniqueConstraint(fields=["plan", "number"], name="round_number_once"),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on"))
                & Q(opens_on__lte=F("filing_due_on"))
                & Q(filing_due_on__lte=F("review_ends_on")),
                name="round_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(everyone=False) | ~Q(added_reason=""),
                name="round_for_all_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.short_title} {self.period}"


class RoundExcuse(models.Model):
    """A round was skipped, whole or for one initiative, with a reason.

    `open_key` is set while it holds, so that one thing is skipped once.
    """

    public_id = PublicIdField()
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="excuses")
    # None: the whole round.
    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, null=True, related_name="excuses"
    )
    reason = models.CharField(max_length=300)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="excuses")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    open_key = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="excuse_reason_not_empty"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, open_key__isnull=False)
                | Q(ended_at__isnull=False, open_key__isnull=True),
                name="excuse_open_or_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class FormerDays(models.Model):
    """The days that a round had until they moved at `recorded_at`."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="former_days")
    filing_due_on = models.DateField()
    review_ends_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.filing_due_on}"


class UpdateQuerySet(models.QuerySet["Update"]):
    """One-model questions about updates."""

    def visible_to(self, user: User) -> "UpdateQuerySet":
        """What reached the coordinating office, and everything of the person's own units."""
        seen = Q(unit__in=[*units_of(user, Permission.UPDATE_FILE),
                           *units_of(user, Permission.UPDATE_SIGN)])  # fmt: skip
        if may(user, Permission.UPDATE_REVIEW):
            seen |= Q(submitted_at__isnull=False)
        if may(user, Permission.PLAN_VIEW):
            seen |= Q(state=UpdateState.APPROVED)
        return self.filter(seen)

    def approved(self) -> "UpdateQuerySet":
        """Those that count."""
        return self.filter(state=UpdateState.APPROVED)


class Update(models.Model):
    """What a unit files for one initiative in one round.

    `percent` is cumulative, 0 to 100. `adopted_text` is the coordinating office's polished wording;
    it stands beside the unit's own words and never replaces them.
    """

    public_id = PublicIdField()
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="updates")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="updates")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="updates")
    state = models.CharField(max_length=12, choices=UpdateState.choices, default=UpdateState.DRAFT)
    revision = models.PositiveSmallIntegerField(default=1)
    percent = ExactField(_("percent done"), null=True)
    self_rating = models.CharField(max_length=10, choices=SelfRating.choices, blank=True)
    done = models.TextField(_("done this round"), blank=True)
    cause = models.TextField(_("why it is behind"), blank=True)
    expected_on = models.DateField(_("expected on"), null=True)
    problems = models.TextField(_("problems"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    adopted_text = models.TextField(_("adopted text"), blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="updates")
    started_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="signed_updates"
    )
    signed_how = models.CharField(max_length=10, choices=SignRoad.choices, default=SignRoad.SCREEN)
    submitted_at = models.DateTimeField(null=True)
    # The day that the facts speak of: the period's end, or the day of handing in if that is sooner.
    speaks_on = models.DateField(null=True)
    reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="reviewed_updates"
    )
    approved_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField()
    is_example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        ordering = ["round", "initiative"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "round"], name="update_once_a_round"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100),
                name="update_percent_0_to_100",
            ),
            models.CheckConstraint(
                condition=Q(state=UpdateState.APPROVED, approved_at__isnull=False)
                | (~Q(state=UpdateState.APPROVED) & Q(approved_at__isnull=True)),
                name="update_approved_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[UpdateState.SUBMITTED, UpdateState.APPROVED])
                | Q(submitted_at__isnull=False, speaks_on__isnull=False)
                & (
                    Q(signed_by__isnull=False) & ~Q(signed_how=SignRoad.PAPER)
                    | Q(signed_by__isnull=True, signed_how=SignRoad.PAPER)
                ),
                name="update_submitted_is_signed",
            ),
            # Nobody approves what they wrote, by any road.
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("author")),
                name="update_reviewer_not_author",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True)
                | (~Q(signed_how=SignRoad.ALONE) & ~Q(signed_by=F("author")))
                | Q(signed_how=SignRoad.ALONE, signed_by=F("author")),
                name="update_signer_not_author",
            ),
        ]
        indexes = [models.Index(fields=["round", "state"], name="update_round_state")]

    def __str__(self) -> str:
        return f"{self.initiative.code} {self.initiative.title} {self.round.period}"


class UpdateAuthor(models.Model):
    """Somebody wrote words of an update, then or now: they neither sign nor approve it.

    `Update.author` is who writes it at present, to whom it comes back.
    """

    update_filed = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="wrote")
    since = models.DateTimeField()

    class Meta:
        ordering = ["update_filed", "since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["update_filed", "person"], name="update_author_once"),
        ]

    def __str__(self) -> str:
        return f"{self.update_filed_id} {self.person_id}"


class UpdateReturn(models.Model):
    """An update came back to its unit, with the reason; kept for ever.

    What came back is kept too, so that a past day shows what was there then: when this revision was
    handed over, (where it had left the unit) signed and how, (where it had counted) approved, and
    in `words` what it said.
    """

    update_filed = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="returns")
    kind = models.CharField(max_length=10, choices=ReturnKind.choices, default=ReturnKind.RETURNED)
    reason = models.TextField()
    revision = models.PositiveSmallIntegerField()
    returned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="returns")
    returned_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    speaks_on = models.DateField(null=True)
    signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="signed_returns"
    )
    signed_how = models.CharField(max_length=10, choices=SignRoad.choices, blank=True)
    approved_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="reviewed_returns"
    )
    words = models.JSONField(default=dict)

    class Meta:
        ordering = ["returned_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="return_reason_not_empty"),
            models.UniqueConstraint(
                fields=["update_filed", "revision"], name="return_once_a_revision"
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class UpdateStep(models.Model):
    """A milestone that the unit says it reached; it counts when the update is approved."""

    update_filed = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="steps")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="claims")
    done_on = models.DateField()

    class Meta:
        ordering = ["update_filed", "milestone"]
        constraints = [
            models.UniqueConstraint(fields=["update_filed", "milestone"], name="update_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.done_on}"
