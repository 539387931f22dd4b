"""The unit's sheet goes out, is filled in, and comes back as drafts, whole or not at all."""

from progress.models import Update
from tests.factories import House
from tests.progress.sheets.sheet_steps import apply, filled, look, out

DONE = "本月完成平台一期建设并接入三个部门。"


def test_what_comes_back_unchanged_changes_nothing(house: House) -> None:
    found = look(house, out(house)).checked
    assert (found.rows, found.faults, found.missing) == ([], [], [])
    assert [item.code for item in found.same] == [1, 2]


def test_filled_cells_become_drafts(house: House) -> None:
    data = filled(out(house), {1: {"percent": "85%", "self_rating": "正常推进", "done": DONE}})
    told = apply(house, data)
    assert (told.written, told.left_out, told.handed, told.lacking) == (1, 0, 0, 0)
    update = Update.objects.get()
    assert (update.initiative.code, update.percent, update.self_rating) == (1, 85, "on_track")
    assert (update.done, update.state, update.author) == (DONE, "draft", house.alice)
