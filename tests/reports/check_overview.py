"""The overview as a reader gets it shows the figures that the report of that day freezes."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lxml import html

from tests.reports.told_tables import NEEDY, WORDS

JSON = dict[str, Any]
LIGHTS = ("red", "yellow", "green", "done", "not_started", "ongoing", "paused")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def found(text: Any) -> list[str]:
    words = text if isinstance(text, str) else text.text_content()
    return NUMBER.findall("".join(words.split()))


def whole(percent: str | None) -> list[str]:
    """As a cell prints it: half up."""
    if percent is None:
        return []
    return [str(Decimal(percent).quantize(Decimal(1), ROUND_HALF_UP))]


def present(*values: object) -> list[str]:
    return [str(value) for value in values if value is not None]


def check_head(page: Any, contents: JSON) -> None:
    year, month, day = (int(part) for part in contents["as_of"].split("-"))
    (head,) = page.find_class("cx-head-sub")
    assert found(head) == present(year, month, day, len(contents["areas"]), contents["total"])
    *lights, progress = page.xpath("//ul[@class='cx-tally']/li")
    counts = contents["counts"]
    told = [light for light in LIGHTS if light in LIGHTS[:5] or counts[light]]
    assert [one.find_class("k")[0].text_content() for one in lights] == [WORDS[one] for one in told]
    assert [found(one) for one in lights] == [[str(counts[light])] for light in told]
    planned = contents["planned"] if contents["percent"] else None
    assert found(progress) == present(contents["percent"], planned)
    attention = page.get_element_by_id("att")
    assert found(attention) == [str(sum(counts[light] for light in NEEDY))]
    assert [
        int(one.text) for one in page.xpath("//ol[@class='cx-att']//p[@class='t']/i")
    ] == contents["attention"]


def check_areas(page: Any, contents: JSON) -> None:
    areas = page.find_class("cx-area")
    for area, wanted in zip(areas, contents["areas"], strict=True):
        (line,) = area.find_class("cx-area-p")
        planned = wanted["planned"] if wanted["percent"] else None
        assert found(line) == present(len(wanted["cells"]), wanted["percent"], planned)
        for cell, told in zip(area.find_class("cx-cell"), wanted["cells"], strict=True):
            check_cell(cell, told)


def check_cell(cell: Any, told: JSON) -> None:
    assert found(cell.find_class("cx-cell-n")[0]) == [str(told["position"])]
    assert cell.find_class("cx-light")[0].text_content().strip() == WORDS[told["light"]]
    if told["light"] == "not_started":
        assert not cell.find_class("cx-pct")
    else:
        assert found(cell.find_class("cx-pct")[0]) == whole(told["percent"])
    (bar,) = cell.find_class("cx-bar")
    assert Decimal(bar.find_class("f")[0].get("width")) == Decimal(told["percent"] or 0)
    ticks = [Decimal(tick.get("x1")) for tick in bar.find_class("k")]
    ends = told["light"] in {"not_started", "done"} or told["planned"] is None
    assert ticks == ([] if ends else [Decimal(told["planned"])])


def check_units(page: Any, contents: JSON) -> None:
    """The six with most to do, the others together, and all."""
    lines = contents["units"]
    ranked = sorted(lines, key=lambda one: (-one["counts"]["red"], -one["counts"]["yellow"]))
    groups = [[one] for one in ranked[:6]] + ([ranked[6:]] if ranked[6:] else []) + [lines]
    rows = page.xpath("//table[@class='cx-mini']/*[self::tbody or self::tfoot]/tr")
    for row, group in zip(rows, groups, strict=True):
        sums = [sum(one["counts"][light] for one in group) for light in LIGHTS]
        grey, total = sum(sums[4:]), sum(one["total"] for one in group)
        filed, due = (sum(one[name] for one in group) for name in ("filed", "due"))
        shown = [cell.text_content() for cell in row.iter("td")]
        lit = [str(n) if n else "—" for n in (*sums[:4], grey)]
        assert shown == [str(total), *lit, f"{filed}/{due}"]
    if contents["round"]:
        told = found(page.find_class("cx-sec-h")[1].find("span"))
        due_on = date.fromisoformat(contents["round"]["filing_due_on"])
        assert told[-3:] == present(due_on.month, due_on.day, contents["round"]["due"])


def check_indicators(page: Any, contents: JSON) -> None:
    lines = contents["indicators"]
    assert found(page.find_class("cx-sec-h")[2].find("a")) == [str(len(lines))]
    for shown, line in zip(page.find_class("cx-ind"), lines[:3], strict=True):
        assert found(shown.find_class("v")[0]) == present(line["actual"], line["planned"])
        # Each value with the year and the month of its day.
        values = found(shown.find_class("cx-small")[0])[::3]
        assert values == present(line["baseline"], line["target"])


def check_overview(answer: Any, contents: JSON) -> None:
    """The page that was answered, against the JSON of a report of the same moment."""
    assert answer.status_code == 200
    page = html.fromstring(answer.content.decode())
    check_head(page, contents)
    check_areas(page, contents)
    check_units(page, contents)
    check_indicators(page, contents)
