"""Every model can be named and ordered, and what hangs on people is never swept away with them."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from accounts.models import Unit, User

ROOT = Path(__file__).parents[2]
MODELS = [
    model
    for config in apps.get_app_configs()
    if Path(config.path).parent == ROOT
    for model in config.get_models()
]
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
# What may go when its person or unit goes; all else is protected or forgets who it was.
GOES_WITH_ITS_PERSON = {
    "accounts.RoleGrant.user",
    # How a person looks at a ledger is no record.
    "recommendations.LedgerChoice.user",
    "recommendations.SavedView.owner",
    # Who is to get what comes is no record; who got what is `Delivery`.
    "reports.Recipient.person",
    "reports.Recipient.unit",
}


@every_model
def test_it_says_what_it_is(model: type[models.Model]) -> None:
    assert model.__str__ is not models.Model.__str__
    assert model.__doc__ and not model.__doc__.startswith(f"{model.__name__}(")


@every_model
def test_it_has_an_order_that_does_not_tie(model: type[models.Model]) -> None:
    """The last words of the order are unique together, or the key itself."""
    ordering = [str(name).lstrip("-") for name in model._meta.ordering]
    assert ordering
    unique = [{field.name} for field in model._meta.fields if field.unique]
    unique += [
        set(one.fields)
        for one in model._meta.constraints
        if isinstance(one, models.UniqueConstraint) and one.condition is None
    ]
    unique += [{"pk"}]
    assert any(one <= set(ordering) for one in unique)


@every_model
def test_its_references_name_what_they_are_called_from_there(
    model: type[models.Model],
) -> None:
    for field in model._meta.fields:
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.related_name, field.name


@every_model
def test_people_and_units_are_not_deleted_with_their_work(model: type[models.Model]) -> None:
    kept = (models.PROTECT, models.SET_NULL)
    for field in model._meta.fields:
        if not isinstance(field, models.ForeignKey):
            continue
        if issubclass(field.remote_field.model, Unit | User):
            name = f"{model._meta.label}.{field.name}"
            assert field.remote_field.on_delete in kept or name in GOES_WITH_ITS_PERSON


@every_model
def test_its_choices_fit_into_their_column(model: type[models.Model]) -> None:
    for field in model._meta.fields:
        if field.choices and field.max_length:
            longest = max(len(str(value)) for value, _label in field.flatchoices)
            assert longest <= field.max_length, field.name


@every_model
def test_whole_numbers_and_decimals_are_exact(model: type[models.Model]) -> None:
    """SQLite's decimals are floats: figures live in `ExactField`."""
    inexact = (models.FloatField, models.DecimalField)
    assert not [field.name for field in model._meta.fields if isinstance(field, inexact)]


def test_the_exceptions_still_exist() -> None:
    names = {
        f"{model._meta.label}.{field.name}" for model in MODELS for field in model._meta.fields
    }
    assert names >= GOES_WITH_ITS_PERSON
