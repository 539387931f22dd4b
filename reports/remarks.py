"""Leaders' remarks on a report: which ones a person sees, and what a direction was given on."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from progress.models import Direction
from progress.origins import Origin, tell_origins
from recommendations.models import Initiative
from reports.layers import spoken_of
from reports.models import Remark, Report
from reports.queries import contents_of
from reports.telling import address_of, title_of

# Columns of a report that its name does not need.
_LARGE = ("contents", "draft", "seal")


def remarks_on(user: User, report: Report) -> list[Remark]:
    """Those on a report whose direction the person may see, oldest first. Four queries."""
    rows = Remark.objects.filter(
        report=report, direction__in=Direction.objects.visible_to(user)
    ).select_related("direction__recorded_by", "direction__initiative__plan")
    found = list(
        rows.prefetch_related("direction__parts__initiative__lead").order_by("direction", "pk")
    )
    for remark in found:
        remark.report = report
    return found


def told_of(report: Report, key: str, text: str) -> list[Initiative]:
    """The plan's initiatives that a paragraph speaks of, by number. One query."""
    codes = {code for cell in spoken_of(contents_of(report), key, text) for code in cell["codes"]}
    rows = Initiative.objects.filter(plan=report.schedule.plan_id, code__in=codes)
    return list(rows.select_related("plan", "lead").order_by("code"))


def with_reports(rows: QuerySet[Direction]) -> QuerySet[Direction]:
    """The directions with what `report_named` reads, in the same query."""
    found = [f"{way}remark__report__{name}" for way in ("", "part_of__") for name in _LARGE]
    ways = [f"{way}remark__report__schedule__plan" for way in ("", "part_of__")]
    return rows.select_related(*ways).defer(*found)


def report_named(direction: Direction) -> str:
    """The report that a direction was given on, by name; "" where it was given on none."""
    first = direction.part_of or direction
    remark = getattr(first, "remark", None)
    if remark is None:
        return ""
    return _("Given on the report %(title)s") % {"title": title_of(remark.report)}


def _origins(user: User, directions: Sequence[int]) -> dict[int, Origin]:
    """By a direction's key, also of those that are part of another."""
    rows = Direction.objects.filter(pk__in=directions)
    first = {pk: part_of or pk for pk, part_of in rows.values_list("pk", "part_of")}
    remarks = Remark.objects.filter(direction__in=set(first.values())).select_related(
        "report__schedule__plan"
    )
    by_first = {remark.direction_id: remark for remark in remarks}
    seen = set(
        Report.objects.visible_to(user)
        .filter(pk__in={remark.report_id for remark in remarks})
        .values_list("pk", flat=True)
    )
    whole = may(user, Permission.DIRECTION_VIEW)
    return {
        pk: _told(by_first[one], whole=whole and by_first[one].report_id in seen)
        for pk, one in first.items()
        if one in by_first
    }


def _told(remark: Remark, *, whole: bool) -> Origin:
    """The report by name; the paragraph and the link for who may read the report."""
    title = title_of(remark.report)
    if not whole:
        return Origin(_("Given on the report %(title)s") % {"title": title})
    words = _("Given on the report %(title)s, on the paragraph “%(words)s”") % {
        "title": title,
        "words": remark.paragraph,
    }
    return Origin(words, f"{address_of(remark.report)}#remarks")


def register_origins() -> None:
    """Called when the site starts."""
    tell_origins("remarks", _origins)
