"""What a check found, as an import keeps it and its page shows it."""

from hashlib import sha256
from itertools import islice
from typing import Any

from recommendations.imports.check import Checked
from recommendations.models import Initiative
from recommendations.queries.breakdowns import breakdowns_of
from recommendations.queries.imports import Looked
from recommendations.wording import Names, changes_in_words

# How many of each kind a page shows; the returned copy marks them all.
SHOWN = 200


def digest_of(checked: Checked) -> str:
    """One value for everything that would be written."""
    told = f"{checked.new.kept.digest()} {checked.changed.kept.digest()}"
    return sha256(told.encode()).hexdigest()


def _shown_changes(checked: Checked) -> list[Any]:
    """The first changes: row, number, title, and each field with both values in words."""
    some = list(islice(checked.changed, SHOWN))
    there = Initiative.objects.in_bulk([row.initiative for row in some])
    before = breakdowns_of(there.values())
    names = Names.of([*before.values(), *(row.to for row in some)])
    return [
        [
            row.number + 1,
            there[row.initiative or 0].code,
            row.to.title,
            [
                [change.name, change.before, change.after]
                for change in changes_in_words(before[row.initiative or 0], row.to, names)
            ],
        ]
        for row in some
    ]


def _shown_new(checked: Checked) -> list[Any]:
    """The first new ones: row, title, measure, lead unit, due date."""
    some = list(islice(checked.new, SHOWN))
    names = Names.of(row.to for row in some)
    return [
        [
            row.number + 1,
            row.to.title,
            names.measures.get(row.to.measure, "").partition("/")[2],
            names.units.get(row.to.lead or 0, ""),
            row.to.due_words or (row.to.due_on.isoformat() if row.to.due_on else ""),
        ]
        for row in some
    ]


def result_of(looked: Looked) -> dict[str, Any]:
    """A check as it is kept: its counts, what a page shows, a digest of what it would write, and
    the mark of what it was made against."""
    checked = looked.checked
    return {
        "mark": looked.mark,
        "shown_changes": _shown_changes(checked),
        "shown_new": _shown_new(checked),
        "shown_faults": [
            [fault.row, fault.column, fault.code, dict(fault.figures)]
            for fault in checked.faults[:SHOWN]
        ],
        "new": len(checked.new),
        "changed": len(checked.changed),
        "same": checked.same,
        "missing": checked.missing[:SHOWN],
        "missing_count": len(checked.missing),
        "faults": len(checked.faults),
        "left_out": [[row + 1, words[:120]] for row, words in checked.left_out[:SHOWN]],
        "digest": digest_of(checked),
    }
