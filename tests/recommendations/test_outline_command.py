"""manage.py outline FILE: needs no database."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import DOCUMENT


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "digital.txt"
    path.write_text(DOCUMENT, encoding="utf-8")
    return path


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("outline", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_it_prints_the_outline_as_json_unless_told_otherwise(file: Path) -> None:
    outline = json.loads(run(file))
    assert outline["title"] == "示例区数字服务发展建议"
    areas = outline["sections"][1]["areas"]
    assert [len(area["measures"]) for area in areas] == [2, 2]
    assert areas[0]["measures"][0]["text"] == "建设统一数据平台，年内接入十个部门"
    assert json.loads(run(file, "--json")) == outline
    assert "示例区" in run(file), "Chinese stands as it is"


def test_text_prints_what_the_spans_count_in(file: Path) -> None:
    assert run(file, "--text").removesuffix("\n") == DOCUMENT.removesuffix("\n")


def test_known_units_are_recognised_whole(tmp_path: Path) -> None:
    file, units = tmp_path / "text.txt", tmp_path / "units.txt"
    file.write_text(
        "工作方案\n\n一、任务\n\n（一）打通数据\n\n一是建设平台。（责任单位：甲、乙（丙）局）\n\n"
        "二是制定目录。（责任单位：丁局）\n",
        encoding="utf-8",
    )
    units.write_text("甲、乙（丙）局\n\n", encoding="utf-8")

    def named(*more: object) -> list[str]:
        area = json.loads(run(file, *more))["sections"][0]["areas"][0]
        return [unit["name"] for unit in area["measures"][0]["units"]]

    assert named("--units", units) == ["甲、乙（丙）局"]
    assert named() != ["甲、乙（丙）局"]


def test_a_missing_file_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="absent.txt cannot be read"):
        run(tmp_path / "absent.txt")


def test_what_is_no_text_is_told_in_the_readers_words(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(b"%PDF-1.7 \x00\x01\x02")
    with pytest.raises(CommandError, match="."):
        run(file)


def test_unit_names_are_utf8(file: Path, tmp_path: Path) -> None:
    units = tmp_path / "units.txt"
    units.write_bytes("甲局".encode("gb18030"))
    with pytest.raises(CommandError, match="UTF-8"):
        run(file, "--units", units)
