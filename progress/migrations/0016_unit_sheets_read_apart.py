"""A unit's sheet is read once, in a process apart, and what was read is kept with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("progress", "0015_releases")]

    operations = [
        migrations.AddField("unitsheet", "tables", models.BinaryField(default=b"")),
    ]
