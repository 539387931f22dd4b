"""Typed readers for settings that come from the environment; they refuse nonsense by name."""

import os
import re
from collections.abc import Sequence
from datetime import time
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


def choice(name: str, default: str, allowed: Sequence[str]) -> str:
    """One of the words that are `allowed`."""
    value = text(name, default).lower()
    if value not in allowed:
        raise BadSetting(f"{name} is “{value}”: write {' or '.join(allowed)}.")
    return value


def hours(name: str, default: str) -> tuple[time, time]:
    """Two times of one day, as in 08:30-17:30: from the first up to the second."""
    raw = text(name, default)
    try:
        begin, end = (time.fromisoformat(part.strip()) for part in raw.split("-"))
    except ValueError as error:
        raise BadSetting(f"{name} is “{raw}”: write two times, as in {default}.") from error
    if not begin < end or begin.tzinfo or end.tzinfo:
        raise BadSetting(f"{name} is “{raw}”: the second time must be later on the same day.")
    return begin, end


def mailbox(name: str, *, needed_by: str) -> str:
    """A plain e-mail address, wanted where `needed_by` is set; '' where neither is."""
    value = text(name)
    if not value and not text(needed_by):
        return ""
    if not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+", value):
        raise BadSetting(f"{name} is “{value}”: {needed_by} needs an address, as in a@b.example.")
    return value


def origin(name: str, *, needed_by: str) -> str:
    """The address that people open, without a path; wanted where `needed_by` is set."""
    value = text(name).rstrip("/")
    if not value and not text(needed_by):
        return ""
    if not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+", value):
        raise BadSetting(
            f"{name} is “{value}”: {needed_by} needs the site's address, as in https://a.example."
        )
    return value


def words(name: str, default: str) -> list[str]:
    """A list separated by commas, blanks dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str) -> str:
    """The path of a folder that is there; '' where the variable is not set."""
    value = text(name)
    if value and not Path(value).is_dir():
        raise BadSetting(f"{name} is “{value}”: there is no such folder.")
    return value


def pairs(name: str, *, keys: Sequence[str]) -> dict[str, str]:
    """What stands for each of the `keys` that are named, as in a=One,b=Two."""
    found = {}
    for part in words(name, ""):
        key, _sign, value = (each.strip() for each in part.partition("="))
        if key not in keys or not value:
            raise BadSetting(f"{name} holds “{part}”: write {'=…,'.join(keys)}=… or some of them.")
        found[key] = value
    return found


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
