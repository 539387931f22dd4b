"""What the clock reminds of, what a person sent by hand, and orders that a person signs."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from core.fields import PublicIdField
from progress.choices import Channel, OrderState, Passed, RemindedOf
from progress.models.asks import Reminder
from progress.models.rounds import Round
from recommendations.models import Initiative, Plan


class ReminderPolicy(models.Model):
    """A version of when a plan reminds, in force from a day on; version 1 is the default.

    `around` holds working days before and after the day by which something is wanted.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reminder_policies")
    number = models.PositiveIntegerField()
    around = models.JSONField()
    waiting = models.PositiveSmallIntegerField()
    ahead = models.PositiveSmallIntegerField()
    order = models.BooleanField()
    effective_on = models.DateField()
    reason = models.TextField()
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="reminder_policies"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="remind_policy_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="remind_policy_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"


class ReminderMoment(models.Model):
    """The ledger: a moment that came was sent or passed over, once and for good.

    `subject` is the round, the direction, … within the initiative; `moment` counts working days.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="moments")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="moments", null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="moments", null=True)
    kind = models.CharField(max_length=10, choices=RemindedOf.choices)
    subject = models.CharField(max_length=40)
    moment = models.SmallIntegerField()
    fell_on = models.DateField()
    why = models.CharField(max_length=10, choices=Passed.choices, blank=True)
    notice_key = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "kind", "subject", "moment"], name="moment_once"
            ),
            models.CheckConstraint(
                condition=(Q(why="") & ~Q(notice_key="")) | (~Q(why="") & Q(notice_key="")),
                name="moment_sent_or_passed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.kind} {self.moment:+d}"


class HandReminder(models.Model):
    """A unit was reminded of a round by telephone or in a chat, with the words that were used."""

    public_id = PublicIdField()
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="hand_reminders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="hand_reminders")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    words = models.TextField()
    spoken_to = models.CharField(_("spoken to"), max_length=60, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="hand_reminders")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="hand_words_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.round_id} {self.channel}"


class SupervisionOrder(models.Model):
    """督办单: drafted by the clock with its basis, signed by a person, answered by the unit.

    A draft has no number; signing allots the next one of the year. One matter, one order.
    """

    public_id = PublicIdField()
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="orders")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="orders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="orders")
    state = models.CharField(max_length=8, choices=OrderState.choices, default=OrderState.DRAFT)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    basis = models.TextField(_("basis"))
    requirement = models.TextField(_("requirement"))
    person = models.CharField(_("person responsible"), max_length=120, blank=True)
    deadline = models.DateField(_("deadline"))
    drafted_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="signed_orders"
    )
    signed_at = models.DateTimeField(null=True)
    reminder = models.OneToOneField(
        Reminder, on_delete=models.RESTRICT, null=True, related_name="supervision_order"
    )
    dropped_why = models.TextField(blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="answered_orders"
    )
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["drafted_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "round"], name="order_once_a_round"),
            models.UniqueConstraint(fields=["year", "number"], name="order_number_once"),
            models.CheckConstraint(
                condition=~Q(basis="") & ~Q(requirement=""), name="order_words_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[OrderState.DRAFT, OrderState.DROPPED],
                    signed_by__isnull=True,
                    signed_at__isnull=True,
                    number__isnull=True,
                    reminder__isnull=True,
                )
                | Q(
                    state__in=[OrderState.SIGNED, OrderState.ANSWERED],
                    signed_by__isnull=False,
                    signed_at__isnull=False,
                    number__isnull=False,
                    reminder__isnull=False,
                ),
                name="order_signed_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=OrderState.ANSWERED,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                )
                & ~Q(outcome="")
                | ~Q(state=OrderState.ANSWERED)
                & Q(outcome="", answered_by__isnull=True, answered_at__isnull=True),
                name="order_answer_has_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative.code} {self.initiative.title}"
