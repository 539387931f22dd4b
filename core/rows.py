"""Table rows by compiled Jinja2: a list page spends its time in cells, and these are seven times
as quick as Django's own templates (docs/decisions). Everything else is a Django template.
"""

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, StrictUndefined

_GLOBALS: dict[str, Callable[..., Any]] = {}


def offer(name: str, function: Callable[..., Any]) -> None:
    """Let row templates call `function`; it returns safe HTML or plain text."""
    _GLOBALS[name] = function


def environment(**options: Any) -> Environment:
    """The environment of every row template; an unknown name is an error, never an empty cell."""
    options["undefined"] = StrictUndefined
    made = Environment(**options)  # autoescape is on: settings say so
    made.globals.update(_GLOBALS)
    return made
