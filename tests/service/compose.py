"""docker-compose.yml as other programs read it."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
# ${NAME}, ${NAME:-default} or ${NAME:?why}
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def text() -> str:
    """The file as it stands."""
    return (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


def services() -> dict[str, dict[str, Any]]:
    """The services by name, anchors resolved, variables as written."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(text())["services"]
    return found


def ours() -> dict[str, dict[str, Any]]:
    """Those that run this software."""
    return {name: one for name, one in services().items() if "build" in one}


def filled(raw: str, values: dict[str, str]) -> str:
    """The text with its variables filled in, as `docker compose` does it."""

    def value(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        given = values.get(name, "")
        if not given and kind == "?":
            raise ValueError(f"{name}: {rest}")
        return given or rest or ""

    return VARIABLE.sub(value, raw)
