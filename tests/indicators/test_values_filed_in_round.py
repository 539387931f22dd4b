"""Values are filed with an update, and count from its approval on."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from indicators.actions import approve_values, file_values
from indicators.forms import ValuesForm, ValuesPart
from indicators.models import Indicator, Value
from indicators.queries import readings
from progress.actions import hand_over, save_draft
from progress.filings import parts
from progress.models import Update
from tests.factories import BY, House, advance, at, file_update, make_indicator, verbs, words

Unchanged = Callable[[], Any]
NOW = at("2026-09-20 10:00")


def actual(indicator: Indicator, known: str) -> Decimal | None:
    (reading,) = readings([indicator], as_of=date(2026, 9, 30), known_at=at(known))
    return reading.pace.actual


def file(update: Update, values: dict[int, Decimal | None]) -> list[Value]:
    return file_values(update=update, values=values, now=NOW, by=BY)


def test_the_room_files_its_part_of_every_update() -> None:
    assert [part.name for part in parts()].count("indicators") == 1


def test_a_value_counts_only_after_approval(house: House) -> None:
    indicator = make_indicator(house)
    update = file_update(
        house, 1, until="submitted", now=NOW, values={indicator.pk: Decimal("81.5")}
    )
    value = Value.objects.get()
    assert (value.value, value.filed_at, value.approved_at) == (Decimal("81.5"), NOW, None)
    assert actual(indicator, "2026-12-31") is None
    advance(house, update, until="approved", now=at("2026-09-25"))
    assert actual(indicator, "2026-09-24 23:59") is None
    assert actual(indicator, "2026-09-25") == Decimal("81.5")
    assert verbs()[-3:] == ["indicator.values_approved", "notice.posted", "update.approved"]


@pytest.mark.parametrize(
    ("signed", "day"),
    [("2026-09-22 10:00", date(2026, 9, 22)), ("2026-10-09 10:00", date(2026, 9, 30))],
)
def test_a_value_is_of_the_day_that_its_update_speaks_of(
    house: House, signed: str, day: date
) -> None:
    indicator = make_indicator(house)
    update = file_update(house, 1, until="draft", now=NOW, values={indicator.pk: Decimal(5)})
    assert Value.objects.get().measured_on == date(2026, 9, 20)
    advance(house, update, until="approved", now=at(signed))
    assert Value.objects.get().measured_on == day == Update.objects.get().speaks_on


def test_filing_again_replaces_and_none_takes_back(house: House) -> None:
    one, two = make_indicator(house), make_indicator(house)
    update = file_update(
        house, 1, until="draft", now=NOW, values={one.pk: Decimal(1), two.pk: Decimal(2)}
    )
    file(update, {one.pk: Decimal(3), two.pk: None})
    assert list(update.indicator_values.values_list("indicator", "value")) == [(one.pk, 3)]
    assert AuditEvent.objects.order_by("seq").last().verb == "indicator.values_filed"


def test_every_indicator_of_the_initiative_wants_a_figure(
    house: House, unchanged: Unchanged
) -> None:
    indicator = make_indicator(house)
    make_indicator(house, 3)
    update = file_update(house, 1, until="draft", now=NOW)
    with unchanged(), pytest.raises(BadInput, match="1"):
        hand_over(update=update, author=house.alice, version=update.version, now=NOW, by=BY)
    (sentence,) = ValuesPart().missing(update=update)
    assert "接入部门数" in sentence
    file(update, {indicator.pk: Decimal(0)})
    assert ValuesPart().missing(update=update) == []
    hand_over(update=update, author=house.alice, version=update.version, now=NOW, by=BY)


def test_values_of_another_initiative_are_refused(house: House, unchanged: Unchanged) -> None:
    foreign = make_indicator(house, 3)
    update = file_update(house, 1, until="draft", now=NOW)
    with unchanged(), pytest.raises(BadInput):
        file(update, {foreign.pk: Decimal(1)})


@pytest.mark.parametrize("state", ["for_signing", "submitted", "approved"])
def test_values_go_with_the_update_that_was_handed_over(
    house: House, unchanged: Unchanged, state: str
) -> None:
    indicator = make_indicator(house)
    update = file_update(house, 1, until=state, now=NOW, values={indicator.pk: Decimal(1)})
    with unchanged(), pytest.raises(Conflict):
        file(update, {indicator.pk: Decimal(2)})


def test_approved_values_keep_their_first_approval(house: House) -> None:
    indicator = make_indicator(house)
    update = file_update(house, 1, now=NOW, values={indicator.pk: Decimal(1)})
    assert approve_values(update=update, now=at("2026-10-01"), by=BY) == 0
    assert Value.objects.get().approved_at == NOW


def test_an_update_without_values_leaves_no_word_of_them(house: House) -> None:
    file_update(house, 1, now=NOW)
    assert not [verb for verb in verbs() if verb.startswith("indicator.values")]


def test_a_returned_update_takes_new_values(house: House) -> None:
    indicator = make_indicator(house)
    update = file_update(house, 1, until="returned", now=NOW, values={indicator.pk: Decimal(1)})
    save_draft(
        update=update, words=words(), author=house.alice, version=update.version, now=NOW, by=BY
    )
    file(update, {indicator.pk: Decimal(2)})
    advance(house, update, until="approved", now=at("2026-09-25"))
    assert actual(indicator, "2026-12-31") == 2


def test_the_form_asks_for_one_figure_an_indicator(house: House) -> None:
    indicator = make_indicator(house)
    update = file_update(house, 1, until="draft", now=NOW, values={indicator.pk: Decimal("7.5")})
    form = ValuesPart().form(update=update, data=None)
    assert form is not None
    assert [field.initial for field in form.fields.values()] == ["7.5"]
    assert ValuesPart().form(update=file_update(house, 3, until="draft"), data=None) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("128.5", Decimal("128.5")), ("-3", Decimal(-3)), ("", None), ("0.0001", Decimal("0.0001"))],
)
def test_the_form_reads_a_figure_or_none(house: House, typed: str, kept: Decimal | None) -> None:
    indicator = make_indicator(house)
    update = file_update(house, 1, until="draft", now=NOW)
    form = ValuesForm({f"indicator-{indicator.pk}": typed}, update=update)
    assert form.is_valid(), form.errors
    ValuesPart().save(update=update, form=form, now=NOW, by=BY)
    assert list(update.indicator_values.values_list("value", flat=True)) == (
        [] if kept is None else [kept]
    )


@pytest.mark.parametrize("typed", ["many", "1.00001", "1e400", "NaN", "1" + "0" * 20])
def test_the_form_refuses_what_is_no_figure(house: House, typed: str) -> None:
    indicator = make_indicator(house)
    update = file_update(house, 1, until="draft", now=NOW)
    form = ValuesForm({f"indicator-{indicator.pk}": typed}, update=update)
    assert not form.is_valid()
    assert list(form.errors) == [f"indicator-{indicator.pk}"]


def test_the_form_shows_the_last_approved_value_beside_the_field(house: House) -> None:
    indicator = make_indicator(house)
    update = file_update(house, 1, until="submitted", values={indicator.pk: Decimal("7.50")})
    assert [text for _field, text in ValuesForm(None, update=update).rows()] == [""]
    advance(house, update, until="approved", now=NOW)
    assert [text for _field, text in ValuesForm(None, update=update).rows()] == ["7.5个"]
