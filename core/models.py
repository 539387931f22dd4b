"""What every room stands on: history, work, signs of life, the calendar, search, files."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import PublicIdField


class AuditEvent(models.Model):
    """Who did what to which thing, when and from where; written once, linked to the event before.

    Everything is a plain column: an event outlives the people and things that it names. Written by
    `core.audit.record` alone; triggers refuse every change on both databases.
    """

    seq = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"), db_index=True)
    actor_id = models.BigIntegerField(_("actor's id"), null=True, blank=True)
    actor_name = models.CharField(_("actor"), max_length=150, blank=True)
    actor_unit = models.CharField(_("unit"), max_length=200, blank=True)
    actor_role = models.CharField(_("role"), max_length=100, blank=True)
    address = models.CharField(_("network address"), max_length=64, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    verb = models.CharField(_("action"), max_length=100)
    plan = models.CharField(_("plan"), max_length=100, blank=True)
    subject_kind = models.CharField(_("kind of thing"), max_length=100, blank=True)
    subject_id = models.CharField(_("thing's id"), max_length=64, blank=True)
    subject_name = models.CharField(_("thing"), max_length=300, blank=True)
    before = models.JSONField(_("before"), default=dict, blank=True)
    after = models.JSONField(_("after"), default=dict, blank=True)
    previous = models.CharField(_("link before"), max_length=64, blank=True)
    link = models.CharField(_("link"), max_length=64)

    class Meta:
        db_table = "core_audit_event"
        ordering = ("-seq",)
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(seq__gte=1), name="core_audit_seq_from_one"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["plan", "seq"], name="core_audit_plan"),
            models.Index(fields=["subject_kind", "subject_id", "seq"], name="core_audit_subject"),
            models.Index(fields=["actor_id", "seq"], name="core_audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.subject_name}".strip()


class WorkState(models.TextChoices):
    """How far a piece of work has come."""

    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    PARKED = "parked", _("parked")


class WorkItem(models.Model):
    """One thing that must happen once. This row is the record; a queue only wakes its worker.

    Waiting with `lease_until` in the future: somebody holds it, or it rests after a failure.
    """

    kind = models.CharField(_("kind"), max_length=50)
    key = models.CharField(_("key"), max_length=200)
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    due_at = models.DateTimeField(_("due at"))
    token = models.CharField(_("token"), max_length=32, blank=True)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    done_steps = models.PositiveIntegerField(_("steps done"), default=0)
    total_steps = models.PositiveIntegerField(_("steps in all"), default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=WorkState, default=WorkState.WAITING
    )
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("planned at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        db_table = "core_work_item"
        ordering = ("due_at", "pk")
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], name="core_work_kind_key"),
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values), name="core_work_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=WorkState.DONE, finished_at__isnull=False)
                | (~Q(state=WorkState.DONE) & Q(finished_at__isnull=True)),
                name="core_work_done_finished",
            ),
            models.CheckConstraint(
                condition=Q(done_steps__lte=F("total_steps")), name="core_work_steps"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at", "id"], name="core_work_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Heartbeat(models.Model):
    """When a process that nobody looks at was last seen at work."""

    name = models.CharField(_("name"), max_length=50, unique=True)
    at = models.DateTimeField(_("at"))
    detail = models.CharField(_("detail"), max_length=200, blank=True)

    class Meta:
        db_table = "core_heartbeat"
        ordering = ("name", "pk")
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day that differs from Monday-to-Friday: a public holiday, or a weekend day worked.

    `published` days came with a year's list and make that year a known one; a day that somebody
    set by hand counts all the same, and says nothing of its year.
    """

    date = models.DateField(_("day"), unique=True)
    is_workday = models.BooleanField(_("worked"))
    name = models.CharField(_("name"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    published = models.BooleanField(_("of the year's list"), default=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        db_table = "core_calendar_day"
        ordering = ("date", "pk")
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self) -> str:
        return f"{self.date} {self.name}".strip()


class FormerDay(models.Model):
    """What the calendar said of a day until it was changed at `recorded_at`.

    Where `is_workday` is empty it said nothing: the day was like any other of its weekday.
    """

    date = models.DateField()
    is_workday = models.BooleanField(null=True)
    published = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "core_former_day"
        ordering = ("recorded_at", "pk")
        verbose_name = _("former calendar day")
        verbose_name_plural = _("former calendar days")

    def __str__(self) -> str:
        return f"{self.date} {self.is_workday}"


class SearchEntry(models.Model):
    """What search knows of one record: derived, rebuilt by `manage.py reindex`.

    `kind` is a kind's mark and `key` the record's own; `scope` is the plan within which it stands.
    All text is normalised (`core.search.text`): `text` holds the title and everything else.
    """

    kind = models.CharField(max_length=1)
    key = models.BigIntegerField()
    scope = models.BigIntegerField(null=True)
    sign = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        db_table = "core_search_entry"
        ordering = ("pk",)
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints: ClassVar = [
            # The key first: a kind alone is no reason to walk an index instead of the pieces.
            models.UniqueConstraint(fields=["key", "kind"], name="core_search_key_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.title}".strip()


class StoredFile(models.Model):
    """The bytes of a file that somebody brought, once for each content. See `core.files`."""

    public_id = PublicIdField()
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    kind = models.CharField(_("kind"), max_length=10)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "core_stored_file"
        ordering = ("made_at", "pk")
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gte=1), name="core_file_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.kind} {self.size}"


class StoredPiece(models.Model):
    """One piece of a stored file's bytes; all but the last are of one length."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="pieces")
    position = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        db_table = "core_stored_piece"
        ordering = ("file", "position", "pk")
        verbose_name = _("stored piece")
        verbose_name_plural = _("stored pieces")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "position"], name="core_piece_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.position}"
