"""Questions about some initiatives on a day, as known at a moment."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import BigAutoField, DateField, DateTimeField, Q, QuerySet

from core.bulk import among
from core.prepared import Prepared, given

# Which initiatives, the day, the moment.
Make = Callable[[Q, Any, Any], QuerySet[Any]]


class Question:
    """What is asked of every initiative whose light is judged.

    Of one, as its story and each change of it ask, by a statement that was built once
    (docs/decisions/0020); of many by one that is built for them, with their keys as one parameter.
    `way` is the road from the rows to the initiative.
    """

    def __init__(self, make: Make, *, way: str = "initiative") -> None:
        self._make, self._way = make, way
        self._of_one = Prepared(
            lambda: make(
                Q(**{way: given("of", BigAutoField())}),
                given("as_of", DateField()),
                given("known_at", DateTimeField()),
            )
        )

    def ask(self, keys: Sequence[int], *, as_of: date, known_at: datetime) -> Any:
        """The rows, one query."""
        if len(keys) == 1:
            return self._of_one.ask({"of": keys[0], "as_of": as_of, "known_at": known_at})
        return self._make(Q(**{f"{self._way}__in": among(keys)}), as_of, known_at)


def so_far(of: Q, as_of: Any, known_at: Any) -> Q:
    """The dated rows of these initiatives that are not later than the day or the moment."""
    return Q(of, effective_on__lte=as_of, recorded_at__lte=known_at)
