"""Whether every report is still what was frozen and signed: each hash and seal computed again."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.models import AuditEvent
from reports.models import Report, ReportFile
from reports.seals import Kept, digest, faults


@dataclass(frozen=True)
class Fault:
    """What does not hold of which report.

    `code` is one of `seals.faults`; or `trail`: the head of the audit trail that it was frozen
    at is another one; or `file`: a file is not the one that was made from the seal.
    """

    report: str
    code: str


def _kept(report: Report) -> Kept:
    return Kept(
        contents=report.contents,
        sha256=report.sha256,
        seal=report.seal,
        seal_sha256=report.seal_sha256,
        kind=report.schedule.kind,
        audience=report.schedule.audience,
        period=report.period,
        edition=report.edition,
        number=report.number or 0,
        year=report.number_year or 0,
        corrects=report.corrects.seal_sha256 if report.corrects else "",
    )


def _codes(report: Report) -> Iterator[str]:
    if report.signed:
        yield from faults(_kept(report))
    elif digest(report.contents) != report.sha256:
        yield "figures"
    if report.audit_seq:
        link = AuditEvent.objects.filter(seq=report.audit_seq).values_list("link", flat=True)
        if list(link) != [report.audit_link]:
            yield "trail"
    for file in ReportFile.objects.filter(report=report).iterator():
        if digest(bytes(file.data)) != file.sha256:
            yield "file"


def verify_reports() -> list[Fault]:
    """Every fault of every report, one report after the other; empty where all are whole."""
    rows = Report.objects.select_related("schedule__plan", "corrects").order_by("pk")
    return [
        Fault(f"{row.schedule.plan.slug} {row.schedule.series} {row.period}/{row.edition}", code)
        for row in rows.iterator(chunk_size=20)
        for code in _codes(row)
    ]
