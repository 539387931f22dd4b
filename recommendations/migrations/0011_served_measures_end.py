"""A measure that an initiative serves no more is ended instead of deleted.

What was deleted before stands in the rows of details, and comes back as ended from there.
"""

from typing import Any

from django.db import migrations, models


def bring_back(apps: Any, _editor: Any) -> None:
    """An ended row for each measure that some kept version of an initiative served."""
    link = apps.get_model("recommendations", "InitiativeMeasure")
    measures = set(apps.get_model("recommendations", "Measure").objects.values_list("pk", flat=True))
    there = set(link.objects.values_list("initiative_id", "measure_id"))
    serving: dict[int, set[int]] = {}
    ended: dict[tuple[int, int], Any] = {}
    rows = apps.get_model("recommendations", "DetailRow").objects.order_by("version")
    for pk, values, at in rows.values_list("initiative_id", "values", "recorded_at").iterator():
        now = set(values.get("serves", ()))
        for measure in serving.get(pk, set()) - now:
            ended[pk, measure] = at
        serving[pk] = now
    link.objects.bulk_create(
        link(initiative_id=pk, measure_id=measure, ended_at=at)
        for (pk, measure), at in sorted(ended.items())
        if measure in measures and (pk, measure) not in there
    )


def forget_ended(apps: Any, _editor: Any) -> None:
    """As it was: what is served no more has no row."""
    link = apps.get_model("recommendations", "InitiativeMeasure")
    link.objects.filter(ended_at__isnull=False).delete()


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0010_checks_kept")]

    operations = [
        migrations.AddField(
            "initiativemeasure", "ended_at", models.DateTimeField(null=True)
        ),
        migrations.RunPython(bring_back, forget_ended),
    ]
