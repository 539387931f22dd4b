"""A unit checks its lines on one page; what it typed is never lost behind a refusal."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from lxml import html

from reports.actions import send_proofs
from reports.models import Objection, ProofCopy
from tests.factories import BY, House, at
from tests.reports.drafts import draft, file_all

NOW = at("2026-10-20 10:00")


@pytest.fixture
def proof(house: House) -> ProofCopy:
    file_all(house)
    (made,) = send_proofs(
        report=draft(house), units=[house.a], due_on=at("2026-10-22").date(), person=house.chen,
        now=NOW, by=BY,
    )  # fmt: skip
    return made


@pytest.fixture
def alice(house: House) -> Iterator[Client]:
    with time_machine.travel(NOW, tick=False):
        client = Client()
        client.force_login(house.alice)
        yield client


def where(proof: ProofCopy) -> str:
    return f"/proofs/{proof.public_id}/"


def text_of(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def test_it_is_led_to_from_my_work_and_the_list(alice: Client, proof: ProofCopy) -> None:
    for address in ("/my-work/", "/proofs/"):
        found = html.fromstring(alice.get(address).content.decode())
        assert found.xpath(f"//main//a[@href='{where(proof)}']"), address


def test_it_shows_the_units_own_lines(alice: Client, proof: ProofCopy) -> None:
    told = text_of(alice.get(where(proof)))
    assert "制定共享目录" in told and "数据目录迟迟未定" in told
    assert "上线企业服务专窗" not in told


def test_a_unit_agrees_with_one_button(alice: Client, proof: ProofCopy) -> None:
    sent = {"agree": "1", "version": proof.version}
    assert alice.post(where(proof), sent).status_code == 302
    proof.refresh_from_db()
    assert proof.answer == "agreed"
    assert "Alice" in text_of(alice.get(where(proof)))


def test_objections_are_sent_line_by_line(alice: Client, proof: ProofCopy) -> None:
    sent = {"object": "", "version": proof.version, "figures/2": "进度应为六成。"}
    assert alice.post(where(proof), sent).status_code == 302
    assert Objection.objects.get().words == "进度应为六成。"
    assert "进度应为六成。" in text_of(alice.get(where(proof)))


@pytest.mark.parametrize(
    "more",
    [{}, {"agree": "1", "figures/2": "有误"}, {"figures/2": "长" * 4001}, {"version": "x"}],
    ids=["neither", "both", "too long", "no version"],
)
def test_what_is_refused_stays_where_it_was_typed(
    alice: Client, proof: ProofCopy, more: dict[str, str]
) -> None:
    answer = alice.post(where(proof), {"version": proof.version, **more})
    assert answer.status_code == 422
    found = html.fromstring(answer.content.decode())
    (box,) = found.xpath("//textarea[@name='figures/2']")
    assert (box.text or "").strip() == more.get("figures/2", "")
    assert found.xpath("//*[@role='alert']")
    assert not Objection.objects.exists()


def test_after_the_deadline_the_page_says_so(house: House, proof: ProofCopy) -> None:
    with time_machine.travel(at("2026-10-23 09:00"), tick=False):
        client = Client()
        client.force_login(house.alice)
        assert "逾期未回复" in text_of(client.get(where(proof)))
        assert "逾期未回复" in text_of(client.get("/proofs/"))
        sent = {"agree": "1", "version": proof.version}
        assert client.post(where(proof), sent).status_code == 409
        assert where(proof) not in client.get("/my-work/").content.decode()


def test_other_units_find_nothing(house: House, proof: ProofCopy) -> None:
    for name in ("eve", "fan", "lei", "su", "zed"):
        client = Client()
        client.force_login(getattr(house, name))
        assert client.get(where(proof)).status_code == 404, name
    client = Client()
    client.force_login(house.eve)
    assert where(proof) not in client.get("/proofs/").content.decode()
