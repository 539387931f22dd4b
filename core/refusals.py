"""How the house says no: one clear sentence, a 4xx, nothing changed.

An action calls `require(condition, sentence)`; the page shows the sentence beside the form or,
where there is no form, as a page of its own.
"""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """Something was not done. `sentence` says how to mend it and may be lazily translated."""

    status = 400

    def __init__(self, sentence: Any, *, fields: Mapping[str, Any] | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.fields = dict(fields or {})


class BadInput(Refusal):
    """What was sent cannot be used as it is."""

    status = 422


class NotAllowed(Refusal):
    """The person may see this, but may not do that."""

    status = 403


class Conflict(Refusal):
    """Somebody else was quicker, or the thing is no longer in a state for this."""

    status = 409


def require(
    condition: object,
    sentence: Any,
    *,
    kind: type[Refusal] = BadInput,
    fields: Mapping[str, Any] | None = None,
) -> None:
    """Refuse with `sentence` unless `condition` holds."""
    if not condition:
        raise kind(sentence, fields=fields)
