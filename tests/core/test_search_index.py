"""The index against the naive answer: a text is found when it holds every word, and only then."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import SearchEntry
from core.refusals import BadInput
from core.search import find
from core.search.engines import Engine, Row, engine
from core.search.entries import compare_anew, row_of
from core.search.find import ask, keys, matching, newest, ranked
from core.search.kinds import Entry, Kind, register, unregister
from core.search.text import normalise, words_of

pytestmark = pytest.mark.django_db
LETTERS = "人工智能發发改AIai５5é%_*'\"“”《。，-：() \n№\\|&!"
TEXT = st.text(alphabet=LETTERS, max_size=30)
QUERY = st.text(alphabet=LETTERS, max_size=8)


@pytest.fixture(autouse=True)
def probe() -> Iterator[Kind]:
    """A kind without records of its own: entries are written by hand."""
    kind = Kind("probe", "z", lambda: SearchEntry.objects.none(), lambda _keys: [])
    register(kind)
    register(Kind("other", "y", lambda: SearchEntry.objects.none(), lambda _keys: []))
    yield kind
    unregister("probe")
    unregister("other")


def put(*entries: Entry, mark: str = "z") -> None:
    kind = Kind("probe", mark, lambda: None, lambda _keys: [])
    engine().add([row_of(kind, entry) for entry in entries])


def texts(*said: str) -> None:
    put(*(Entry(number, texts=[text]) for number, text in enumerate(said)))


def found(query: str, name: str = "probe") -> list[int]:
    return sorted(row["key"] for row in keys(name, words_of(query)))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXT, min_size=1, max_size=5), QUERY)
def test_it_finds_what_holds_every_word(said: list[str], query: str) -> None:
    with transaction.atomic():
        texts(*said)
        words = words_of(query)
        naive = [
            number
            for number, text in enumerate(said)
            if words and all(word in normalise(text) for word in words)
        ]
        assert found(query) == naive
        assert sorted(newest("probe", words, within=find.Q()).keys) == naive
        assert sorted(ranked("probe", words, within=find.Q()).keys) == naive
        transaction.set_rollback(True)


def test_traditional_and_simplified_find_each_other() -> None:
    texts("發展人工智慧產業", "发展人工智能产业", "数据")
    assert found("產業") == found("产业") == found("産业") == found("产") == [0, 1]
    assert found("发展 智慧") == found("發展 智慧") == [0]


def test_entries_of_before_are_compared_anew() -> None:
    """As a database of before holds them: its texts are found, and nothing is told to differ."""
    now = [Entry(1, "產業", ["产业", "發展"], "臺1"), Entry(2, "数据", ["共享"])]
    before = [
        Row("z", 1, None, "臺1", "產業", "產業\n产业\n發展"),
        Row("z", 2, None, "", "数据", "数据\n共享"),
    ]
    engine().add(before)
    assert found("发展") == []
    entries = SearchEntry.objects.all()
    assert compare_anew(entries, engine()) == 1
    assert found("发展") == found("產業 發展") == found("台1") == [1]
    stored = {row[1]: Row(*row) for row in entries.values_list(*Row._fields)}
    assert stored == {
        entry.key: row_of(Kind("probe", "z", lambda: None, lambda _keys: []), entry)
        for entry in now
    }
    assert compare_anew(entries, engine()) == 0


def test_pieces_apart_are_no_hit() -> None:
    texts("人工，工智，智能", "人工智能")
    assert found("人工智能") == [1]


@pytest.mark.parametrize(
    "query",
    ['人工"', "人工*", "人工 NEAR 智能", "人工 -智能", "人工:智能", "人工' OR '1'='1", "人工%",
     "人_", "(人工", "人工) OR (1=1", "人工\\", "'人工':*", "人工 & !智能", "人工\x00智能",
     "{z}: 人工"],
)  # fmt: skip
def test_signs_of_databases_mean_nothing(query: str) -> None:
    texts("人工智能", "数据")
    words = words_of(query)
    assert found(query) == ([0] if all(word in "人工智能" for word in words) else [])
    assert SearchEntry.objects.count() == 2


@pytest.mark.parametrize("query", ["能", "5", "A", "ａ", "工"])
def test_one_letter_finds_too(query: str) -> None:
    texts("人工智能", "AI 5G", "数据")
    assert found(query) == [number for number, text in enumerate(["人工智能", "ai 5g", "数据"])
                            if normalise(query) in text]  # fmt: skip


def test_a_number_is_found_whole() -> None:
    put(Entry(1, title="甲", sign="12"), Entry(2, title="乙", sign="123"), Entry(3, title="第12条"))
    assert found("12") == [1, 3]
    assert found("１２３") == [2]
    assert found("12 甲") == [1]


def test_the_order_is_number_title_wording() -> None:
    put(
        Entry(1, title="乙", texts=["人工智能"]),
        Entry(2, title="发展人工智能"),
        Entry(3, title="人工智能园"),
        Entry(4, title="丙", texts=["人工智能"]),
        Entry(5, title="丁", sign="人工智能"),
    )
    words = ["人工智能"]
    assert ranked("probe", words, within=find.Q()).keys == [5, 3, 2, 1, 4]
    assert ranked("probe", words, within=find.Q(), then=["-key"]).keys == [5, 3, 2, 4, 1]
    assert newest("probe", words, within=find.Q()).keys == [5, 4, 3, 2, 1]


def test_kinds_do_not_mix() -> None:
    put(Entry(1, title="人工智能", sign="7"))
    put(Entry(2, title="人工智能", sign="7"), mark="y")
    assert found("人工") == found("7") == found("能") == [1]
    assert found("人工", "other") == found("7", "other") == [2]


def test_fields_do_not_run_into_each_other() -> None:
    put(Entry(1, title="人工", texts=["智能", "数据"]))
    assert found("人工智能") == []
    assert found("人工 智能 数据") == [1]


def test_loose_names_are_found_by_letters_in_order() -> None:
    unregister("probe")
    register(Kind("probe", "z", lambda: None, lambda _keys: [], loose=True))
    put(
        Entry(1, title="市发展改革委", texts=["shifazhangaigewei"], sign="sfzggw"),
        Entry(2, title="市卫生健康委", texts=["shiweishengjiankangwei"], sign="swsjkw"),
    )
    assert found("fgw") == found("FGW") == found("发改委") == [1]
    assert found("卫健委") == found("weisheng") == found("swsjkw") == [2]
    assert found("委健卫") == []
    assert found("市") == [1, 2]


def test_without_an_index_it_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a database whose index nobody has written yet."""
    monkeypatch.setattr("core.search.engines._ENGINES", {})
    texts("人工智能", "数据", "人工，智能")
    assert type(engine()) is Engine
    assert found("人工智能") == [0]
    assert found("人工") == [0, 2]
    engine().clear()
    assert found("人工") == []


def test_an_entry_that_is_gone_leads_nowhere() -> None:
    texts("人工智能", "数据")
    SearchEntry.objects.filter(key=0).delete()
    texts_again = Row("z", 9, None, "", "", "数据")
    engine().add([texts_again])
    assert found("人工") == []
    assert found("数据") == [1, 9]


def test_a_frequent_word_is_read_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "_MANY", 3)
    monkeypatch.setattr(find, "MOST", 4)
    texts(*["人工智能"] * 6, "数据")
    answer = newest("probe", ["人工"], within=find.Q())
    assert answer == ([5, 4, 3, 2], True)
    assert newest("probe", ["数据"], within=find.Q()) == ([6], False)
    assert ranked("probe", ["人工"], within=find.Q()) == ([0, 1, 2, 3], True)


def test_for_a_few_lines_the_first_by_rank_are_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    texts(*["人工智能"] * 6)
    asked: Any = {"within": find.Q(), "then": ["-key"], "most": 2}
    assert ranked("probe", ["人工"], **asked) == ([5, 4], True)
    monkeypatch.setattr(find, "_WEIGHED", 4)
    assert ranked("probe", ["人工"], **asked) == ([3, 2], True)


def test_more_than_anybody_means_is_refused() -> None:
    assert ask("人" * 200)
    with pytest.raises(BadInput, match="200"):
        ask("人" * 10_000)
    with pytest.raises(BadInput, match="10"):
        ask(" ".join(f"人{number}" for number in range(11)))


def test_a_long_record_is_searched_in_its_beginning() -> None:
    far = "".join(chr(0x4E00 + place % 20_000) for place in range(60_000))
    put(Entry(1, texts=[far]))
    assert found(far[49_990:50_000]) == [1]
    assert found(far[50_000:50_010] + far[50_010:50_030]) == (
        [1] if far[50_000:50_030] in far[:50_000] else []
    )


def test_no_word_finds_nothing() -> None:
    texts("人工智能")
    assert list(matching("probe", [])) == []
    assert (
        ranked("probe", [], within=find.Q()) == newest("probe", [], within=find.Q()) == ([], False)
    )


def test_entries_without_pieces_are_noticed() -> None:
    texts("人工智能")
    assert engine().unindexed("z") == 0
    if connection.vendor == "sqlite":
        SearchEntry.objects.create(kind="z", key=5, text="数据")
        assert engine().unindexed("z") == 1


def test_marks_and_names_are_taken_once() -> None:
    def kind(name: str, mark: str) -> Any:
        return Kind(name, mark, lambda: None, lambda _keys: [])

    with pytest.raises(ValueError, match="probe"):
        register(kind("another", "z"))
    with pytest.raises(ValueError, match="probe"):
        register(kind("probe", "w"))
    for mark in ("", "ab", "A", "人"):
        with pytest.raises(ValueError, match="letter"):
            kind("another", mark)
