"""What units were shown as before they were renamed, as the audit trail tells it."""

from datetime import date, timedelta

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A row for each renaming of a unit that is still there. Whole lists told only new names."""
    there = set(apps.get_model("accounts", "Unit").objects.values_list("pk", flat=True))
    events = apps.get_model("core", "AuditEvent").objects.filter(verb="unit.renamed")
    rows = []
    for event in events.order_by("seq"):
        if not event.subject_id.isdecimal() or int(event.subject_id) not in there:
            continue
        told = event.after.get("on")
        first = min(date.fromisoformat(told), timezone.localdate(event.at)) if told else None
        rows.append(
            {
                "unit_id": int(event.subject_id),
                "name": event.before["name"],
                "short_name": event.before["short_name"],
                "until": first - timedelta(days=1) if first else None,
                "recorded_at": event.at,
            }
        )
    model = apps.get_model("accounts", "FormerName")
    model.objects.bulk_create(model(**row) for row in rows)


def empty(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("accounts", "FormerName").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_units_in_order_people"),
        ("core", "0004_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("short_name", models.CharField(max_length=40)),
                ("until", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="former_names", to="accounts.unit")),
            ],
            options={"ordering": ["recorded_at", "pk"]},
        ),
        migrations.RunPython(fill, empty),
    ]
