"""A schedule's reports by portfolio: each leader and each unit gets their own part, each once."""

import io
from collections.abc import Callable, Iterator
from datetime import time
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation
from docx import Document as open_docx

from accounts.models import Notice, RoleGrant, User
from core.audit.verify import verify_chain
from core.models import AuditEvent
from core.work.kinds import known
from core.work.planner import plan_kind
from core.work.worker import do_work
from reports.actions import Manner, To, change_schedule, deliver
from reports.choices import RecipientKind
from reports.contents.portfolio import cut, units
from reports.delivery import KIND, delivered
from reports.models import Delivery, Report
from reports.parts import WHOLE, part_of, split, whose
from reports.portfolios import portfolio_files, portfolio_of, sent_as
from reports.queries import contents_of
from reports.recipients import shares_of
from tests.factories import BY, House, at, file_update
from tests.report_factories import make_draft, make_schedule, sign

Unchanged = Callable[[], Any]
SIGNED = at("2026-10-21 15:00")
EACH = [To(each=RecipientKind.EACH_LEADER), To(each=RecipientKind.EACH_UNIT)]


@pytest.fixture(autouse=True)
def server(settings: Any) -> Iterator[None]:
    settings.EMAIL_HOST, settings.MAIL_FROM = "mail.example", "cexing@office.example"
    settings.SITE_URL = "https://cexing.example"
    settings.MAIL_HOURS = (time(8, 30), time(17, 30))
    with translation.override("en"):
        yield


@pytest.fixture
def draft(house: House) -> Report:
    """Lei is in charge of some initiatives, by the name that they have for their leader."""
    file_update(house, 1)
    house.lei.name = "李示例"
    house.lei.save()
    return make_draft(make_schedule(house.plan, to=EACH))


def signed(house: House, draft: Report) -> Report:
    return sign(draft, house.dong, now=SIGNED)


def client(user: User) -> Client:
    one = Client()
    one.force_login(user)
    return one


def rows(report: Report) -> set[tuple[str, str]]:
    return set(report.deliveries.values_list("to__username", "part"))


def test_each_gets_their_own_part_and_nobody_the_whole(house: House, draft: Report) -> None:
    report = signed(house, draft)
    found = rows(report)
    assert ("lei", f"leader:{house.lei.name}") in found
    assert ("alice", f"unit:{house.a.name}") in found
    assert WHOLE not in {part for _to, part in found}
    assert {whose(part) for _to, part in found} <= {house.lei.name, *units(contents_of(report))}
    event = AuditEvent.objects.filter(verb="report.delivered").get()
    assert (
        event.after["to"] == []
        and {"of": house.lei.name, "to": house.lei.name} in (event.after["parts"])
    )
    assert verify_chain().ok


def test_delivered_again_nobody_gets_a_part_twice(
    house: House, draft: Report, unchanged: Unchanged
) -> None:
    report = signed(house, draft)
    with unchanged():
        assert deliver(report=report, now=SIGNED, by=BY) == []


def test_who_gets_the_whole_gets_their_part_too(house: House, draft: Report) -> None:
    manner = Manner(to=[*EACH, To(person=house.lei)], formats=["docx"])
    schedule = draft.schedule
    change_schedule(
        schedule=schedule, first_period=schedule.first, issuer=schedule.issuer, manner=manner,
        version=schedule.version, person=house.chen, by=BY,
    )  # fmt: skip
    report = signed(house, Report.objects.get(pk=draft.pk))
    assert {part for to, part in rows(report) if to == "lei"} == {
        WHOLE, f"leader:{house.lei.name}",
    }  # fmt: skip
    assert Notice.objects.filter(to=house.lei, kind="report.signed").count() == 2


def test_the_notice_leads_to_the_part_and_a_part_opens_no_more(house: House, draft: Report) -> None:
    report = signed(house, draft)
    row = Delivery.objects.get(report=report, to=house.alice)
    notice = Notice.objects.get(to=house.alice, kind="report.signed")
    assert notice.link == f"/report-parts/{row.public_id}/" and house.a.name in notice.subject
    alice = client(house.alice)
    page = alice.get(notice.link).content.decode()
    assert f"（摘编：{house.a.name}）" in page
    for cell in (one for area in contents_of(report)["areas"] for one in area["cells"]):
        mine = any(task["lead"] == house.a.name for task in cell["tasks"])
        assert (f"第{cell['position']}项{cell['title']}" in page) <= mine
    assert alice.get(report.get_absolute_url()).status_code == 404, "the whole is for leaders"
    assert alice.get(f"/plans/digital/reports/{report.public_id}/portfolio/").status_code == 404
    assert client(house.bo).get(notice.link).status_code == 404, "another person's"
    assert alice.get(f"{notice.link}?form=exe").status_code == 404
    assert row.public_id in alice.get("/plans/digital/reports/").content.decode()


def test_the_part_comes_as_a_file(house: House, draft: Report) -> None:
    report = signed(house, draft)
    row = Delivery.objects.get(report=report, to=house.lei)
    answer = client(house.lei).get(f"/report-parts/{row.public_id}/?form=docx")
    texts = [each.text for each in open_docx(io.BytesIO(answer.content)).paragraphs]
    assert f"（摘编：{house.lei.name}）" in texts
    assert quote("摘编") in answer.headers["Content-Disposition"]


def test_the_whole_delivery_is_for_the_whole_report_alone(house: House, draft: Report) -> None:
    report = signed(house, draft)
    row = Delivery.objects.get(report=report, to=house.alice)
    Delivery.objects.filter(pk=row.pk).update(part=WHOLE)
    assert client(house.alice).get(f"/report-parts/{row.public_id}/").status_code == 404
    assert client(house.alice).get(report.get_absolute_url()).status_code == 200


def test_the_mail_carries_the_part_once(house: House, draft: Report) -> None:
    User.objects.filter(pk=house.alice.pk).update(email="alice@office.example")
    report = signed(house, draft)
    for _again in range(2):
        plan_kind(known()[KIND], SIGNED)
        do_work(lambda: SIGNED)
    (sent,) = [one for one in mail.outbox if one.to == ["alice@office.example"]]
    row = Delivery.objects.get(report=report, to=house.alice)
    assert row.mailed_at == SIGNED
    assert f"https://cexing.example/report-parts/{row.public_id}/" in sent.body
    made = portfolio_files(report, portfolio_of(report, row.part), sent_as(report))
    assert [(one[0], one[1]) for one in sent.attachments] == [(one.name, one.data) for one in made]
    assert house.a.name in sent.subject
    event = AuditEvent.objects.filter(verb="report.mailed").get()
    assert event.after == {"to": house.alice.name, "of": house.a.name}


def test_what_is_too_large_is_linked(house: House, draft: Report, settings: Any) -> None:
    settings.MAIL_ATTACH_MOST = 100
    User.objects.filter(pk=house.alice.pk).update(email="alice@office.example")
    report = signed(house, draft)
    plan_kind(known()[KIND], SIGNED)
    do_work(lambda: SIGNED)
    (sent,) = mail.outbox
    row = Delivery.objects.get(report=report, to=house.alice)
    assert not sent.attachments
    assert f"https://cexing.example/report-parts/{row.public_id}/?form=docx" in sent.body


def test_the_draft_says_who_gets_what_and_who_nobody_is(house: House, draft: Report) -> None:
    found = {share.whose: share for share in shares_of(draft)}
    assert found[house.lei.name].people == [house.lei]
    assert house.alice in found[house.a.name].people
    page = client(house.chen).get(draft.edition_url).content.decode()
    assert "将发送给" in page and f"{house.a.name}部分" in page


def test_a_leader_without_an_account_gets_nothing(house: House, draft: Report) -> None:
    User.objects.filter(pk=house.lei.pk).update(name="别人")
    share = next(one for one in shares_of(draft) if one.whose == "李示例")
    assert share.people == [] and "No account of a leader" in share.why
    report = signed(house, draft)
    assert "leader:李示例" not in {part for _to, part in rows(report)}


def test_two_leaders_of_one_name_get_nothing(house: House, draft: Report) -> None:
    User.objects.filter(pk=house.su.pk).update(name=house.lei.name)
    RoleGrant.objects.filter(user=house.su).update(role="leader")
    share = next(one for one in shares_of(draft) if one.whose == house.lei.name)
    assert share.people == [] and "Several accounts" in share.why


def test_shares_ask_the_same_however_many_there_are(
    house: House, draft: Report, django_assert_num_queries: Any
) -> None:
    fresh = Report.objects.select_related("schedule").get(pk=draft.pk)
    with django_assert_num_queries(2):
        assert len(shares_of(fresh)) > 2


def test_the_page_names_whose_part_each_got(house: House, draft: Report) -> None:
    report = signed(house, draft)
    named = {one.row.whose for one in delivered(report)}
    assert house.lei.name in named and house.a.name in named
    page = client(house.chen).get(report.get_absolute_url()).content.decode()
    assert house.a.name in page


def test_a_unit_sees_no_other_units_reply(house: House, draft: Report) -> None:
    contents = contents_of(draft)
    code = next(
        task["code"] for area in contents["areas"] for cell in area["cells"]
        for task in cell["tasks"] if task["lead"] == house.a.name
    )  # fmt: skip
    reply = {"position": 1, "title": "", "lead_short": "", "replied_on": None}
    line: Any = {
        "leader": "李", "words": "办", "given_on": "2026-10-10", "due_on": None, "overdue": False,
        "replies": [{**reply, "code": code, "lead": house.a.name, "reply": "甲说"},
                    {**reply, "code": 999, "lead": "别的", "reply": "乙说"}],
    }  # fmt: skip
    made = cut({**contents, "directions": [line]}, unit=house.a.name)
    assert [one["reply"] for one in made["directions"][0]["replies"]] == ["甲说"]


def test_a_circular_sent_to_many_is_listed_once(house: House) -> None:
    to = [To(person=house.alice), To(person=house.bo)]
    circular = make_draft(make_schedule(house.plan, audience="units", to=to))
    sign(circular, house.dong)
    assert list(Report.objects.visible_to(house.alice)) == [Report.objects.get(pk=circular.pk)]


def test_parts_are_named_in_one_text() -> None:
    assert (part_of(), part_of(leader="李"), part_of(unit="局")) == (WHOLE, "leader:李", "unit:局")
    assert (split("leader:李"), split("unit:a:b")) == (("李", ""), ("", "a:b"))
    for wrong in (WHOLE, "leader:", "x:y"):
        with pytest.raises(ValueError, match="leader's or a unit's"):
            split(wrong)
