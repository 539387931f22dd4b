"""Documents are looked into in a process of their own: what it meets there becomes a sentence."""

from random import Random
from typing import Any

import pytest

from core.files import judging
from core.files.judging import UnfitFile, examine
from core.sandbox import MEGABYTE, Limits, Stopped
from tests.core.brought import Upload, office, pdf


@pytest.mark.parametrize(("data", "name"), [(office("docx", "一"), "a.docx"), (pdf("一"), "a.pdf")])
def test_a_document_is_looked_into_apart(data: bytes, name: str) -> None:
    assert examine(Upload(data, name)).data == data


def test_an_act_is_found_apart() -> None:
    data = pdf("a", catalog="/OpenAction << /S /JavaScript /JS (1) >>")

    with pytest.raises(UnfitFile) as refused:
        examine(Upload(data, "a.pdf"))
    assert refused.value.cause == "script"


@pytest.mark.parametrize(
    ("reason", "cause"),
    [("time", "heavy"), ("memory", "heavy"), ("output", "heavy"), ("failed", "damaged")],
)
def test_a_limit_that_is_met_is_a_sentence(monkeypatch: Any, reason: Any, cause: str) -> None:
    def stopped(*_: Any, **__: Any) -> bytes:
        raise Stopped(reason)

    monkeypatch.setattr(judging, "run_apart", stopped)

    with pytest.raises(UnfitFile) as refused:
        examine(Upload(office("docx"), "a.docx"))
    assert refused.value.cause == cause


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b"nonsense"])
def test_a_child_that_talks_nonsense_is_not_believed(monkeypatch: Any, answer: bytes) -> None:
    monkeypatch.setattr(judging, "run_apart", lambda *_, **__: answer)

    with pytest.raises(UnfitFile) as refused:
        examine(Upload(office("docx"), "a.docx"))
    assert refused.value.cause == "damaged"


def test_little_memory_is_enough_for_a_large_honest_file(monkeypatch: Any) -> None:
    monkeypatch.setattr(judging, "_LIMITS", Limits(memory=400 * MEGABYTE, seconds=30))
    data = office("docx", "一", more={"word/media/image1.bin": Random(1).randbytes(15 << 20)})

    assert examine(Upload(data, "a.docx")).kind == "docx"
