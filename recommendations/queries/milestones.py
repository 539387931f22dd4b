"""What is known of an initiative's milestones."""

from recommendations.models import Initiative, MilestoneRow


def standing_rows(initiative: Initiative) -> dict[int, MilestoneRow]:
    """The last row of each milestone that stands, by milestone. One query."""
    rows = (
        MilestoneRow.objects.filter(milestone__initiative=initiative)
        .select_related("milestone")
        .order_by("effective_on", "recorded_at", "pk")
    )
    last = {row.milestone_id: row for row in rows}
    return {pk: row for pk, row in last.items() if not row.dropped}
