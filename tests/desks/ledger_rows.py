"""The ledger's page read back: numbers, cells, heads."""

from typing import Any

from lxml import html

from tests.desks.conftest import PLAN

LEDGER = f"{PLAN}ledger/"
# The example's initiatives: one that each measure has by itself, and three broken down beside.
NUMBERS = list(range(1, 26))


def tree(answer: Any) -> Any:
    """The page of an answer of 200."""
    assert answer.status_code == 200, answer.status_code
    return html.fromstring(answer.content.decode())


def body(page: Any) -> list[Any]:
    """The rows that are initiatives."""
    return page.get_element_by_id("ledger").xpath(".//tbody/tr[not(contains(@class, 'cx-grp'))]")


def codes(page: Any) -> list[int]:
    """The numbers of the rows, as they stand; none where the page says that nothing fits."""
    if not page.find_class("cx-table"):
        assert len(page.find_class("cx-empty")) == 1
        return []
    return [int(row.xpath(".//span[@class='n']")[0].text_content()) for row in body(page)]


def column(page: Any, place: int) -> list[str]:
    """A column's cells, as they read."""
    return [" ".join(row[place].text_content().split()) for row in body(page)]
