"""Files beside an update, a request, a matter or a direction: who, when, how many, how large."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.files.judging import Examined
from core.models import StoredFile
from core.refusals import BadInput, Conflict, NotAllowed, Refusal
from progress.actions import (
    add_evidence,
    ask,
    decide,
    raise_matter,
    record_direction,
    remove_evidence,
    reply_direction,
)
from progress.evidence import used_by
from progress.models import Evidence, Update
from tests.core.brought import Upload, office, png
from tests.factories import BY, House, advance, at, file_update, verbs

NOW = at("2026-09-20 10:00")
Unchanged = Callable[[], Any]


def paper(data: bytes = b"shown", name: str = "照片.txt", kind: str = "text") -> Examined:
    return Examined(name, kind, hashlib.sha256(data).hexdigest(), data)


def add(house: House, owner: Any, *files: Examined, who: Any = None, **more: Any) -> list[Evidence]:
    return add_evidence(
        owner=owner, files=files or (paper(),), person=who or house.alice, now=NOW, by=BY,
        **{"not_secret": True, **more},
    )  # fmt: skip


def take(house: House, row: Evidence, who: Any = None) -> None:
    remove_evidence(evidence=row, person=who or house.alice, now=NOW, by=BY)


def draft(house: House) -> Update:
    return file_update(house, 1, until="draft", now=NOW)


def test_files_stand_beside_an_update_and_in_the_trail(house: House) -> None:
    update, before = draft(house), len(verbs())
    first, second = add(house, update, paper(), paper(b"2", "b.txt"), note=" 现场 ")
    assert [(row.name, row.note, row.unit) for row in (first, second)] == [
        ("照片.txt", "现场", house.a),
        ("b.txt", "现场", house.a),
    ]
    assert verbs()[before:] == ["evidence.added", "evidence.added"]
    take(house, first)
    assert list(update.evidence.all()) == [second]
    assert verbs()[-1] == "evidence.removed"


def test_the_same_content_is_stored_once_and_goes_with_the_last_who_has_it(house: House) -> None:
    here, there = draft(house), file_update(house, 2, until="draft", now=NOW)
    (first,) = add(house, here)
    (second,) = add(house, there, paper(name="另名.txt"), who=house.reporter(there.initiative))
    assert first.file == second.file
    take(house, first)
    assert StoredFile.objects.count() == 1
    take(house, second, house.reporter(there.initiative))
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("until", ["for_signing", "submitted", "approved"])
def test_what_was_handed_over_keeps_its_files(
    house: House, unchanged: Unchanged, until: str
) -> None:
    update = draft(house)
    (row,) = add(house, update)
    update.refresh_from_db()
    advance(house, update, until=until, now=NOW)
    with unchanged(), pytest.raises(Conflict):
        add(house, update, paper(b"new"))
    with unchanged(), pytest.raises(Conflict):
        take(house, row)


def test_what_an_earlier_draft_was_handed_in_with_stays_for_ever(house: House) -> None:
    update = draft(house)
    (row,) = add(house, update)
    update = advance(house, Update.objects.get(), until="returned", now=NOW)
    take(house, row)
    row.refresh_from_db()
    assert (row.removed_by, row.removed_at) == (house.alice, NOW)
    assert StoredFile.objects.count() == 1
    assert update.returns.get().words["files"] == ["照片.txt"]
    (again,) = add(house, Update.objects.get())
    assert again.revision == 2


@pytest.mark.parametrize("name", ["bo", "eve", "chen", "lei", "gao", "zed"])
def test_only_the_units_reporters_add_and_take_away(
    house: House, unchanged: Unchanged, name: str
) -> None:
    update = draft(house)
    (row,) = add(house, update)
    with unchanged(), pytest.raises(NotAllowed):
        add(house, update, paper(b"new"), who=house.people[name])
    with unchanged(), pytest.raises(NotAllowed):
        take(house, row, house.people[name])


@pytest.mark.parametrize(
    ("files", "more", "field"),
    [
        ([paper()], {"not_secret": False}, "not_secret"),
        ([paper()], {"note": "长" * 201}, "note"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    house: House, unchanged: Unchanged, files: list[Examined], more: dict[str, Any], field: str
) -> None:
    update = draft(house)
    with unchanged(), pytest.raises(BadInput) as refused:
        add(house, update, *files, **more)
    assert field in refused.value.fields


def test_no_file_is_none(house: House, unchanged: Unchanged) -> None:
    update = draft(house)
    with unchanged(), pytest.raises(BadInput):
        add_evidence(owner=update, files=[], not_secret=True, person=house.alice, now=NOW, by=BY)


def test_the_same_file_twice_beside_one_thing_is_a_slip(house: House, unchanged: Unchanged) -> None:
    update = draft(house)
    with unchanged(), pytest.raises(Conflict):
        add(house, update, paper(), paper(name="again.txt"))
    add(house, update)
    with unchanged(), pytest.raises(Conflict):
        add(house, update, paper(name="again.txt"))


def test_there_is_room_for_so_many(house: House, settings: Any) -> None:
    settings.FILES_EACH = 2
    update = draft(house)
    add(house, update, paper(b"1"), paper(b"2"))
    with pytest.raises(Conflict) as refused:
        add(house, update, paper(b"3"))
    assert "2" in str(refused.value.sentence)


def test_a_units_account_is_counted_once_a_content(
    house: House, settings: Any, unchanged: Unchanged
) -> None:
    settings.FILES_UNIT_MEGABYTES = 1
    update = draft(house)
    half = b"x" * (600 << 10)
    add(house, update, paper(half))
    assert used_by(house.a) == len(half)
    matter = raise_matter(
        initiative=update.initiative, matter="缺场地", proposal="调剂", asked_of="园区",
        due_on=None, person=house.alice, now=NOW, by=BY,
    )  # fmt: skip
    add(house, matter, paper(half))
    assert used_by(house.a) == len(half)
    with unchanged(), pytest.raises(Conflict) as refused:
        add(house, matter, paper(b"y" * (600 << 10)))
    assert "0.4" in str(refused.value.sentence)


def test_requests_matters_and_directions_take_files_until_they_are_settled(house: House) -> None:
    one: dict[str, Any] = {"initiative": house.initiative(1), "now": NOW, "by": BY}
    asked = ask(kind="cancellation", reason="另有安排", person=house.alice, **one)
    matter = raise_matter(
        matter="缺场地", proposal="调剂", asked_of="园区", due_on=None, person=house.alice, **one
    )
    direction = record_direction(
        leader="示例领导", words="抓紧", given_on=NOW.date(), due_on=None, person=house.su, **one
    )
    add(house, asked)
    add(house, matter, who=house.bo)
    add(house, direction, who=house.su)
    assert StoredFile.objects.count() == 1
    with pytest.raises(NotAllowed):
        add(house, asked, paper(b"2"), who=house.chen)
    decide(
        request=asked, agreed=False, words="不同意", person=house.chen, version=1, now=NOW, by=BY
    )
    reply_direction(
        direction=direction, reply="已办", person=house.alice, version=1, now=NOW, by=BY
    )
    for owner in (asked, direction):
        with pytest.raises(Refusal):
            add(house, owner, paper(b"2"))


# --- the pages -----------------------------------------------------------------------------------


def page(house: House, name: str) -> Client:
    client = Client()
    client.force_login(house.people[name])
    return client


def address(house: House, name: str, *more: str) -> str:
    return reverse(name, args=[house.plan.slug, 1, *more])


def upload(house: House, *files: Upload, **more: Any) -> Any:
    where = address(house, "update-evidence", house.round.period)
    data = {"papers": list(files), "not_secret": "on", **more}
    return page(house, "alice").post(where, {k: v for k, v in data.items() if v is not None})


def test_several_files_are_uploaded_listed_served_and_taken_away(house: House) -> None:
    draft(house)
    answer = upload(house, Upload(png(), "图.png"), Upload(b"words", "记录.txt"), note="现场")
    assert answer.status_code == 302
    shown = page(house, "alice").get(answer["Location"]).content.decode()
    assert "图.png" in shown and "记录.txt" in shown
    row = Evidence.objects.get(name="图.png")
    client = page(house, "alice")
    served = client.get(address(house, "evidence-file", row.public_id))
    assert b"".join(served.streaming_content) == png()
    assert served["Content-Disposition"].startswith("attachment")
    assert served["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert served["Cross-Origin-Resource-Policy"] == "same-origin"
    assert served["Cache-Control"] == "no-store"
    assert served["X-Content-Type-Options"] == "nosniff"
    client.post(address(house, "evidence-remove", row.public_id))
    assert [one.name for one in Evidence.objects.all()] == ["记录.txt"]


def test_one_bad_file_keeps_all_out_and_says_which(house: House) -> None:
    draft(house)
    answer = upload(house, Upload(png(), "图.png"), Upload(b"MZ\x90", "a.pdf"))
    assert answer.status_code == 422
    assert "a.pdf" in answer.content.decode()
    assert not Evidence.objects.exists() and not StoredFile.objects.exists()


def test_without_the_persons_word_nothing_is_looked_into(house: House, monkeypatch: Any) -> None:
    draft(house)
    monkeypatch.setattr("progress.views.evidence.examine", None)
    assert upload(house, Upload(png(), "图.png"), not_secret=None).status_code == 422


def test_more_than_there_is_room_for_is_not_looked_into(
    house: House, settings: Any, monkeypatch: Any
) -> None:
    draft(house)
    settings.FILES_EACH = 1
    monkeypatch.setattr("progress.views.evidence.examine", None)
    files = [Upload(png(), "a.png"), Upload(png(3, 3), "b.png")]
    assert upload(house, *files).status_code == 409


@pytest.mark.parametrize(
    ("name", "until", "code"),
    [
        ("alice", "draft", 200), ("bo", "draft", 200), ("eve", "draft", 404),
        ("chen", "draft", 404), ("lei", "draft", 404), ("gao", "draft", 404),
        ("zed", "draft", 404), ("chen", "submitted", 200), ("lei", "submitted", 404),
        ("lei", "approved", 200), ("eve", "approved", 200), ("gao", "approved", 404),
    ],
)  # fmt: skip
def test_a_file_is_seen_by_who_sees_what_it_stands_beside(
    house: House, name: str, until: str, code: int
) -> None:
    update = draft(house)
    (row,) = add(house, update)
    update.refresh_from_db()
    advance(house, update, until=until, now=NOW)
    answer = page(house, name).get(address(house, "evidence-file", row.public_id))
    assert answer.status_code == code


@pytest.mark.parametrize(
    ("name", "code"),
    [("su", 200), ("chen", 200), ("alice", 200), ("eve", 404), ("zed", 404)],
)
def test_a_directions_scan_is_as_secret_as_the_direction(
    house: House, name: str, code: int
) -> None:
    direction = record_direction(
        initiative=house.initiative(1), leader="示例领导", words="抓紧", given_on=NOW.date(),
        due_on=None, person=house.su, now=NOW, by=BY,
    )  # fmt: skip
    (row,) = add(house, direction, who=house.su)
    answer = page(house, name).get(address(house, "evidence-file", row.public_id))
    assert answer.status_code == code


def test_what_was_typed_is_kept_on_the_way_to_the_files(house: House) -> None:
    update = draft(house)
    where = address(house, "update-attach", house.round.period)
    data = {"version": update.version, "done": "还没写完的话", "percent": "61"}
    answer = page(house, "alice").post(where, data)
    assert answer["Location"] == address(house, "update-evidence", house.round.period)
    assert Update.objects.get().done == "还没写完的话"


def test_a_document_with_macros_is_refused_by_the_page(house: House) -> None:
    draft(house)
    data = office("docx", more={"word/vbaProject.bin": b"x"})
    answer = upload(house, Upload(data, "a.docx"))
    assert answer.status_code == 422 and "a.docx" in answer.content.decode()


def test_what_was_taken_away_is_not_taken_away_again(house: House, unchanged: Unchanged) -> None:
    (row,) = add(house, draft(house))
    seen_twice = Evidence.objects.get(pk=row.pk)
    take(house, row)
    with unchanged(), pytest.raises(Conflict, match="已被移除"):
        take(house, seen_twice)
