"""The page on which a draft is polished: works without script, and loses nobody's words."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import html

from reports.actions import answer_proof, send_proofs, write_passage
from reports.models import Objection, Passage, ProofCopy, Report
from tests.factories import BY, House, at
from tests.reports.drafts import draft, file_all, sign

NOW = at("2026-10-20 10:00")
KEY = "behind.2.1"


@pytest.fixture
def report(house: House) -> Report:
    file_all(house)
    return draft(house)


@pytest.fixture
def chen(house: House) -> Iterator[Client]:
    with time_machine.travel(NOW, tick=False):
        client = Client()
        client.force_login(house.chen)
        yield client


def address(report: Report, name: str = "report-passage", *rest: str) -> str:
    where = [report.schedule.plan.slug, report.public_id]
    return reverse(name, args=[*where, *(rest or (KEY,))] if "edit" not in name else where)


def page(client: Client, report: Report) -> Any:
    return html.fromstring(client.get(address(report, "report-edit")).content.decode())


def text_of(node: Any) -> str:
    return " ".join(node.text_content().split())


def paragraph(found: Any, key: str = KEY) -> Any:
    (one,) = found.xpath(f"//section[@id='p-{key.replace('.', '-')}']")
    return one


def save(client: Client, report: Report, text: str, version: int = 0, **more: Any) -> Any:
    sent = {"text": text, "version": version, "drawn": report.sha256}
    return client.post(address(report), sent, **more)


def test_each_paragraph_stands_beside_what_the_units_wrote(chen: Client, report: Report) -> None:
    one = paragraph(page(chen, report))
    assert "数据目录迟迟未定" in one.xpath(".//textarea")[0].text
    beside = text_of(one.xpath(".//*[contains(@class, 'cx-last')]")[0])
    assert "数据目录迟迟未定，接入部门意见不一。" in beside and "缺少牵头处室。" in beside
    assert "制定共享目录" in beside and "统一数据平台" not in beside


def test_what_is_changed_is_marked_and_a_stranger_named(chen: Client, report: Report) -> None:
    answer = save(chen, report, "目录编制滞后37.5%。")
    assert answer.status_code == 302 and answer["Location"].endswith("#p-behind-2-1")
    one = paragraph(page(chen, report))
    assert one.xpath(".//del") and one.xpath(".//ins")
    assert [mark.text for mark in one.xpath(".//ins//mark")] == ["37.5%"]
    assert "不在数据中" in text_of(one)
    assert "Chen" in text_of(one)


def test_a_figure_of_the_data_is_not_named(chen: Client, report: Report) -> None:
    save(chen, report, "截至2026年9月30日，目录编制滞后。")
    assert "不在数据中" not in text_of(paragraph(page(chen, report)))


def test_the_second_tab_sees_both_texts_and_may_save_again(
    chen: Client, report: Report, house: House
) -> None:
    write_passage(
        report=report, key=KEY, text="董先写的。", version=0, drawn=report.sha256,
        person=house.dong, now=NOW, by=BY,
    )  # fmt: skip
    answer = save(chen, report, "陈后写的。")
    assert answer.status_code == 409
    one = paragraph(html.fromstring(answer.content.decode()))
    assert one.xpath(".//textarea")[0].text == "陈后写的。"
    assert "董先写的。" in text_of(one.xpath(".//*[@class='cx-theirs']")[0])
    assert Passage.objects.get().text == "董先写的。"
    version = one.xpath(".//input[@name='version']")[0].get("value")
    assert save(chen, report, "陈后写的。", int(version)).status_code == 302
    assert Passage.objects.get().text == "陈后写的。"


def test_saved_as_typed_the_page_learns_the_new_version(chen: Client, report: Report) -> None:
    answer = save(chen, report, "目录编制滞后37.5%。", headers={"X-Autosave": "1"})
    told = answer.json()
    assert (told["version"], told["saved_at"]) == (Passage.objects.get().version, "10:00")
    assert "37.5%" in told["shown"] and "<mark>" in told["shown"]
    refused = save(chen, report, "又一稿。", headers={"X-Autosave": "1"})
    assert refused.status_code == 409 and refused.json()["sentence"]


def test_markup_in_a_passage_is_inert(chen: Client, report: Report) -> None:
    told = save(chen, report, "<img src=x>。", headers={"X-Autosave": "1"}).json()["shown"]
    assert "<img" not in told and "&lt;" in told


@pytest.mark.parametrize(("text", "status"), [("", 422), ("长" * 40_001, 422)])
def test_what_is_refused_stays_in_the_box(
    chen: Client, report: Report, text: str, status: int
) -> None:
    answer = save(chen, report, text)
    assert answer.status_code == status
    one = paragraph(html.fromstring(answer.content.decode()))
    assert (one.xpath(".//textarea")[0].text or "").strip() == text
    assert one.xpath(".//*[@role='alert']")


def test_a_page_that_is_not_whole_is_refused(chen: Client, report: Report) -> None:
    sent = {"text": "改写。", "drawn": report.sha256}
    assert chen.post(address(report), sent).status_code == 422
    assert chen.post(address(report, "report-passage", "gone.1"), sent).status_code == 422
    assert not Passage.objects.exists()


def test_it_is_restored_by_a_button(chen: Client, report: Report) -> None:
    save(chen, report, "改写。")
    sent = {"version": Passage.objects.get().version, "drawn": report.sha256}
    assert chen.post(address(report, "report-restore"), sent).status_code == 302
    assert not Passage.objects.exists()


def test_signing_in_again_leads_back_to_the_paragraph(chen: Client, report: Report) -> None:
    for name in ("report-passage", "report-restore"):
        answer = chen.get(address(report, name))
        assert answer["Location"].endswith("/edit/#p-behind-2-1")


def test_a_signed_report_is_read_and_not_edited(chen: Client, report: Report) -> None:
    sign(report)
    answer = chen.get(address(report, "report-edit"))
    assert answer["Location"] == "/plans/digital/reports/month/2026-09/"
    assert save(chen, report, "改写。").status_code == 409


def test_strangers_and_units_have_no_such_page(house: House, report: Report) -> None:
    for name in ("alice", "bo", "lei", "su", "gao", "zed"):
        client = Client()
        client.force_login(getattr(house, name))
        assert client.get(address(report, "report-edit")).status_code == 404, name
        assert save(client, report, "改写。").status_code == 404, name


def test_an_objection_stands_beside_its_paragraph_and_is_answered(
    chen: Client, report: Report, house: House
) -> None:
    (proof,) = send_proofs(
        report=report, units=[house.a], due_on=at("2026-10-22").date(), person=house.chen,
        now=NOW, by=BY,
    )  # fmt: skip
    answer_proof(
        proof=proof, objections={f"{KEY}/2": "原因有变。", "figures/2": "进度有误。"},
        person=house.alice, version=proof.version, now=NOW, by=BY,
    )  # fmt: skip
    told = text_of(paragraph(page(chen, report)))
    assert "原因有变。" in told and "进度有误。" in told
    one = Objection.objects.get(key=f"{KEY}/2")
    where = address(report, "report-objection", one.public_id)
    assert chen.post(where, {"accepted": "yes", "reply": " "}).status_code == 422
    assert chen.post(where, {"reply": "好"}).status_code == 422
    assert chen.post(where, {"accepted": "no", "reply": "与台账一致。"}).status_code == 302
    one.refresh_from_db()
    assert (one.accepted, one.reply) == (False, "与台账一致。")
    assert "与台账一致。" in text_of(paragraph(page(chen, report)))


def test_proof_copies_are_sent_from_the_page(chen: Client, report: Report, house: House) -> None:
    where = reverse(
        "report-proofs", args=["digital", report.public_id]
    )  # fmt: skip
    refused = chen.post(where, {"days": "2"})
    assert refused.status_code == 422
    assert chen.post(where, {"units": house.a.public_id, "days": "x"}).status_code == 422
    assert chen.post(where, {"units": "nowhere", "days": "2"}).status_code == 422
    assert not ProofCopy.objects.exists()
    assert chen.post(where, {"units": house.a.public_id, "days": "2"}).status_code == 302
    assert ProofCopy.objects.get().due_on == at("2026-10-22").date()
    with translation.override("zh-hans"):
        told = text_of(page(chen, report).xpath("//section[@id='proofs']")[0])
    assert "示例甲局" in told and "未回复" in told


def test_questions_do_not_grow_with_paragraphs(
    chen: Client, report: Report, house: House, django_assert_max_num_queries: Any
) -> None:
    for number, key in enumerate(("overall.1", "area.1.1", "area.2.1", KEY)):
        write_passage(
            report=report, key=key, text=f"改写{number}。", version=0, drawn=report.sha256,
            person=house.chen, now=NOW, by=BY,
        )  # fmt: skip
    with django_assert_max_num_queries(24):
        chen.get(address(report, "report-edit"))
