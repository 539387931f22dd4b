"""What stands in the rows of the ledger's page: one function a column, as safe HTML.

Functions, not a template: a page has five hundred cells, and a template's call to a macro costs
more than the cell (docs/decisions/0017). Whatever a person wrote passes `escape`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markupsafe import escape

from core.templatetags.words import day, exact
from desks.ledger.columns import SHOWN
from desks.ledger.rows import Row
from progress.components import bar, filing, light, whole
from recommendations.breakdown import QUARTERS

_DASH = '<span class="cx-faint">—</span>'


def _text(value: object) -> str:
    return f'<td class="cx-muted">{escape(value) if value else _DASH}</td>'


def _long(value: object) -> str:
    shown = f"<div>{escape(value)}</div>" if value else _DASH
    return f'<td class="cx-long">{shown}</td>'


def _units(row: Row, part: str) -> str:
    names = row["units"][part] if row["units"] else ()
    shown = "、".join(escape(short) for short, _name in names) if names else _DASH
    return f'<td class="cx-muted">{shown}</td>'


def _day(value: date | None) -> str:
    return f"<td>{day(value)}</td>"


def _share(value: Decimal | None) -> str:
    return f"{whole(value)}%" if value is not None else whole(value)


def _due(row: Row) -> str:
    return f"<td>{escape(_('ongoing'))}</td>" if row["ongoing"] else _day(row["due_on"])


def _percent(row: Row) -> str:
    drawn = bar(row["percent"], row["planned"], row["light"]) if row["light"] else ""
    share = _share(row["percent"])
    return f'<td><span class="cx-cellbar">{drawn}<b>{share}</b></span></td>'


def _update(name: str) -> Callable[[Row], str]:
    return lambda row: _long(row["last_update"] and row["last_update"][name])


def _said(key: str, draw: Callable[[object], str]) -> Callable[[Row], str]:
    """The words that a file has in this column."""
    value = SHOWN[key].value
    return lambda row: draw(value(row))


def _field(name: str, draw: Callable[[object], str]) -> Callable[[Row], str]:
    """The value as it is stored."""
    return lambda row: draw(row[name])


def _flag(name: str) -> Callable[[Row], str]:
    return lambda row: f"<td>{escape(_('yes')) if row[name] else _DASH}</td>"


_CELLS: dict[str, Callable[[Row], str]] = {
    "area": lambda row: _text(row["area_number"] + row["area_title"].partition("，")[0]),
    "measure": lambda row: _text(f"{row['measure_number']}{row['measure_title']}"),
    "wording": lambda row: _long(row["wording"]),
    "deliverable": lambda row: _long(row["deliverable"]),
    "goal_year": lambda row: f'<td class="cx-num">{row["goal_year"] or _DASH}</td>',
    "annual_goal": lambda row: _long(row["annual_goal"]),
    **{name: _field(name, _long) for name in QUARTERS},
    "leaders": lambda row: _text("、".join(row["leaders"] or ())),
    "lead": lambda row: f"<td>{escape(row['lead_short']) if row['lead_short'] else _DASH}</td>",
    "joint": lambda row: _units(row, "joint"),
    "supporting": lambda row: _units(row, "supporting"),
    "contact": lambda row: _text(row["contact_name"]),
    "contact_words": _field("contact_words", _text),
    "starts_on": lambda row: _day(row["starts_on"]),
    "due_on": _due,
    "first_due_on": lambda row: _day(row["first_due"]),
    "extensions": lambda row: f'<td class="cx-num">{(row["dues"] or (None, 0))[1] or _DASH}</td>',
    "ongoing": _flag("ongoing"),
    "told_by": _said("told_by", _text),
    "cadence": _said("cadence", _text),
    "no_indicator": _flag("no_indicator"),
    "weight": lambda row: f'<td class="cx-num">{exact(row["weight"])}</td>',
    "milestone": lambda row: _long(row["next_step"] and row["next_step"][1]),
    "milestone_on": lambda row: _day(row["next_step"] and row["next_step"][0]),
    "progress": _update("progress"),
    "percent": _percent,
    "planned": lambda row: f'<td class="cx-num">{_share(row["planned"])}</td>',
    "gap": lambda row: f'<td class="cx-num">{whole(row["gap"])}</td>',
    "light": lambda row: f"<td>{light(row['light']) if row['light'] else _DASH}</td>",
    "reasons": _said("reasons", _long),
    "problems": _update("problems"),
    "next_steps": _update("next_steps"),
    "matters": _said("matters", _long),
    "filing": lambda row: f"<td>{filing(row['filing'])}</td>",
    "state": _said("state", _text),
    "remarks": _field("remarks", _long),
}


def _area_row(row: Row, columns: int) -> str:
    """The line that heads an area's rows."""
    head, _comma, tail = row["area_title"].partition("，")
    return (
        f'<tr class="cx-grp"><th scope="rowgroup"><b>{escape(row["area_number"])}</b>'
        f'{escape(head)}</th><td colspan="{columns}">{escape(tail)}</td></tr>'
    )


def _pick(row: Row, words: object) -> str:
    """The box by which a row is chosen."""
    return (
        '<input class="cx-check" type="checkbox" name="pick" form="picks" '
        f'value="{escape(row["public_id"])}:{row["version"]}" '
        f'aria-label="{words} {row["code"]}">'
    )


def rows_html(
    rows: Iterable[Row], keys: Sequence[str], *, grouped: bool, picks: bool, stories: str,
    after: str,
) -> SafeString:  # fmt: skip
    """The rows with the columns `keys`, area by area where `grouped`.

    `picks` puts a box before each; a row's number stands between `stories` and `after` in the
    address of its page.
    """
    cells = [_CELLS[key] for key in keys]
    words, before, behind = escape(_("Choose No.")), escape(stories), escape(after)
    area: Any = None
    made: list[str] = []
    for row in rows:
        if grouped and row["area_pk"] != area:
            area = row["area_pk"]
            made.append(_area_row(row, len(keys)))
        code = row["code"]
        made.append(
            '<tr><th scope="row" class="cx-fix"><span class="cx-row-h">'
            f'{_pick(row, words) if picks else ""}<span class="n">{code}</span>'
            f'<a href="{before}{code}/{behind}">{escape(row["title"])}</a></span></th>'
        )
        made += [cell(row) for cell in cells]
        made.append("</tr>")
    # What a person wrote was escaped where it was put in; the rest is written above.
    return mark_safe("".join(made))
