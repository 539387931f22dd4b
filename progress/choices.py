"""The words of rounds, updates and standings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UpdateState(TextChoices):
    """An update's way from the reporter to the record."""

    DRAFT = "draft", _("draft")
    FOR_SIGNING = "for_signing", _("for signing")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")


EDITABLE = (UpdateState.DRAFT, UpdateState.RETURNED)
HANDED_IN = (UpdateState.SUBMITTED, UpdateState.APPROVED)


class SignRoad(TextChoices):
    """How a unit's signature is given; of an update it means something once it is signed."""

    SCREEN = "screen", _("signed on screen")
    PAPER = "paper", _("signed on paper")
    ALONE = "alone", _("signed by its author, as the unit may")


class ReturnKind(TextChoices):
    """How an update came back to its unit; each time it becomes a draft of the next revision."""

    RETURNED = "returned", _("returned")
    WITHDRAWN = "withdrawn", _("taken back by the unit")
    REOPENED = "reopened", _("reopened after approval")


class SelfRating(TextChoices):
    """How the unit itself sees it."""

    ON_TRACK = "on_track", _("on track")
    AT_RISK = "at_risk", _("at risk")
    BEHIND = "behind", _("behind")


class LightChoice(TextChoices):
    """The lights, in order of need."""

    RED = "red", _("Behind")
    YELLOW = "yellow", _("At risk")
    GREEN = "green", _("On track")
    DONE = "done", _("Completed")
    NOT_STARTED = "not_started", _("Not started")
    ONGOING = "ongoing", _("Ongoing")
    PAUSED = "paused", _("Suspended")


class HandLight(TextChoices):
    """The lights that a person may set by hand."""

    RED = "red", _("Behind")
    YELLOW = "yellow", _("At risk")
    GREEN = "green", _("On track")


class RequestKind(TextChoices):
    """What a unit may ask for."""

    EXTENSION = "extension", _("extension")
    ADJUSTMENT = "adjustment", _("adjustment")
    COMPLETION = "completion", _("completion")
    CANCELLATION = "cancellation", _("cancellation")
    MERGE = "merge", _("merging")
    SUSPENSION = "suspension", _("suspension")
    RESUMPTION = "resumption", _("resumption")


class OfficeStep(TextChoices):
    """What the coordinating office may do with an initiative without having been asked."""

    EXTENSION = "extension", _("extension")
    SUSPENSION = "suspension", _("suspension")
    RESUMPTION = "resumption", _("resumption")
    COMPLETION = "completion", _("completion")
    MERGE = "merge", _("merging")
    CANCELLATION = "cancellation", _("cancellation")
    REOPENING = "reopening", _("taking up again")


class RequestState(TextChoices):
    """A request's way."""

    WAITING = "waiting", _("waiting for decision")
    APPROVED = "approved", _("agreed")
    REFUSED = "refused", _("not agreed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Rung(TextChoices):
    """The ladder of reminders; a supervision order is signed by the chief."""

    REMIND = "remind", _("reminder")
    EXPEDITE = "expedite", _("urging")
    SUPERVISE = "supervise", _("supervision order")


class RemindedOf(TextChoices):
    """What the clock reminds of; the values are those of `progress.reminding.Kind`."""

    FILING = "filing", _("filing of the round")
    DIRECTION = "direction", _("reply to a direction")
    MATTER = "matter", _("answer to a coordination matter")
    REQUEST = "request", _("decision on a request")
    DUE = "due", _("due date of an initiative")


class Passed(TextChoices):
    """Why a moment was passed over; the values are those of `progress.reminding.Why`."""

    DONE = "done", _("already done")
    LATER = "later", _("a later reminder says the same")
    CLOSED = "closed", _("its time was over")
    NOBODY = "nobody", _("nobody there to be told")


class Channel(TextChoices):
    """By what a person reminded by hand."""

    PHONE = "phone", _("telephone")
    WECOM = "wecom", _("WeCom")


class OrderState(TextChoices):
    """A supervision order's way."""

    DRAFT = "draft", _("waits for signature")
    SIGNED = "signed", _("signed and sent")
    ANSWERED = "answered", _("answered")
    DROPPED = "dropped", _("not issued")
