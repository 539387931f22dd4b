"""Field classes that mean the same on every database."""

import secrets
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable

from core.exact import from_scaled, to_scaled

# No vowels and no look-alikes: an id is read out over the telephone.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
_BASE, _LETTERS = len(ALPHABET), 16
_IDS = _BASE**_LETTERS

# Django's fields take type parameters for the type checker only.
if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
    _BigIntegerField = models.Field[Any, Any]
else:
    _CharField, _BigIntegerField = models.CharField, models.BigIntegerField


def public_id() -> str:
    """A random id for addresses and files: 16 characters, 76 bits."""
    # One draw for all letters: letter by letter it was a tenth of bringing in a ledger.
    rest, letters = secrets.randbelow(_IDS), []
    for _ in range(_LETTERS):
        rest, place = divmod(rest, _BASE)
        letters.append(ALPHABET[place])
    return "".join(letters)


# 243 is nine times 27: of the bytes below it each letter has as many as any other.
_FAIR = 243
_LETTER_OF = bytes(ord(ALPHABET[byte % _BASE]) for byte in range(_FAIR)) + bytes(256 - _FAIR)
_UNFAIR = bytes(range(_FAIR, 256))


def public_ids(count: int) -> list[str]:
    """As many ids as `public_id` would give one by one, from a few draws."""
    needed, letters = count * _LETTERS, b""
    while len(letters) < needed:
        letters += secrets.token_bytes(needed + 64).translate(_LETTER_OF, _UNFAIR)
    text = letters.decode("ascii")
    return [text[at : at + _LETTERS] for at in range(0, needed, _LETTERS)]


class PublicIdField(_CharField):
    """A random, unique id that may be shown; never the primary key's number."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.update(max_length=16, unique=True, default=public_id, editable=False)
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for key in ("max_length", "unique", "editable"):
            kwargs.pop(key, None)
        return name, path, list(args), kwargs


class ExactField(_BigIntegerField):
    """An exact decimal with four places, kept as an integer of ten-thousandths.

    SQLite's own decimals are floats; this one adds, sorts and compares alike on every database.
    """

    if TYPE_CHECKING:
        _pyi_private_set_type: Decimal | int | str | Combinable
        _pyi_private_get_type: Decimal
        _pyi_lookup_exact_type: Decimal | int | str

    def from_db_value(self, value: int | None, *_: object) -> Decimal | None:
        return None if value is None else from_scaled(value)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except ArithmeticError as error:
            raise ValidationError("%(value)s", params={"value": value}) from error

    def get_prep_value(self, value: Any) -> int | None:
        if value is None:
            return None
        decimal = self.to_python(value)
        return None if decimal is None else to_scaled(decimal)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    @property
    def validators(self) -> list[Any]:
        # The range is to_scaled's to judge.
        return []
