"""Migrations: named, reversible, and what the models say."""

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, migrations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).parents[2]
ROOMS = [config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT]
_AUTO = re.compile(r"auto_\d|_\w+_and_more$|^\d{4}_alter_\w+_\w+$")


def ours() -> dict[tuple[str, str], Any]:
    loader = MigrationLoader(None)
    return {key: one for key, one in loader.disk_migrations.items() if key[0] in ROOMS}


def operations() -> Iterator[tuple[str, Any]]:
    for (room, name), migration in ours().items():
        for operation in migration.operations:
            yield f"{room}.{name}", operation


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    out = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())


def test_every_migration_has_a_name_that_somebody_chose() -> None:
    assert len(ours()) >= 6
    assert [key for key in ours() if _AUTO.search(key[1])] == []


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("0002_auto_20261101_1200", False),
        ("0003_plan_title_and_more", False),
        ("0004_alter_plan_title", False),
        ("0002_shorter_table_names", True),
    ],
)
def test_names_that_nobody_chose_are_known(name: str, chosen: bool) -> None:
    assert (_AUTO.search(name) is None) is chosen


def test_every_step_has_a_way_back() -> None:
    stuck = [place for place, operation in operations() if not operation.reversible]
    assert stuck == []


def test_code_in_a_migration_undoes_something_on_the_way_back() -> None:
    """A reverse that does nothing is a claim, so each is listed here with its reason."""
    # What these fill in goes with their own columns and table.
    idle = {
        "recommendations.0003_breakdown",
        "progress.0012_life_follow_up",
        "reports.0002_signing_layers_delivery",
    }
    found = {
        place
        for place, operation in operations()
        if isinstance(operation, migrations.RunPython)
        and operation.reverse_code is migrations.RunPython.noop
    }
    assert found == idle


# Everything that a migration can leave in the database under a name of its own.
LEFT = {
    "sqlite": "SELECT tbl_name FROM sqlite_master",
    "postgresql": """
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
        UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    """,
}


@pytest.fixture
def copy(transactional_db: None) -> Iterator[None]:
    """A copy of the test's database, in which anything may go."""
    creation, settings = connection.creation, connection.settings_dict
    own, suffix = dict(settings), "back"
    connection.close()
    creation.clone_test_db(suffix, verbosity=0, autoclobber=True)
    connection.close()
    settings.update(creation.get_test_db_clone_settings(suffix))
    yield
    creation.destroy_test_db(own["NAME"], verbosity=0)
    settings.update(own)


def left() -> set[str]:
    """What stands in the database, and which of our migrations it says it has."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT[connection.vendor])
        things = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT app, name FROM django_migrations")
        return things | {f"{app}.{name}" for app, name in cursor.fetchall() if app in ROOMS}


def test_the_way_back_leads_to_nothing(copy: None) -> None:
    """The way forward from there is the one that every test's database has come."""
    tables = {
        model._meta.db_table for room in ROOMS for model in apps.get_app_config(room).get_models()
    }
    assert tables | {".".join(key) for key in ours()} <= left()
    MigrationExecutor(connection).migrate([(room, None) for room in sorted(ROOMS)])
    others = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in ROOMS
    }
    # What Django itself keeps, and the cache's table, which it makes for tests.
    own = {"django_migrations", "sqlite_sequence", "core_cache"}
    assert left() - others - own == set()
