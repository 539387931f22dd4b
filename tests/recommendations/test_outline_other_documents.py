"""The reader on annotated documents of other shapes, where they are at hand."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from recommendations.outline import read_outline

POLICIES = Path(__file__).parents[3] / "shared" / "policies"
LEAST_F1 = 0.95
LEAST_SHARE = 0.95

EXPECTED = sorted((POLICIES / "expected").glob("*.json")) if POLICIES.is_dir() else []

pytestmark = pytest.mark.skipif(
    not EXPECTED, reason="the annotated documents (../shared/policies) are not at hand"
)


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("policy_score", str(POLICIES / "score"))
    spec = importlib.util.spec_from_loader("policy_score", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def scores(scorer: ModuleType, path: Path) -> dict[str, Any]:
    text = POLICIES / "texts" / f"{path.stem}.txt"
    outline = read_outline(text.read_bytes()).as_json()
    expected = json.loads(path.read_text(encoding="utf-8"))
    result: dict[str, Any] = scorer.score(expected, outline, text.read_text(encoding="utf-8"))
    return result


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_measures_areas_and_spans_agree_with_the_annotation(scorer: ModuleType, path: Path) -> None:
    result = scores(scorer, path)
    assert result["f1"] >= LEAST_F1
    assert result["right_area"] >= LEAST_SHARE
    assert result["anchored"] >= LEAST_SHARE
    found, _, wanted = result["measures"].partition("/")
    assert abs(int(found) - int(wanted)) <= 1


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_units_agree_where_they_are_annotated(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    outline = read_outline((POLICIES / "texts" / f"{path.stem}.txt").read_bytes())
    wanted = [m for area in expected["expected"] for m in area["measures"]]
    for measure, printed in zip(outline.measures, wanted, strict=True):
        if "units" in printed:
            assert [unit.name for unit in measure.units] == printed["units"]
            assert measure.units[0].name == printed["lead"]
