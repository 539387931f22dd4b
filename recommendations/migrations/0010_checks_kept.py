from django.db import migrations, models


class Migration(migrations.Migration):
    """What a check found is kept, so that nothing is checked again before it is written."""

    dependencies = [
        ("recommendations", "0009_life"),
    ]

    operations = [
        migrations.AddField("importfile", name, models.BinaryField(default=bytes))
        for name in ("new_rows", "changed_rows")
    ]
