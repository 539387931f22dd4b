"""Two contents of one plan held beside each other: everything that differs, as plain data."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from reports.contents.shape import (
    LIGHTS,
    Cell,
    Comparison,
    Contents,
    IndicatorLine,
    IndicatorSides,
    Risk,
    Sides,
)

NEEDY = ("red", "yellow")
# From bad to good; the others are neither better nor worse.
_RANK = {"red": 0, "yellow": 1, "green": 2}


def difference(now: str | None, was: str | None) -> str | None:
    """Now − then as text; None where one of them is not there."""
    return str(Decimal(now) - Decimal(was)) if now is not None and was is not None else None


def turned(was: str, now: str) -> int:
    """-1 where a light got worse, 1 where it got better, 0 where neither can be said."""
    if was not in _RANK or now not in _RANK or was == now:
        return 0
    return 1 if _RANK[now] > _RANK[was] else -1


def _by_position(contents: Contents) -> dict[int, Cell]:
    return {cell["position"]: cell for area in contents["areas"] for cell in area["cells"]}


_Pairs = list[tuple[Cell, Cell]]


def _sides(
    pairs: _Pairs, of: Callable[[Cell], str | None], change: Callable[[str, str], str]
) -> list[Sides]:
    """Where the two differ in what `of` reads."""
    return [
        {
            "position": now["position"],
            "title": now["title"],
            "was": of(was) or "",
            "now": of(now) or "",
            "change": change(of(was) or "", of(now) or ""),
        }
        for was, now in pairs
        if of(was) != of(now)
    ]


def _risks(pairs: _Pairs, *, new: bool) -> list[Risk]:
    """New ones tell their reasons of now, cleared ones those that they had."""
    found: list[Risk] = []
    for was, now in pairs:
        before, after = was["light"] in NEEDY, now["light"] in NEEDY
        if (after and not before) if new else (before and not after):
            found.append(
                {
                    "position": now["position"],
                    "title": now["title"],
                    "was": was["light"],
                    "now": now["light"],
                    "reasons": (now if new else was)["reasons"],
                }
            )
    return found


def _indicators(was: Contents, now: Contents) -> list[IndicatorSides]:
    """Those that both have and whose value or light is another one."""
    before = {line["code"]: line for line in was["indicators"]}
    pairs: Iterable[tuple[IndicatorLine, IndicatorLine]] = (
        (before[line["code"]], line) for line in now["indicators"] if line["code"] in before
    )
    return [
        {
            "code": new["code"],
            "name": new["name"],
            "unit": new["unit"],
            "was": old["actual"] or "",
            "was_on": old["actual_on"] or "",
            "now": new["actual"] or "",
            "now_on": new["actual_on"] or "",
            "change": difference(new["actual"], old["actual"]) or "",
            "was_light": old["light"],
            "now_light": new["light"],
        }
        for old, new in pairs
        if (old["actual"], old["light"]) != (new["actual"], new["light"])
    ]


def _counts(was: Contents, now: Contents) -> dict[str, tuple[int, int, int]]:
    """By light: then, now, the difference."""
    return {
        light: (
            was["counts"][light],
            now["counts"][light],
            now["counts"][light] - was["counts"][light],
        )
        for light in LIGHTS
    }


def compared(now: Contents, was: Contents) -> Comparison:
    """Everything that differs; both of the present shape, `was` of the earlier day."""
    before, after = _by_position(was), _by_position(now)
    pairs = [(before[position], cell) for position, cell in after.items() if position in before]
    done = [pair for pair in pairs if pair[1]["light"] == "done"]

    def nothing(_was: str, _now: str) -> str:
        return ""

    return {
        "was_on": was["as_of"],
        "now_on": now["as_of"],
        "was_percent": was["percent"],
        "now_percent": now["percent"],
        "percent": difference(now["percent"], was["percent"]),
        "counts": _counts(was, now),
        "lights": _sides(pairs, lambda cell: cell["light"], lambda a, b: str(turned(a, b))),
        "steps": _sides(
            pairs,
            lambda cell: cell["percent"],
            lambda a, b: difference(b or None, a or None) or "",
        ),
        "deadlines": _sides(pairs, lambda cell: cell["due_on"], nothing),
        "new_risks": _risks(pairs, new=True),
        "cleared": _risks(pairs, new=False),
        "done": _sides(done, lambda cell: cell["light"], nothing),
        "indicators": _indicators(was, now),
        "unfiled": [
            {"name": line["name"], "due": line["due"], "filed": line["filed"]}
            for line in now["units"]
            if line["filed"] < line["due"]
        ],
        "added": [position for position in after if position not in before],
        "removed": [position for position in before if position not in after],
    }
