from django.db import migrations
from django.db.models import F


def follow_up(apps, schema_editor):
    """Whoever asked follows it up, until it is handed over. Apart from the columns: PostgreSQL
    makes no index on rows that wait for their references to be checked."""
    apps.get_model('progress', 'Request').objects.update(kept_by=F('requested_by'))
    apps.get_model('progress', 'CoordinationMatter').objects.update(kept_by=F('raised_by'))


class Migration(migrations.Migration):

    dependencies = [
        ('progress', '0011_life'),
    ]

    operations = [
        migrations.RunPython(follow_up, migrations.RunPython.noop),
    ]
