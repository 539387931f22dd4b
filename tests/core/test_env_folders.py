"""Settings that name a folder or several fonts refuse nonsense by the variable's name."""

from pathlib import Path
from typing import Any

import pytest

from core import env


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (lambda: env.folder("X_TEST"), "/no/such/folder"),
        (lambda: env.pairs("X_TEST", keys=("kai",)), "kai"),
        (lambda: env.pairs("X_TEST", keys=("kai",)), "kai="),
        (lambda: env.pairs("X_TEST", keys=("kai",)), "li=隶书"),
    ],
)
def test_nonsense_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, reader: Any, value: str
) -> None:
    monkeypatch.setenv("X_TEST", value)
    with pytest.raises(env.BadSetting, match="X_TEST"):
        reader()


def test_what_is_right_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert env.folder("X_TEST") == "" and env.pairs("X_TEST", keys=("kai",)) == {}
    monkeypatch.setenv("X_TEST", str(tmp_path))
    assert env.folder("X_TEST") == str(tmp_path)
    monkeypatch.setenv("X_TEST", "kai=方正楷体_GBK, latin = Times New Roman")
    assert env.pairs("X_TEST", keys=("kai", "latin")) == {
        "kai": "方正楷体_GBK", "latin": "Times New Roman",
    }  # fmt: skip
