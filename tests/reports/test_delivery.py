"""A signed report is in each recipient's inbox at once and in their mail soon after, each once."""

import smtplib
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.utils import translation

from accounts.actions import close_account, open_notice
from accounts.models import Notice, RoleGrant, User
from core.audit.verify import verify_chain
from core.health import readiness
from core.models import AuditEvent, WorkItem, WorkState
from core.refusals import Conflict
from core.work.kinds import known
from core.work.planner import plan_kind
from core.work.worker import do_work
from reports.actions import deliver
from reports.delivery import KIND, attached, delivered, message_id
from reports.models import Delivery, Recipient, Report, ReportFile
from reports.recipients import people_for
from tests.factories import BY, House, actor, at
from tests.reports.drafts import draft, file_all, sign

Unchanged = Callable[[], Any]
# A Wednesday, within the hours for mail.
SIGNED = at("2026-10-21 15:00")


@pytest.fixture(autouse=True)
def server(settings: Any) -> Iterator[None]:
    """A mail server in the settings; what is sent lands in `mail.outbox`."""
    settings.EMAIL_HOST, settings.MAIL_FROM = "mail.example", "cexing@office.example"
    settings.SITE_URL = "https://cexing.example"
    settings.MAIL_HOURS = (time(8, 30), time(17, 30))
    settings.MAIL_ATTACH_MOST = 1000
    with translation.override("en"):
        yield


@pytest.fixture
def report(house: House) -> Report:
    file_all(house)
    found = sign(draft(house), now=SIGNED)
    for number, (kind, size) in enumerate([("docx", 300), ("pdf", 600)]):
        ReportFile.objects.create(
            report=found, format=kind, name=f"报告.{kind}", data=bytes([65 + number]) * size
        )
    return found


def name_to(report: Report, **who: Any) -> None:
    (kind, value) = next(iter(who.items()))
    key = value if kind == "role" else value.pk
    Recipient.objects.create(schedule=report.schedule, kind=kind, key=f"{kind}:{key}", **who)


def give_address(*people: User) -> None:
    for one in people:
        User.objects.filter(pk=one.pk).update(email=f"{one.username}@office.example")


def send(report: Report, now: datetime = SIGNED) -> list[str]:
    return [row.to.username for row in deliver(report=report, now=now, by=BY)]


def tick(now: datetime) -> int:
    plan_kind(known()[KIND], now)
    return do_work(lambda: now)


# --- who


def test_a_role_a_unit_and_a_person_are_resolved_each_once(house: House, report: Report) -> None:
    name_to(report, role="leader")
    name_to(report, unit=house.a)
    name_to(report, person=house.bo)
    name_to(report, person=house.chen)
    assert send(report) == ["alice", "bo", "chen", "lei"]
    inbox = Notice.objects.filter(kind="report.signed")
    assert sorted(inbox.values_list("to__username", flat=True)) == ["alice", "bo", "chen", "lei"]
    assert inbox[0].link == "/plans/digital/reports/month/2026-09/"


def test_who_may_not_read_reports_gets_none(house: House, report: Report) -> None:
    """The system administrator, one without a role, and one whose account is closed."""
    for name in ("gao", "zed", "su"):
        name_to(report, person=getattr(house, name))
    close_account(user=house.su, version=house.su.version, by=BY)
    assert people_for(report) == []
    assert send(report) == []


def test_a_role_that_has_ended_names_nobody(house: House, report: Report) -> None:
    name_to(report, role="secretary")
    assert [user.username for user in people_for(report)] == ["su"]
    RoleGrant.objects.filter(user=house.su).update(open_key=None, ended_at=SIGNED)
    assert people_for(report) == []


def test_recipients_are_found_in_two_queries(
    house: House, report: Report, django_assert_num_queries: Any
) -> None:
    name_to(report, role="leader")
    name_to(report, unit=house.a)
    fresh = Report.objects.select_related("schedule").get(pk=report.pk)
    with django_assert_num_queries(2):
        people_for(fresh)


# --- the inbox


def test_delivered_again_nobody_gets_it_twice(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    name_to(report, person=house.chen)
    send(report)
    with unchanged():
        assert send(report, SIGNED + timedelta(hours=1)) == []
    name_to(report, role="leader")
    assert send(report) == ["lei"]
    assert Delivery.objects.count() == 2
    assert verify_chain().ok


def test_a_draft_is_delivered_to_nobody(house: House, unchanged: Unchanged) -> None:
    one = draft(house)
    name_to(one, person=house.chen)
    with unchanged(), pytest.raises(Conflict, match="Sign it first"):
        deliver(report=one, now=SIGNED, by=BY)


def test_the_trail_names_who_got_it(house: House, report: Report) -> None:
    name_to(report, person=house.chen)
    send(report)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.after, event.plan) == (
        "report.delivered", {"to": ["Chen"]}, "digital",
    )  # fmt: skip


# --- the mail


def test_the_mail_carries_what_fits_and_links_the_rest(house: House, report: Report) -> None:
    name_to(report, person=house.chen)
    give_address(house.chen)
    send(report)
    assert tick(SIGNED) == 1
    (sent,) = mail.outbox
    assert sent.to == ["chen@office.example"]
    assert [(one[0], len(one[1])) for one in sent.attachments] == [("报告.docx", 300)]
    left = ReportFile.objects.get(format="pdf")
    assert f"https://cexing.example/report-files/{left.public_id}/" in sent.body
    assert "https://cexing.example/plans/digital/reports/month/2026-09/" in sent.body
    row = Delivery.objects.get()
    assert row.mailed_at == SIGNED
    assert sent.extra_headers["Message-ID"] == message_id(row)
    assert "数据目录" not in sent.body, "what the report says is in its files alone"


def test_files_are_taken_in_their_order_as_a_mail_counts_them() -> None:
    files = [ReportFile(name=str(size), data=b"x" * size) for size in (300, 600, 150, 151)]
    taken, left = attached(files, most=600)
    assert ([one.name for one in taken], [one.name for one in left]) == (
        ["300", "150"], ["600", "151"],
    )  # fmt: skip
    assert attached(files, most=0) == ([], files)


def test_mail_leaves_once(house: House, report: Report) -> None:
    name_to(report, person=house.chen)
    give_address(house.chen)
    send(report)
    for hours in (0, 1, 24):
        tick(SIGNED + timedelta(hours=hours))
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("now", [at("2026-10-21 20:00"), at("2026-10-24 10:00")])
def test_mail_waits_for_its_hours(house: House, report: Report, now: datetime) -> None:
    name_to(report, person=house.chen)
    give_address(house.chen)
    send(report, now)
    assert tick(now) == 0
    assert tick(at("2026-10-26 09:00")) == 1


def test_without_a_server_or_an_address_the_inbox_is_the_delivery(
    house: House, report: Report, settings: Any
) -> None:
    name_to(report, person=house.chen)
    send(report)
    assert tick(SIGNED) == 0
    give_address(house.chen)
    settings.EMAIL_HOST = ""
    assert tick(SIGNED) == 0
    settings.EMAIL_HOST = "mail.example"
    # Set up long after: what is old news is not mailed all at once.
    assert tick(at("2026-11-20 10:00")) == 0


@pytest.mark.parametrize("lost", ["closed", "role", "server"])
def test_who_may_not_have_it_any_more_gets_no_mail(
    house: House, report: Report, settings: Any, lost: str
) -> None:
    name_to(report, person=house.chen)
    give_address(house.chen)
    send(report)
    plan_kind(known()[KIND], SIGNED)
    if lost == "closed":
        User.objects.filter(pk=house.chen.pk).update(is_active=False)
    elif lost == "role":
        RoleGrant.objects.filter(user=house.chen).update(open_key=None, ended_at=SIGNED)
    else:
        settings.EMAIL_HOST = ""
    assert do_work(lambda: SIGNED) == 1
    assert mail.outbox == [] and Delivery.objects.get().mailed_at is None


def test_a_mail_that_fails_is_tried_again_and_then_parked(house: House, report: Report) -> None:
    name_to(report, person=house.chen)
    give_address(house.chen)
    send(report)
    now = SIGNED
    with mock.patch("accounts.mail.EmailMessage.send", side_effect=smtplib.SMTPException("x")):
        for attempt in range(1, 6):
            tick(now)
            item = WorkItem.objects.get(kind=KIND)
            assert item.attempts == attempt
            now += timedelta(minutes=15)
    assert item.state == WorkState.PARKED and "mail.example" in item.last_error
    (one,) = delivered(report)
    assert one.parked and one.fault == item.last_error and one.row.mailed_at is None
    assert not {check.name: check for check in readiness(now)}["parked"].ok


def test_sent_again_after_a_kill_it_is_the_same_mail(house: House, report: Report) -> None:
    """The server has said yes, and the worker dies before it is written down."""
    name_to(report, person=house.chen)
    give_address(house.chen)
    send(report)
    killed = mock.patch("reports.delivery.keep_mailed", side_effect=KeyboardInterrupt)
    with killed, pytest.raises(KeyboardInterrupt):
        tick(SIGNED)
    assert Delivery.objects.get().mailed_at is None
    tick(SIGNED + timedelta(minutes=3))
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert Delivery.objects.get().mailed_at is not None


def test_an_address_that_is_a_list_is_refused(house: House, report: Report) -> None:
    name_to(report, person=house.chen)
    User.objects.filter(pk=house.chen.pk).update(email="a@b.example,c@d.example")
    send(report)
    tick(SIGNED)
    assert mail.outbox == [] and "address" in WorkItem.objects.get(kind=KIND).last_error


# --- what the page tells


def test_who_opened_it_is_told_and_never_of_leaders(house: House, report: Report) -> None:
    name_to(report, role="leader")
    name_to(report, person=house.chen)
    send(report)
    opened = SIGNED + timedelta(hours=2)
    open_notice(
        notice=Notice.objects.get(to=house.chen, kind="report.signed"), person=house.chen,
        now=opened, by=actor(house.chen),
    )  # fmt: skip
    Notice.objects.filter(to=house.lei).update(read_at=opened)
    chen, lei = delivered(report)
    assert (chen.row.to, chen.receipts, chen.opened_at) == (house.chen, True, opened)
    assert (lei.row.to, lei.receipts, lei.opened_at) == (house.lei, False, None)


def test_the_list_asks_four_questions_however_long_it_is(
    house: House, report: Report, django_assert_num_queries: Any
) -> None:
    for name in ("chen", "dong", "alice", "bo", "lei", "su"):
        name_to(report, person=getattr(house, name))
    send(report)
    with django_assert_num_queries(4):
        assert len(delivered(report)) == 6
