"""A plan that goes over to a changed edition keeps what areas, measures and findings it had."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0012_former_cadences")]

    operations = [
        migrations.CreateModel(
            "FormerOutline",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("areas", models.JSONField()),
                ("measures", models.JSONField()),
                ("findings", models.JSONField()),
                ("once_served", models.JSONField(default=list)),
                ("recorded_at", models.DateTimeField()),
                ("edition", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recommendations.documentedition")),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="former_outlines", to="recommendations.plan")),
            ],
            options={"ordering": ["recorded_at", "pk"]},
        ),
    ]
