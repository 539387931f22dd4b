"""The order of the official list on past days."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_inbox"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("units", models.JSONField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={"ordering": ["recorded_at", "pk"]},
        ),
    ]
