"""Elements by short selectors: `table.cx-month td a`, `.cx-mk--off`, `[role=alert] li`."""

import re
from typing import Any

_PART = re.compile(r"^(?P<tag>[a-z0-9]*)(?P<rest>(?:\.[\w-]+|\[[\w-]+=\w+\])*)$")


def picked(node: Any, selector: str) -> list[Any]:
    """Every element below `node` that the selector names, in the page's order."""
    path = "."
    for part in selector.split():
        found = _PART.match(part)
        assert found, selector
        path += f"//{found['tag'] or '*'}"
        for name in re.findall(r"\.([\w-]+)", found["rest"]):
            path += f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
        for name, value in re.findall(r"\[([\w-]+)=(\w+)\]", found["rest"]):
            path += f"[@{name}='{value}']"
    return node.xpath(path)
