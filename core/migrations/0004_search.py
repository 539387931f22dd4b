"""What search knows, and the index over its pieces."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core.search.engines import engine


def up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    engine(schema_editor.connection).install()


def down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    engine(schema_editor.connection).remove()


class Migration(migrations.Migration):
    dependencies = [("core", "0003_calendar_published")]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=1)),
                ('key', models.BigIntegerField()),
                ('scope', models.BigIntegerField(null=True)),
                ('sign', models.CharField(blank=True, max_length=100)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'search entry',
                'verbose_name_plural': 'search entries',
                'db_table': 'core_search_entry',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('key', 'kind'), name='core_search_key_kind')],
            },
        ),
        migrations.RunPython(up, down, elidable=False),
    ]
