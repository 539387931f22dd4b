"""Each content is stored once, and its bytes go when nobody refers to them any more."""

import hashlib
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from core.files import keeping
from core.files.judging import Examined
from core.files.keeping import PIECE, NoTransaction, is_whole, let_go, let_go_unused, pieces, store
from core.files.serving import serve
from core.models import StoredFile, StoredPiece
from tests.factories import at

NOW = at("2026-11-20 10:00")

pytestmark = pytest.mark.django_db


def examined(data: bytes = b"words", kind: str = "text") -> Examined:
    return Examined("a.txt", kind, hashlib.sha256(data).hexdigest(), data)


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_bytes_come_back_as_they_were(size: int) -> None:
    data = bytes(i % 251 for i in range(size))

    kept = store(examined(data), now=NOW)

    assert b"".join(pieces(kept)) == data
    assert (kept.size, kept.pieces.count()) == (size, -(-size // PIECE))
    assert is_whole(kept)


def test_the_same_content_is_stored_once() -> None:
    first, again = store(examined(), now=NOW), store(examined(), now=NOW)

    assert first == again
    assert StoredFile.objects.count() == StoredPiece.objects.count() == 1


def test_a_content_that_came_in_between_is_used(monkeypatch: Any) -> None:
    """Of two uploads at once both may look before either has stored."""
    first = store(examined(), now=NOW)
    looks = iter([None, first])
    monkeypatch.setattr(keeping, "_held", lambda _examined: next(looks))

    assert store(examined(), now=NOW) == first


def test_nothing_is_stored_outside_a_transaction(monkeypatch: Any) -> None:
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)

    with pytest.raises(NoTransaction):
        store(examined(), now=NOW)


def test_changed_bytes_are_noticed() -> None:
    kept = store(examined(), now=NOW)
    StoredPiece.objects.update(data=b"wordz")

    assert not is_whole(kept)


def test_what_nobody_refers_to_goes() -> None:
    kept, other = store(examined(), now=NOW), store(examined(b"other"), now=NOW)

    assert let_go(kept)
    assert not let_go(kept)
    assert list(StoredFile.objects.all()) == [other]
    assert StoredPiece.objects.count() == 1
    assert let_go_unused() == 1


def test_every_reference_is_asked_for() -> None:
    """Whoever adds a table that refers to files keeps them from going without a word here."""
    for relation in StoredFile._meta.related_objects:
        if relation.related_model is not StoredPiece:
            assert relation.on_delete is models.PROTECT  # type: ignore[attr-defined]


def test_an_empty_file_is_no_file() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(sha256="0" * 64, size=0, kind="text", made_at=NOW)


def test_it_is_served_as_an_attachment_that_can_do_nothing() -> None:
    answer = serve(store(examined(), now=NOW), name="情况.txt\r\nX: y")

    assert b"".join(answer.streaming_content) == b"words"  # type: ignore[arg-type]
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert "\r" not in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Length"] == "5"
    assert answer["Content-Type"] == "text/plain"


@pytest.mark.parametrize("kind", ["html", "svg", ""])
def test_a_kind_that_is_not_on_the_list_is_bytes(kind: str) -> None:
    answer = serve(store(examined(kind=kind), now=NOW), name="a.html")

    assert answer["Content-Type"] == "application/octet-stream"
