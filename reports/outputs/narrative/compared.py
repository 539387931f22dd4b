"""与上期比较: what differs, as rows that the report and the workbook share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from reports.outputs.blocks import Attachment, Table
from reports.outputs.narrative.signs import signed
from reports.outputs.tongue import NOTHING, ZH, Tongue

if TYPE_CHECKING:
    from reports.contents.shape import Comparison, Risk, Sides

# What each kind of difference is called, and what its figures are in.
WORDS = {
    "new_risk": "新增滞后、预警",
    "cleared": "解除滞后、预警",
    "done": "新完成",
    "light": "其他亮灯变化",
    "step": "进度变化",
    "deadline": "时限变化",
    "indicator": "指标变化",
    "unfiled": "未报送",
}
_UNITS = {"step": "%", "unfiled": "项"}
_CHANGE_UNITS = {"step": "个百分点", "deadline": "天"}

# What a cell of a comparison holds: words, a figure, a day, or nothing.
Value = str | int | Decimal | date | None


@dataclass(frozen=True)
class Row:
    """One difference: of what (by its number in the plan), how it was, how it is, by how much."""

    kind: str
    number: int | None
    title: str
    was: Value
    now: Value
    change: Value = None
    note: str = ""


def _figure(value: str | None) -> Decimal | None:
    return Decimal(value) if value else None


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _lit(say: Tongue, kind: str, one: Risk | Sides, note: str = "") -> Row:
    was, now = say.light(one["was"]), say.light(one["now"])
    return Row(kind, one["position"], one["title"], was, now, note=note)


def _risks(found: Comparison, say: Tongue) -> Iterator[Row]:
    for kind, risks in (("new_risk", found["new_risks"]), ("cleared", found["cleared"])):
        for risk in risks:
            why = say.clauses(reason[say.code] for reason in risk["reasons"])
            yield _lit(say, kind, risk, why)


def _lights(found: Comparison, say: Tongue) -> Iterator[Row]:
    """The done ones, then those that are neither risks nor done: each light is told once."""
    risky = {one["position"] for one in (*found["new_risks"], *found["cleared"])}
    done = {one["position"] for one in found["done"]}
    yield from (_lit(say, "done", one) for one in found["done"] if one["position"] not in risky)
    for one in found["lights"]:
        if one["position"] not in risky | done:
            yield _lit(say, "light", one)


def _measures(found: Comparison) -> Iterator[Row]:
    """Progress and deadlines that moved."""
    for one in found["steps"]:
        figures = (_figure(one["was"]), _figure(one["now"]), _figure(one["change"]))
        yield Row("step", one["position"], one["title"], *figures)
    for one in found["deadlines"]:
        was, now = _day(one["was"]), _day(one["now"])
        days = (now - was).days if was and now else None
        yield Row("deadline", one["position"], one["title"], was, now, days)


def _others(found: Comparison, say: Tongue) -> Iterator[Row]:
    """Indicators, and who has not filed."""
    for one in found["indicators"]:
        name = say.with_unit(one["name"], one["unit"])
        figures = (_figure(one["was"]), _figure(one["now"]), _figure(one["change"]))
        moved = one["was_light"] != one["now_light"]
        lights = f"{say.light(one['was_light'])}→{say.light(one['now_light'])}" if moved else ""
        yield Row("indicator", one["code"], name, *figures, note=lights)
    for line in found["unfiled"]:
        yield Row("unfiled", None, line["name"], line["due"], line["filed"], note=say("应报、已报"))


def rows(found: Comparison, say: Tongue = ZH) -> list[Row]:
    """Every difference, each once, in the order of the kinds."""
    risks, lights = _risks(found, say), _lights(found, say)
    return [*risks, *lights, *_measures(found), *_others(found, say)]


def _shown(row: Row, value: Value, say: Tongue) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, date):
        return say.day(value.isoformat())
    return f"{value}{say(_UNITS[row.kind])}" if row.kind in _UNITS else str(value)


def _unit(row: Row, say: Tongue) -> str:
    """What a change is in; an indicator's has its own."""
    return say(_CHANGE_UNITS[row.kind]) if row.kind in _CHANGE_UNITS else ""


def _change(row: Row, say: Tongue) -> str:
    """The figure with its sign, and the lights where an indicator's moved too."""
    if row.kind == "unfiled":
        return NOTHING
    told = [] if row.change is None else [f"{signed(str(row.change))}{_unit(row, say)}"]
    if row.kind == "indicator" and row.note:
        told.append(row.note)
    return say("，").join(told) or NOTHING


def _subject(row: Row, say: Tongue) -> str:
    if row.number is None or row.kind == "indicator":
        return row.title
    return say.named(row.number, row.title)


def compared_list(found: Comparison | None, say: Tongue = ZH) -> Attachment | None:
    """与上期比较表; None where nothing differs, or nobody compared."""
    listed = rows(found, say) if found is not None else []
    if not listed:
        return None
    lines = tuple(
        (
            say(WORDS[row.kind]), _subject(row, say), _shown(row, row.was, say),
            _shown(row, row.now, say), _change(row, say),
        )
        for row in listed
    )  # fmt: skip
    head = tuple(map(say, ("类别", "事项", "上期", "本期", "变化")))
    table = Table("", "", head, lines, ("left",) * 4 + ("right",), (66, 135, 75, 75, 70))
    return Attachment(say("与上期比较表"), (table,))
