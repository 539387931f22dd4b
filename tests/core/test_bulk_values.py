"""Rows as plain values are kept as Django itself would keep them; ids drawn together are ids."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.bulk import insert_values, put_values
from core.fields import ALPHABET, public_ids
from core.models import WorkItem

NOW = datetime(2026, 11, 22, 4, 0, 0, 250, tzinfo=UTC)


def kept() -> list[dict[str, Any]]:
    rows = WorkItem.objects.order_by("key").values()
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


@pytest.mark.django_db
def test_what_rows_share_is_kept_as_if_each_had_told_it() -> None:
    own = [(f"k{n}", NOW + timedelta(days=n), n) for n in range(4)]
    shared = {"kind": "种类", "payload": {"单位": [1, None, "é"]}, "created_at": NOW}
    WorkItem.objects.bulk_create(
        WorkItem(key=key, due_at=due, attempts=n, **shared) for key, due, n in own
    )
    expected = kept()
    WorkItem.objects.all().delete()
    assert insert_values(WorkItem, ("key", "due_at", "attempts"), own, shared=shared) == 4
    assert kept() == expected
    WorkItem.objects.all().delete()
    whole = [(*row, *shared.values()) for row in own]
    insert_values(WorkItem, ("key", "due_at", "attempts", *shared), whole)
    assert kept() == expected


@pytest.mark.django_db
def test_every_row_of_many_statements_is_its_own() -> None:
    """Whole statements, and one for the rest: no value slips into another row or column."""
    own = [(f"k{n:03}", NOW + timedelta(days=n), n) for n in range(103)]
    names, shared = ("key", "due_at", "attempts"), {"kind": "种类", "created_at": NOW}
    assert insert_values(WorkItem, names, own, shared=shared) == 103
    assert [(row["key"], row["due_at"], row["attempts"]) for row in kept()] == own
    again = [("种类", key, due, n + 1, NOW) for key, due, n in own[:60]]
    assert put_values(
        WorkItem, ("kind", *names, "created_at"), again, key=("kind", "key")
    ) == 60  # fmt: skip
    told = [(row["key"], row["attempts"]) for row in kept()]
    assert told == [(key, n + (n < 60)) for key, _due, n in own]


@pytest.mark.django_db
def test_a_row_of_another_length_is_refused() -> None:
    rows = [("k1", NOW), ("k2", NOW, 1)]
    with pytest.raises(ValueError, match="has 2 values"):
        insert_values(WorkItem, ("key", "due_at", "attempts"), rows, shared={"created_at": NOW})
    assert not WorkItem.objects.exists()


def test_ids_drawn_together_differ_and_use_every_letter_alike() -> None:
    ids = public_ids(3_000)
    assert len(set(ids)) == 3_000 and {len(one) for one in ids} == {16}
    letters = "".join(ids)
    assert set(letters) == set(ALPHABET)
    # 48,000 letters: each 1,778 times, give or take 41 in two cases of three.
    counts = [letters.count(letter) for letter in ALPHABET]
    assert min(counts) > 1_500 and max(counts) < 2_060
    assert public_ids(0) == []
