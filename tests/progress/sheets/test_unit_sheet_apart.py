"""A unit's sheet meets limits in a process apart, once; later looks take up what was read then."""

from collections.abc import Callable
from typing import Any

import pytest

from core.refusals import BadInput
from core.sandbox import Stopped
from core.sheets import apart
from progress.actions import look_into, upload_sheet
from tests.factories import BY, House
from tests.progress.sheets.sheet_steps import NOW, out


def put(house: House, data: bytes) -> Any:
    return upload_sheet(data=data, file_name="a.xlsx", uploader=house.alice, now=NOW, by=BY)


def test_it_is_read_once_and_apart(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[str] = []
    real = apart.run_apart

    def counted(target: str, data: bytes, **more: Any) -> bytes:
        times.append(target)
        return real(target, data, **more)

    monkeypatch.setattr(apart, "run_apart", counted)
    sheet = put(house, out(house))
    assert times == ["core.sheets.apart:pack_sheets"]
    sheet.refresh_from_db()
    assert look_into(sheet=sheet, now=NOW).held
    assert len(times) == 1


def test_what_takes_too_much_is_refused_with_a_sentence(
    house: House, unchanged: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_args: Any, **_more: Any) -> bytes:
        raise Stopped("memory")

    data = out(house)
    monkeypatch.setattr(apart, "run_apart", stopped)
    with unchanged(), pytest.raises(BadInput):
        put(house, data)
