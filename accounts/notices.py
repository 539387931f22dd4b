"""What a notice is before it is posted, and the kinds of notices that this installation knows.

A room to the left registers its own kinds in `AppConfig.ready`, as it does with work.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils import translation

from accounts.models import User


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to one person. The same `key` to the same person is the same notice.

    `subject` is one line and may leave the building by e-mail, so it says no more than a title;
    `words` stay inside. `link` is a path of this site, or "".
    """

    to: User
    kind: str
    key: str
    subject: str
    words: str = ""
    link: str = ""


def site_language() -> translation.override:
    """Notices are kept, so they are in the site's language, not in that of who caused them."""
    return translation.override(settings.LANGUAGE_CODE)


_KINDS: dict[str, Any] = {}


def register(name: str, label: Any) -> None:
    """Make a kind known by its label; the same one twice is once."""
    if _KINDS.setdefault(name, label) != label:
        raise ValueError(f"Two kinds of notices are called {name}.")


def known() -> Mapping[str, Any]:
    """The label of every kind, in the order in which they were registered."""
    return MappingProxyType(_KINDS)
