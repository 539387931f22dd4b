"""A role may be given with a last day: a deputy's ends by itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_former_orders")]

    operations = [
        migrations.AddField(
            "rolegrant", "until", models.DateField(null=True, verbose_name="last day")
        ),
    ]
