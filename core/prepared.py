"""Statements that are built once and asked again and again with other values.

Django builds the text of a statement each time it is asked. For the few that every page asks this
takes longer than the answer (docs/decisions/0020). Only the text is kept, never what a database
answered: each asking is a question of its own.
"""

from collections.abc import Callable, Hashable, Mapping
from copy import copy
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Field, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler


class _Given(Expression):
    """A place in a statement for a value that comes with each asking."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, *_args: Any, **_kwargs: Any) -> Any:
        """Stands among the parameters itself, until a value takes its place."""
        return "%s", [self]

    def value(self, values: Mapping[str, Any], connection: Any) -> Any:
        """The asking's value as this database takes it."""
        return self.output_field.get_db_prep_value(values[self.name], connection)


def given(name: str, field: "Field[Any, Any]") -> Any:
    """Stands for the value `name` of a column like `field` wherever a filter takes a value."""
    return _Given(name, field)


class _BuiltQuery(Query):
    """A query whose statement stands: it hands out a compiler that has done its work."""

    built: SQLCompiler

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> SQLCompiler:
        """What runs the statement and makes rows of the answer, as for any other query."""
        return self.built


class _Built(NamedTuple):
    """A queryset with its compiler and the statement that this one wrote."""

    rows: QuerySet[Any]
    compiler: Any
    text: str
    places: tuple[Any, ...]


class Prepared:
    """A queryset that is made once for each shape, and asked with other values each time.

    `make` gets the shape and returns the queryset, with `given(…)` where values go. What it reads
    besides (person, day, language) would stay as it was at the first asking: it must read nothing.
    """

    def __init__(self, make: Callable[..., QuerySet[Any]], *, shapes: int = 128) -> None:
        self._make = make
        self._built = lru_cache(maxsize=shapes)(self._build)

    def ask(self, values: Mapping[str, Any], **shape: Hashable) -> list[Any]:
        """What the queryset of this shape gives for these values: one question."""
        built = self._built(**shape)
        if built is None:
            return []
        connection = connections[built.rows.db]
        params = tuple(
            one.value(values, connection) if isinstance(one, _Given) else one
            for one in built.places
        )
        asked = copy(built.compiler)  # of this thread and this asking alone
        asked.connection = connection
        asked.as_sql = lambda *_args, **_kwargs: (built.text, params)
        rows: Any = built.rows.all()
        rows.query.built = asked
        return list(rows)

    def _build(self, **shape: Hashable) -> "_Built | None":
        """The statement of a shape; None where Django knows that nothing can come of it."""
        rows = self._make(**shape)
        compiler = rows.query.get_compiler(using=rows.db)
        try:
            text, places = compiler.as_sql()
        except EmptyResultSet:
            return None
        rows.query.__class__ = _BuiltQuery  # as Django itself turns one kind of query into another
        return _Built(rows, compiler, text, tuple(places))
