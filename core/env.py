"""Typed readers for settings that come from the environment; they refuse nonsense by name."""

import os
from pathlib import Path

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class BadSetting(ValueError):
    """A variable holds something that cannot be used; the message names it and how to mend it."""


def text(name: str, default: str = "") -> str:
    """The variable's value, stripped; `default` where it is not set."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """A yes/no variable. Anything but 1/0, true/false, yes/no, on/off is refused."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise BadSetting(f"{name} is “{raw}”: write true or false.")


def number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within `least` and `most`."""
    raw = text(name, str(default))
    try:
        value = int(raw)
    except ValueError as error:
        raise BadSetting(f"{name} is “{raw}”: write a whole number.") from error
    if not least <= value <= most:
        raise BadSetting(f"{name} is {value}: write a number from {least} to {most}.")
    return value


def words(name: str, default: str) -> list[str]:
    """A list separated by commas, blanks dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str) -> str:
    """The value of `name`, or of the file that `name`_FILE points to; '' where neither is set."""
    path = text(f"{name}_FILE")
    if not path:
        return text(name)
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSetting(f"{name}_FILE points to {path}, which cannot be read: {error}.") from error
    if not value:
        raise BadSetting(f"{name}_FILE points to {path}, which is empty.")
    return value
