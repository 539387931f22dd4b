"""The cells of the ledger's page: whatever a person wrote is text in them, in every column."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from desks.ledger.cells import rows_html
from desks.ledger.columns import SHOWN
from progress import components

BAD = "<b>&'\""
SAFE = "&lt;b&gt;&amp;&#39;&#34;"


def _row(**changes: Any) -> dict[str, Any]:
    texts = (
        "title", "area_number", "area_title", "measure_number", "measure_title", "wording",
        "deliverable", "annual_goal", "goal_q1", "goal_q2", "goal_q3", "goal_q4", "lead_short",
        "lead_name", "contact_name", "contact_words", "remarks",
    )  # fmt: skip
    update = dict.fromkeys(("progress", "problems", "next_steps"), BAD)
    return {
        "pk": 1, "public_id": BAD, "version": 3, "code": 7, "area_pk": 1,
        **dict.fromkeys(texts, BAD),
        "leaders": [BAD, BAD], "matters": [BAD], "last_update": update,
        "units": {"joint": [(BAD, BAD)], "supporting": [(BAD, BAD), (BAD, BAD)]},
        "next_step": (date(2026, 12, 1), BAD), "starts_on": date(2026, 1, 5),
        "due_on": date(2027, 1, 5), "first_due": None, "ongoing": False, "told_by": "",
        "cadence": "", "goal_year": 2026, "no_indicator": True, "dues": (None, 2),
        "weight": Decimal("1.5"), "percent": Decimal(40), "planned": Decimal(50),
        "gap": Decimal(-10), "light": "red", "reasons": [], "filing": "draft",
        "state": "in_progress", **changes,
    }  # fmt: skip


def _html(row: dict[str, Any], keys: tuple[str, ...], **told: Any) -> str:
    asked = {"grouped": True, "picks": True, "stories": "/s/", "after": "?a=1&b=2", **told}
    with translation.override("en"):
        return rows_html([row], keys, **asked)


WRITTEN = {
    "area", "measure", "wording", "deliverable", "annual_goal", "goal_q1", "goal_q2", "goal_q3",
    "goal_q4", "contact_words", "remarks", "leaders", "lead", "joint",
    "supporting", "contact", "milestone", "progress", "problems", "next_steps", "matters",
}  # fmt: skip


@pytest.mark.parametrize("key", sorted(set(SHOWN) - {"code", "title"}))
def test_no_text_becomes_markup_in_any_column(key: str) -> None:
    html = _html(_row(), (key,), grouped=False)
    assert BAD not in html
    _head, _end, cells = html.partition("</span></th>")
    assert (SAFE in cells) == (key in WRITTEN)


def test_head_box_and_link_are_text_too() -> None:
    html = _html(_row(), ())
    assert f'value="{SAFE}:3" aria-label="Choose No. 7"' in html
    assert f'<a href="/s/7/?a=1&amp;b=2">{SAFE}</a>' in html
    assert f'<tr class="cx-grp"><th scope="rowgroup"><b>{SAFE}</b>{SAFE}</th>' in html


def test_areas_head_their_rows_only_in_document_order() -> None:
    rows = [_row(), _row(code=8), _row(code=9, area_pk=2)]
    told: dict[str, Any] = {"picks": False, "stories": "", "after": ""}
    assert rows_html(rows, ("state",), grouped=True, **told).count("cx-grp") == 2
    assert rows_html(rows, ("state",), grouped=False, **told).count("cx-grp") == 0


def test_an_empty_cell_is_a_dash() -> None:
    row = _row(units=None, lead_short=None, light=None, percent=None, last_update=None)
    html = _html(row, ("joint", "lead", "light", "progress"))
    assert html.count("—") == 4
    assert "<b>—</b>" in _html(row, ("percent",))


@pytest.mark.parametrize("draw", [components.light, components.light_word])
def test_a_light_kept_in_one_language_is_not_shown_in_the_other(draw: Any) -> None:
    said = []
    for language in ("en", "zh-hans", "en"):
        with translation.override(language):
            said.append(draw("red"))
    assert said[0] == said[2] != said[1]


def test_an_updates_state_follows_the_language_also() -> None:
    said = []
    for language in ("en", "zh-hans", "en"):
        with translation.override(language):
            said.append(components.filing("draft"))
    assert said[0] == said[2] != said[1]
