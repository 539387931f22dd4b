"""The door: who comes in, how often one may try and how long stay, and what is written down."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings

from accounts.actions import add_person, grant_role
from accounts.choices import Role
from accounts.models import User
from core.models import AuditEvent
from tests.factories import BY, at

PATH = "/sign-in/"
RIGHT, WRONG = "kept-secret-9-words", "not-the-secret-8"
START = at("2026-09-21 09:00")
SESSION = settings.SESSION_COOKIE_NAME


@pytest.fixture
def clock(db: None) -> Iterator[Any]:
    """The clock stands still unless it is moved, and nobody has tried before."""
    cache.clear()
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller
    cache.clear()


@pytest.fixture
def people(clock: Any) -> User:
    """An auditor with a password, and somebody else."""
    user = add_person(username="mei", name="梅", password=RIGHT, by=BY)
    grant_role(user=user, role=Role.AUDITOR, now=START, by=BY)
    add_person(username="other", name="另", password=RIGHT, by=BY)
    return user


def attempt(client: Client, password: str, *, login: str = "mei", **more: Any) -> Any:
    return client.post(PATH, {"login": login, "password": password}, **more)


def inside(client: Client) -> bool:
    """Whether this browser may read the trail."""
    return client.get("/audit/").status_code == 200


def fail(times: int, *, login: str = "mei", address: str = "") -> None:
    for number in range(times):
        where = address or f"10.0.0.{number + 1}"
        attempt(Client(), WRONG, login=login, REMOTE_ADDR=where)


def test_the_right_password_opens_and_leads_to_the_own_desk(people: User) -> None:
    client = Client()
    answer = attempt(client, RIGHT)
    assert (answer.status_code, answer.url) == (302, "/")
    assert inside(client)


@pytest.mark.parametrize(
    ("login", "password"), [("mei", WRONG), ("nobody", RIGHT), ("mei", ""), ("MEI ", WRONG)]
)
def test_anything_else_says_the_same_and_opens_nothing(
    people: User, login: str, password: str
) -> None:
    client = Client()
    answer = attempt(client, password, login=login)
    assert answer.status_code == 200
    assert not inside(client)
    assert "invalid-feedback" in answer.content.decode()


def test_a_wrong_name_and_a_wrong_password_read_the_same(people: User) -> None:
    def said(login: str) -> str:
        text = attempt(Client(), WRONG, login=login).content.decode()
        return text.split('role="alert">')[1].split("</p>")[0]

    assert said("mei") == said("nobody")


def test_after_five_failures_the_name_rests_even_for_the_right_password(people: User) -> None:
    fail(5)
    client = Client()
    refused = attempt(client, RIGHT, REMOTE_ADDR="10.0.1.1")
    assert refused.status_code in {200, 429}
    assert not inside(client)
    assert attempt(Client(), RIGHT, login="other", REMOTE_ADDR="10.0.1.2").status_code == 302


def test_four_failures_are_forgiven(people: User) -> None:
    fail(4)
    client = Client()
    assert attempt(client, RIGHT, REMOTE_ADDR="10.0.1.1").status_code == 302
    assert inside(client)


def test_the_rest_lasts_five_minutes(people: User, clock: Any) -> None:
    fail(5)
    clock.shift(timedelta(minutes=4, seconds=50))
    client = Client()
    attempt(client, RIGHT, REMOTE_ADDR="10.0.1.1")
    assert not inside(client)
    clock.shift(timedelta(minutes=6))
    attempt(client, RIGHT, REMOTE_ADDR="10.0.1.1")
    assert inside(client)


def test_trying_many_names_from_one_address_is_stopped(people: User, clock: Any) -> None:
    for number in range(10):
        attempt(Client(), WRONG, login=f"guess{number}", REMOTE_ADDR="10.9.9.9")
    client = Client()
    attempt(client, RIGHT, REMOTE_ADDR="10.9.9.9")
    assert not inside(client)
    elsewhere = Client()
    assert attempt(elsewhere, RIGHT, REMOTE_ADDR="10.9.9.8").status_code == 302
    clock.shift(timedelta(minutes=2))
    assert attempt(client, RIGHT, REMOTE_ADDR="10.9.9.9").status_code == 302


def test_a_header_does_not_make_another_address(people: User) -> None:
    for number in range(10):
        attempt(
            Client(), WRONG, login=f"guess{number}", REMOTE_ADDR="10.9.9.9",
            HTTP_X_FORWARDED_FOR=f"172.16.0.{number}",
        )  # fmt: skip
    client = Client()
    attempt(client, RIGHT, REMOTE_ADDR="10.9.9.9", HTTP_X_FORWARDED_FOR="172.16.9.9")
    assert not inside(client)


def test_the_session_key_changes_at_the_door(people: User) -> None:
    client = Client()
    planted = client.session
    planted["seen"] = "before"
    planted.save()
    client.cookies[SESSION] = planted.session_key
    attempt(client, RIGHT)
    assert client.cookies[SESSION].value != planted.session_key
    stranger = Client()
    stranger.cookies[SESSION] = planted.session_key
    assert not inside(stranger)


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(people: User) -> None:
    client = Client()
    client.get(PATH)
    attempt(client, RIGHT)
    cookie = client.cookies[SESSION]
    assert cookie["httponly"] and cookie["samesite"] in {"Lax", "Strict"}
    assert cookie["path"] == "/"
    assert client.cookies[settings.CSRF_COOKIE_NAME]["samesite"] in {"Lax", "Strict"}


@override_settings(SESSION_COOKIE_SECURE=True)
def test_over_https_the_cookie_goes_nowhere_else(people: User) -> None:
    client = Client()
    attempt(client, RIGHT, secure=True)
    assert client.cookies[SESSION]["secure"]


def test_who_is_away_for_too_long_is_signed_out(people: User, clock: Any) -> None:
    client = Client()
    attempt(client, RIGHT)
    for _ in range(3):
        clock.shift(timedelta(seconds=settings.SESSION_IDLE_SECONDS - 61))
        assert inside(client)
    clock.shift(timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1))
    assert not inside(client)
    assert client.get("/audit/").status_code == 302


def test_being_away_counts_from_the_sign_in(people: User, clock: Any) -> None:
    client = Client()
    attempt(client, RIGHT)
    clock.shift(timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1))
    assert not inside(client)


def test_a_working_day_is_the_longest_stay(people: User, clock: Any) -> None:
    client = Client()
    attempt(client, RIGHT)
    step = settings.SESSION_IDLE_SECONDS // 2
    stayed = 0
    while stayed + step < settings.SESSION_COOKIE_AGE:
        clock.shift(timedelta(seconds=step))
        stayed += step
        assert inside(client), stayed
    clock.shift(timedelta(seconds=step + 1))
    assert not inside(client)


def events() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(verb__startswith="signin.").order_by("seq"))


def test_the_trail_tells_of_the_door_and_never_the_password(people: User) -> None:
    client = Client()
    attempt(client, WRONG, REMOTE_ADDR="10.0.0.7")
    attempt(client, RIGHT, REMOTE_ADDR="10.0.0.7")
    client.post("/sign-out/", REMOTE_ADDR="10.0.0.7")
    told = events()
    assert [event.verb for event in told] == ["signin.refused", "signin.done", "signin.left"]
    assert [event.actor_name for event in told] == ["mei", "梅", "梅"]
    assert {event.address for event in told} == {"10.0.0.7"}
    for event in AuditEvent.objects.all():
        kept = repr({field.name: getattr(event, field.name) for field in event._meta.fields})
        assert RIGHT not in kept and WRONG not in kept


def test_signing_out_ends_the_session_for_good(people: User) -> None:
    client = Client()
    attempt(client, RIGHT)
    key = client.cookies[SESSION].value
    client.post("/sign-out/")
    thief = Client()
    thief.cookies[SESSION] = key
    assert not inside(client) and not inside(thief)


def test_a_closed_account_stays_outside(people: User) -> None:
    User.objects.filter(username="mei").update(is_active=False)
    client = Client()
    attempt(client, RIGHT)
    assert not inside(client)
    assert "signin.done" not in {event.verb for event in events()}


def test_closing_an_account_ends_its_session(people: User) -> None:
    client = Client()
    attempt(client, RIGHT)
    assert inside(client)
    User.objects.filter(username="mei").update(is_active=False)
    assert not inside(client)


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/x", "/\\evil.example", "javascript:alert(1)",
     "https:evil.example", "http://testserver@evil.example/"],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(people: User, target: str) -> None:
    answer = Client().post(
        f"{PATH}?next={target}", {"login": "mei", "password": RIGHT, "next": target}
    )
    assert answer.status_code == 302
    assert answer.url.startswith("/") and "evil" not in answer.url
    assert not answer.url.startswith(("//", "/\\"))


def test_signing_in_leads_back_to_the_page_that_was_wanted(people: User) -> None:
    client = Client()
    wanted = client.get("/audit/?page=2")
    assert wanted.status_code == 302
    answer = client.post(wanted.url, {"login": "mei", "password": RIGHT, "next": "/audit/?page=2"})
    assert answer.url == "/audit/?page=2"


def test_nobody_signs_up_or_resets_by_mail(db: None) -> None:
    for path in ("/signup/", "/sign-up/", "/accounts/signup/", "/password/reset/", "/admin/"):
        assert Client().get(path).status_code == 404, path
        Client().post(path, {"username": "new", "email": "a@b.example", "password1": RIGHT})
    assert not User.objects.exists()
