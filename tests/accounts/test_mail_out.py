"""One mail a person and working day, within the hours, tried again and parked, never twice."""

import smtplib
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from accounts import actions
from accounts.mail import KIND, digests_due, may_leave
from accounts.models import Digest, Notice, User
from accounts.notices import NewNotice, register
from accounts.rules import Hours, mailable, message_id, one_line
from core import env
from core.health import readiness
from core.models import WorkItem, WorkState
from core.refusals import BadInput
from core.work.kinds import known
from core.work.planner import plan_kind
from core.work.worker import do_work
from tests.factories import BY, House, at

MONDAY = at("2026-09-21 09:00")
register("test", "测试")


@pytest.fixture(autouse=True)
def server(settings: Any) -> Iterator[None]:
    """A mail server in the settings; what is sent lands in `mail.outbox`."""
    settings.EMAIL_HOST, settings.MAIL_FROM = "mail.example", "cexing@office.example"
    settings.SITE_URL = "https://cexing.example"
    settings.MAIL_HOURS = (time(8, 30), time(17, 30))
    yield


@pytest.fixture
def alice(house: House) -> User:
    User.objects.filter(pk=house.alice.pk).update(email="alice@office.example")
    return User.objects.get(pk=house.alice.pk)


def post(to: User, *keys: str, now: datetime = MONDAY) -> None:
    notices = [
        NewNotice(to, "test", key, f"任务{key}应报", words="不外传的内容", link="/my-work/")
        for key in keys
    ]
    actions.post_notices(notices=notices, now=now, by=BY)


def tick(now: datetime) -> int:
    plan_kind(known()[KIND], now)
    return do_work(lambda: now)


def item() -> WorkItem:
    return WorkItem.objects.get(kind=KIND)


def test_one_mail_takes_all_that_waits(alice: User, house: House) -> None:
    post(alice, "1", "2")
    post(house.bo, "1")
    tick(MONDAY)
    (sent,) = mail.outbox
    assert sent.to == ["alice@office.example"]
    assert sent.from_email == "cexing@office.example"
    assert "任务1应报" in sent.body and "任务2应报" in sent.body
    for row in Notice.objects.filter(to=alice):
        assert f"https://cexing.example/inbox/{row.public_id}/" in sent.body
        assert row.digest == Digest.objects.get(user=alice)
    assert "不外传" not in sent.body
    assert sent.extra_headers["Message-ID"] == message_id(
        alice.public_id, MONDAY.date(), "cexing.example"
    )
    assert Notice.objects.get(to=house.bo).digest is None, "no address, no mail"


def test_what_comes_later_waits_for_the_next_working_day(alice: User) -> None:
    post(alice, "1")
    tick(MONDAY)
    post(alice, "2")
    tick(at("2026-09-21 15:00"))
    assert len(mail.outbox) == 1
    tick(at("2026-09-22 08:30"))
    assert len(mail.outbox) == 2
    assert "任务2" in mail.outbox[1].body and "任务1" not in mail.outbox[1].body


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-09-21 08:29", False),
        ("2026-09-21 08:30", True),
        ("2026-09-21 17:29", True),
        ("2026-09-21 17:30", False),
        ("2026-09-26 10:00", False),  # a Saturday
        ("2026-10-01 10:00", False),  # a holiday
        ("2026-09-20 10:00", True),  # a Sunday that is worked
    ],
)
def test_mail_leaves_in_its_hours_alone(alice: User, moment: str, leaves: bool) -> None:
    post(alice, "1")
    assert may_leave(at(moment)) is leaves
    assert bool(list(digests_due(at(moment)))) is leaves
    tick(at(moment))
    assert bool(mail.outbox) is leaves


def test_planned_in_time_but_done_too_late_is_left_to_the_next_day(alice: User) -> None:
    post(alice, "1")
    plan_kind(known()[KIND], at("2026-09-21 17:29"))
    late = at("2026-09-21 17:31")
    do_work(lambda: late)
    assert not mail.outbox
    assert item().state == WorkState.DONE
    tick(at("2026-09-22 09:00"))
    assert len(mail.outbox) == 1


def test_a_parked_mail_that_is_tried_on_another_day_sends_nothing_twice(alice: User) -> None:
    post(alice, "1")
    plan_kind(known()[KIND], MONDAY)
    WorkItem.objects.update(state=WorkState.PARKED)
    tick(at("2026-09-22 09:00"))
    WorkItem.objects.update(state=WorkState.WAITING, finished_at=None, attempts=0)
    do_work(lambda: at("2026-09-22 09:05"))
    assert len(mail.outbox) == 1
    assert Digest.objects.get().on == at("2026-09-22").date()


def test_a_mail_of_another_day_leaves_it_to_todays(alice: User) -> None:
    post(alice, "1")
    plan_kind(known()[KIND], MONDAY)
    tuesday = at("2026-09-22 09:00")
    do_work(lambda: tuesday)
    assert not mail.outbox
    assert item().state == WorkState.DONE
    tick(tuesday)
    assert len(mail.outbox) == 1


def test_what_was_read_or_belongs_to_a_closed_account_is_not_mailed(
    alice: User, house: House
) -> None:
    post(alice, "1")
    actions.read_notices(person=alice, public_ids=None, now=MONDAY, by=BY)
    assert not list(digests_due(MONDAY))
    post(alice, "2")
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert not list(digests_due(MONDAY))


def test_without_a_server_nothing_is_due(alice: User, settings: Any) -> None:
    post(alice, "1")
    settings.EMAIL_HOST = ""
    assert not list(digests_due(MONDAY))


def test_a_failing_server_is_asked_again_and_then_parked(alice: User) -> None:
    post(alice, "1")
    now = MONDAY
    rests = []
    with mock.patch(
        "django.core.mail.EmailMessage.send", side_effect=smtplib.SMTPResponseException(451, b"x")
    ) as asked:
        for _turn in range(12):
            tick(now)
            until = item().lease_until
            if until is not None:
                rests.append((until - now).total_seconds())
                now = until
            else:
                now += timedelta(hours=1)
    assert asked.call_count == 5
    assert rests == [10, 40, 160, 640]
    assert item().state == WorkState.PARKED
    assert "mail.example" in item().last_error and "451" in item().last_error
    parked = {check.name: check for check in readiness(now)}["parked"]
    assert not parked.ok
    assert not Digest.objects.exists()
    tick(at("2026-09-22 09:00"))
    assert len(mail.outbox) == 1, "the next day's mail brings it"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"secret words")}), "address"),
        (ConnectionRefusedError("secret"), "ConnectionRefusedError"),
        (smtplib.SMTPServerDisconnected("secret"), "SMTPServerDisconnected"),
    ],
)
def test_the_sentence_tells_what_to_mend_and_no_secret(
    alice: User, error: Exception, says: str
) -> None:
    from django.utils import translation

    post(alice, "1")
    with (
        translation.override("en"),
        mock.patch("django.core.mail.EmailMessage.send", side_effect=error),
    ):
        tick(MONDAY)
    assert says in item().last_error
    assert "secret" not in item().last_error


def test_a_kill_after_the_server_said_yes_sends_the_same_mail_again(alice: User) -> None:
    """The one thing that may happen twice; its Message-ID says so."""
    post(alice, "1")
    with mock.patch("accounts.mail.keep_digest", side_effect=RuntimeError):
        tick(MONDAY)
    assert item().state == WorkState.WAITING
    tick(MONDAY + timedelta(minutes=1))
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert Digest.objects.count() == 1


def test_no_header_can_be_slipped_in(alice: User) -> None:
    post(alice, "1\nBcc: x@y.example")
    tick(MONDAY)
    head = mail.outbox[0].message().as_bytes().partition(b"\n\n")[0]
    assert b"Bcc" not in head
    User.objects.filter(pk=alice.pk).update(email="a@b.example\nBcc: x@y.example")
    post(alice, "2")
    tick(at("2026-09-22 09:00"))
    assert len(mail.outbox) == 1
    assert WorkItem.objects.filter(kind=KIND, state=WorkState.WAITING).get().last_error


@pytest.mark.parametrize("email", ["nobody", "a@b,c@d.example", "a b@c.example", "a@b.example\nx"])
def test_an_address_that_cannot_be_used_is_not_kept(
    house: House, unchanged: Any, email: str
) -> None:
    with unchanged(), pytest.raises(BadInput):
        actions.edit_person(
            user=house.alice, name="Alice", phone="", email=email, pinyin_override="",
            version=house.alice.version, by=BY,
        )  # fmt: skip
    assert not mailable(email)


def test_a_long_inbox_is_one_short_mail(alice: User) -> None:
    post(alice, *(str(number) for number in range(60)))
    tick(MONDAY)
    assert len(mail.outbox) == 1
    assert mail.outbox[0].body.count("https://") == 41
    assert "20" in mail.outbox[0].body
    assert not Notice.objects.filter(to=alice, digest__isnull=True).exists()


@how(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["post", "read", "tick", "fail"]), st.integers(0, 96)),
        min_size=3,
        max_size=14,
    )
)
def test_nobody_gets_a_notice_by_mail_twice(alice: User, steps: list[tuple[str, int]]) -> None:
    from django.db import transaction

    mail.outbox.clear()
    with transaction.atomic():
        now, number = MONDAY, 0
        for deed, quarters in steps:
            now += timedelta(minutes=15 * quarters)
            if deed == "post":
                number += 1
                post(alice, f"<{number}>", now=now)
            elif deed == "read":
                actions.read_notices(person=alice, public_ids=None, now=now, by=BY)
            elif deed == "tick":
                tick(now)
            else:
                with mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError):
                    tick(now)
        told = [f"任务<{one}>" for one in range(1, number + 1)]
        times = [sum(title in sent.body for sent in mail.outbox) for title in told]
        assert all(count <= 1 for count in times)
        days = list(Digest.objects.values_list("on", flat=True))
        assert len(days) == len(set(days)) == len(mail.outbox)
        mailed = Notice.objects.filter(digest__isnull=False).count()
        assert mailed == sum(times)
        transaction.set_rollback(True)


def test_one_line_holds_no_break() -> None:
    assert one_line("a\u2028b\x85c\x00d\r\n e") == "a b c d e"


def test_hours_hold_their_beginning_and_not_their_end() -> None:
    hours = Hours(time(8), time(9))
    assert hours.hold(at("2026-09-21 08:00"), worked=True)
    assert not hours.hold(at("2026-09-21 09:00"), worked=True)
    assert not hours.hold(at("2026-09-21 08:00"), worked=False)


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (lambda: env.hours("X_TEST", "08:30-17:30"), "17:30-08:30"),
        (lambda: env.hours("X_TEST", "08:30-17:30"), "morning"),
        (lambda: env.choice("X_TEST", "none", ("none", "tls")), "ssl"),
        (lambda: env.mailbox("X_TEST", needed_by="X_HOST"), "a b@c"),
        (lambda: env.mailbox("X_TEST", needed_by="X_HOST"), ""),
        (lambda: env.origin("X_TEST", needed_by="X_HOST"), "cexing.example"),
        (lambda: env.origin("X_TEST", needed_by="X_HOST"), "https://a.example/path"),
        (lambda: env.origin("X_TEST", needed_by="X_HOST"), ""),
    ],
)
def test_settings_refuse_nonsense_by_name(
    monkeypatch: pytest.MonkeyPatch, reader: Any, value: str
) -> None:
    monkeypatch.setenv("X_TEST", value)
    monkeypatch.setenv("X_HOST", "mail.example")
    with pytest.raises(env.BadSetting, match="X_TEST"):
        reader()


def test_settings_take_what_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_TEST", "09:00-12:00")
    assert env.hours("X_TEST", "08:30-17:30") == (time(9), time(12))
    monkeypatch.setenv("X_TEST", "a@b.example")
    assert env.mailbox("X_TEST", needed_by="X_HOST") == "a@b.example"
    monkeypatch.setenv("X_TEST", "https://a.example:8443/")
    assert env.origin("X_TEST", needed_by="X_HOST") == "https://a.example:8443"
    monkeypatch.delenv("X_TEST")
    assert env.mailbox("X_TEST", needed_by="X_HOST") == ""
    assert env.origin("X_TEST", needed_by="X_HOST") == ""
