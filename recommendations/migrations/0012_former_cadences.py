"""A plan whose cadence changes keeps by what it went before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0011_served_measures_end")]

    operations = [
        migrations.AddField("plan", "former_cadences", models.JSONField(default=list)),
    ]
