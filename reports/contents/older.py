"""Contents that were frozen in an earlier format, as today's readers want them."""

from typing import Any, cast

from reports.contents.shape import Contents


def lifted(contents: dict[str, Any]) -> Contents:
    """The same contents in the present shape; what was frozen stays as it is.

    Format 1 knew of no other plan's initiatives.
    """
    if contents["format"] == 1:
        for area in contents["areas"]:
            for cell in area["cells"]:
                cell.setdefault("others", [])
    return cast(Contents, contents)
