"""Traditional and simplified characters are alike: entries of before are compared anew."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core.search.engines import engine
from core.search.entries import compare_anew


def up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    entries = apps.get_model("core", "SearchEntry").objects.all()
    compare_anew(entries, engine(schema_editor.connection))


def down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was a traditional character is not known any more: the clock makes the index anew."""
    engine(schema_editor.connection).clear()


class Migration(migrations.Migration):
    dependencies = [("core", "0004_search")]

    operations = [migrations.RunPython(up, down, elidable=True)]
