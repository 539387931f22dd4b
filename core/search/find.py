"""From words to the keys of records."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from core.models import SearchEntry
from core.refusals import require
from core.search.engines import engine
from core.search.kinds import kinds
from core.search.text import in_order, words_of

LONGEST_QUERY, MOST_WORDS = 200, 10
# Of more than this nobody reads the last; lists say “1,000+”.
MOST = 1_000
# A kind read newest first is read without the index once this many entries may hold the words.
_MANY = 5_000
# So many are weighed against each other for the few lines that are offered while one types.
_WEIGHED = 200


def ask(query: str) -> list[str]:
    """The words of what a person typed. Refuses more than anybody would mean."""
    require(
        len(query) <= LONGEST_QUERY,
        _("Search for at most %(n)d characters. Shorten what you look for.") % {"n": LONGEST_QUERY},
    )
    words = words_of(query)
    require(
        len(words) <= MOST_WORDS,
        _("Search for at most %(n)d words. Leave some out.") % {"n": MOST_WORDS},
    )
    return words


def _holds(word: str, *, loose: bool) -> Q:
    """Asked of the entry itself: the pieces may all be there and the word not."""
    held = Q(text__contains=word) | Q(sign=word)
    if loose and (pattern := in_order(word)):
        # Latin letters are initials, which stand in the sign; Chinese ones are the name's own.
        held |= Q(sign__regex=pattern) if word.isascii() else Q(title__regex=pattern)
    return held


def matching(name: str, words: Sequence[str], *, indexed: bool = True) -> QuerySet[SearchEntry]:
    """The entries of a kind that hold every word; none where there is no word."""
    kind = kinds()[name]
    if not words:
        return SearchEntry.objects.none()
    entries = SearchEntry.objects.filter(kind=kind.mark)
    if indexed and not kind.loose:
        entries = entries.filter(engine().having(kind.mark, words))
    for word in words:
        entries = entries.filter(_holds(word, loose=kind.loose))
    return entries


def keys(name: str, words: Sequence[str]) -> QuerySet[Any]:
    """The same as keys of records, for `filter(pk__in=…)`."""
    return matching(name, words).values("key")


class Found(NamedTuple):
    """Keys in the order of a list, at most `MOST`, and whether there are more."""

    keys: list[int]
    more: bool


def _rank(words: Sequence[str]) -> Case:
    """The whole number, the title's beginning, in the title, anywhere: 0 to 3."""
    in_title = Q()
    for word in words:
        in_title &= Q(title__contains=word)
    return Case(
        When(sign=" ".join(words), then=Value(0)),
        When(title__startswith=words[0], then=Value(1)),
        When(in_title, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def named(name: str, words: Sequence[str]) -> Q:
    """Of these entries, those that are called so: a title or a number, not other words of theirs.

    Of a loose kind all: its other words are names, and how they sound.
    """
    held = Q()
    for word in words if not kinds()[name].loose else ():
        held &= Q(title__contains=word) | Q(sign=word)
    return held


def ranked(
    name: str, words: Sequence[str], *, within: Q, then: Sequence[Any] = ("key",), most: int = 0
) -> Found:
    """By rank, then by `then` (names or expressions), of those that `within` lets through.

    At most `most`; as many as a list shows where it is 0. A few are wanted at once: then no more
    than the first `_WEIGHED` by rank and number are compared by `then`.
    """
    if not words:
        return Found([], more=False)
    rows = matching(name, words).filter(within).annotate(rank=_rank(words))
    if most:
        first = rows.order_by("rank", "key").values("pk")[:_WEIGHED]
        rows = SearchEntry.objects.filter(pk__in=first).annotate(rank=_rank(words))
    return _found(rows.order_by("rank", *then), most or MOST)


def newest(name: str, words: Sequence[str], *, within: Q) -> Found:
    """The newest record first. Bounded for frequent words: what is frequent is soon met."""
    if not words:
        return Found([], more=False)
    kind = kinds()[name]
    proposed = SearchEntry.objects.filter(engine().having(kind.mark, words)).order_by()
    frequent = proposed[_MANY : _MANY + 1].values_list("pk").exists()
    return _found(matching(name, words, indexed=not frequent).filter(within).order_by("-key"), MOST)


def _found(rows: QuerySet[SearchEntry], most: int) -> Found:
    found = list(rows.values_list("key", flat=True)[: most + 1])
    return Found(found[:most], more=len(found) > most)
