"""Keeps what was examined, each content once, and lets go of what nobody refers to any more."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction

from core.files.judging import Examined
from core.middleware import is_duplicate
from core.models import StoredFile, StoredPiece

# A piece is a row: small enough for every database's packet, large enough to be few.
PIECE = 512 * 1024


class NoTransaction(RuntimeError):
    """Bytes were to be kept outside the transaction of what refers to them."""


def store(examined: Examined, *, now: datetime) -> StoredFile:
    """The stored file with this content, made now where there is none yet.

    Within the caller's transaction, which refers to it: until that ends nobody lets go of it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NoTransaction(examined.name)
    while True:
        found = _held(examined)
        if found is not None:
            return found
        try:
            with transaction.atomic():
                return _made(examined, now)
        except IntegrityError as error:
            # Of two who bring the same content at once the second uses the first's.
            if not is_duplicate(error):
                raise


def _held(examined: Examined) -> StoredFile | None:
    return StoredFile.objects.select_for_update().filter(sha256=examined.sha256).first()


def _made(examined: Examined, now: datetime) -> StoredFile:
    file = StoredFile.objects.create(
        sha256=examined.sha256, size=len(examined.data), kind=examined.kind, made_at=now
    )
    for position, start in enumerate(range(0, file.size, PIECE)):
        StoredPiece.objects.create(
            file=file, position=position, data=examined.data[start : start + PIECE]
        )
    return file


def let_go(file: StoredFile) -> bool:
    """Delete the bytes if no row of any room refers to them; whether they are gone.

    Within the transaction of the row that referred to them.
    """
    held = StoredFile.objects.select_for_update().filter(pk=file.pk).first()
    if held is None or _is_used(held):
        return False
    StoredPiece.objects.filter(file=held).delete()
    StoredFile.objects.filter(pk=held.pk).delete()
    return True


def let_go_unused() -> int:
    """Delete what nobody refers to, however that came about; how many contents."""
    return sum(let_go(file) for file in StoredFile.objects.order_by("pk").iterator())


def _is_used(file: StoredFile) -> bool:
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: file}).exists()
        for relation in StoredFile._meta.related_objects
        if relation.related_model is not StoredPiece
    )


def pieces(file: StoredFile) -> Iterator[bytes]:
    """The stored bytes, one piece at a time."""
    rows = StoredPiece.objects.filter(file=file).order_by("position")
    for position in range(-(-file.size // PIECE)):
        yield bytes(rows.values_list("data", flat=True).get(position=position))


def is_whole(file: StoredFile) -> bool:
    """Whether the stored bytes are still those that were kept."""
    digest = hashlib.sha256()
    for piece in pieces(file):
        digest.update(piece)
    return digest.hexdigest() == file.sha256
