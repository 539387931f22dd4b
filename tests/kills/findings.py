"""What does not hold when all is drained: the database asked again, each thing another way."""

import hashlib
import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.utils import timezone

from accounts.models import Notice
from core.audit.verify import verify_chain
from core.calendar import work_calendar
from core.models import AuditEvent, WorkItem, WorkState
from reports.actions.schedules import FREEZE
from reports.choices import Publishing
from reports.models import Delivery, Report, ReportFile, Schedule
from reports.planning import fallen_due
from reports.recipients import people_for
from reports.telling import signed_key
from reports.verifying import verify_reports
from reports.writing import formats_of


def faults(now: datetime) -> list[str]:
    """A sentence for each fault; empty where all is as it should be."""
    return [*_drafted(now), *_signed(), *_files(), *_delivered(), *_work(), *_whole()]


def _drafted(now: datetime) -> Iterator[str]:
    """Every (schedule, period) that is due has one report, frozen once, by one piece of work."""
    calendar, today = work_calendar(), timezone.localdate(now)
    wanted = Counter(
        (schedule.pk, one.key)
        for schedule in Schedule.objects.all()
        for one in fallen_due(schedule.terms, today=today, calendar=calendar)
    )
    yield from _apart("reports", wanted, Counter(Report.objects.values_list("schedule", "period")))
    done = WorkItem.objects.filter(kind=FREEZE).values_list("payload", flat=True)
    worked = Counter((one["schedule"], one["period"]) for one in done)
    yield from _apart("work", wanted, worked)
    yield from _apart("frozen", Counter(Report.objects.values_list("public_id", flat=True)),
                      _told("report.frozen"))  # fmt: skip


def _signed() -> Iterator[str]:
    """Each was published or signed once, and the issues of a series are numbered without a gap."""
    by_itself, by_hand = set[str](), set[str]()
    numbers = defaultdict[object, list[int]](list)
    for report in Report.objects.select_related("schedule"):
        schedule = report.schedule
        alone = schedule.publishing == Publishing.AUTOMATIC
        (by_itself if alone else by_hand).add(report.public_id)
        if not report.signed or bool(report.signed_by_id) is alone:
            yield f"{report} is {report.state}"
        series = (schedule.plan_id, schedule.kind, schedule.audience, report.number_year)
        numbers[series].append(report.number or 0)
    for series, found in numbers.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            yield f"numbers of {series}: {sorted(found)}"
    yield from _apart("published", Counter(by_itself), _told("report.published"))
    yield from _apart("signed", Counter(by_hand), _told("report.signed"))


def _files() -> Iterator[str]:
    """Each report has each of its files once, whole."""
    wanted = Counter(
        (report.pk, form)
        for report in Report.objects.select_related("schedule")
        for form in formats_of(report.schedule)
        if report.signed
    )
    yield from _apart("files", wanted, Counter(ReportFile.objects.values_list("report", "format")))
    for file in ReportFile.objects.order_by("pk").iterator(chunk_size=20):
        data = bytes(file.data)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            yield f"{file.name} is not what its hash says"
        elif file.format in {"docx", "xlsx"} and not _opens(data):
            yield f"{file.name} does not open"
        elif file.format == "html" and not data.rstrip().endswith(b"</html>"):
            yield f"{file.name} ends in the middle"


def _opens(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return packed.testzip() is None
    except zipfile.BadZipFile:
        return False


def _delivered() -> Iterator[str]:
    """Every recipient has each report once: in the inbox, as a row, and by mail."""
    wanted, notices = Counter[tuple[int, int]](), Counter[tuple[str, int]]()
    for report in Report.objects.filter(state="signed").select_related("schedule"):
        people = [user.pk for user in people_for(report)]
        wanted.update((report.pk, who) for who in people)
        notices.update((signed_key(report), who) for who in people)
    yield from _apart("deliveries", wanted, Counter(Delivery.objects.values_list("report", "to")))
    rows = Notice.objects.filter(kind="report.signed").values_list("key", "to")
    yield from _apart("notices", notices, Counter(rows))
    for row in Delivery.objects.filter(mailed_at=None).order_by("pk"):
        yield f"delivery {row.pk} was not mailed"
    mailed = Counter[str]()
    for row in Delivery.objects.select_related("report"):
        mailed[row.report.public_id] += 1
    yield from _apart("mailed", mailed, _told("report.mailed"))


def _work() -> Iterator[str]:
    """Nothing waits, nothing is parked, nothing is held."""
    for item in WorkItem.objects.exclude(state=WorkState.DONE).order_by("pk"):
        yield f"{item} is {item.state} after {item.attempts} attempts: {item.last_error}"
    for item in WorkItem.objects.filter(state=WorkState.DONE).exclude(token=""):
        yield f"{item} is done and held"


def _whole() -> Iterator[str]:
    """The trail, the reports' own hashes and seals, and the database's file."""
    verdict = verify_chain()
    if not verdict.ok:
        yield f"trail: event {verdict.first_bad_seq}: {verdict.why}"
    for fault in verify_reports():
        yield f"report {fault.report}: {fault.code}"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (said := cursor.fetchall()) != [("ok",)]:
                yield f"database: {said}"


def _told(verb: str) -> Counter[str]:
    """How often the trail tells it of each subject."""
    return Counter(AuditEvent.objects.filter(verb=verb).values_list("subject_id", flat=True))


def _apart(what: str, wanted: Counter[object], found: Counter[object]) -> Iterator[str]:
    for key in sorted({*wanted, *found}, key=str):
        if wanted[key] != found[key]:
            yield f"{what} {key}: {found[key]} instead of {wanted[key]}"
