"""Which measure addresses which finding, with its time; what plans were called before."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def date_links(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each link holds since the trail tells of it, or since its document was added."""
    told = {}
    events = apps.get_model("core", "AuditEvent").objects.filter(verb="measure.addresses")
    for event in events.order_by("-seq"):
        told[event.subject_id, event.after.get("finding")] = event.at
    links = apps.get_model("recommendations", "MeasureFinding").objects
    dated = []
    for link in links.select_related("finding", "measure__plan__edition"):
        since = told.get((str(link.measure_id), link.finding.title))
        link.recorded_at = since or link.measure.plan.edition.added_at
        link.open_key = f"{link.measure_id}-{link.finding_id}"
        dated.append(link)
    links.bulk_update(dated, ["recorded_at", "open_key"], batch_size=500)


def forget_ended(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("recommendations", "MeasureFinding").objects.exclude(ended_at=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0006_saved_views"),
        ("core", "0004_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerTitle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("short_title", models.CharField(max_length=40)),
                ("recorded_at", models.DateTimeField()),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="former_titles", to="recommendations.plan")),
            ],
            options={"ordering": ["recorded_at", "pk"]},
        ),
        migrations.RemoveConstraint(model_name="measurefinding", name="measure_finding_once"),
        migrations.AlterModelOptions(
            name="measurefinding", options={"ordering": ["measure", "finding", "pk"]}
        ),
        migrations.AddField(
            model_name="measurefinding",
            name="recorded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="measurefinding",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="measurefinding",
            name="open_key",
            field=models.CharField(max_length=50, null=True, unique=True),
        ),
        migrations.RunPython(date_links, forget_ended),
        migrations.AlterField(
            model_name="measurefinding",
            name="recorded_at",
            field=models.DateTimeField(),
        ),
        migrations.AddConstraint(
            model_name="measurefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at__isnull", True), ("open_key__isnull", False))
                | models.Q(("ended_at__isnull", False), ("open_key__isnull", True)),
                name="addresses_open_or_ended",
            ),
        ),
    ]
