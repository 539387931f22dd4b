"""What a page of the loop offers is not refused at once: every state, every form.

Each form is sent as a browser would send it, filled in with something that fits, and taken back.
What is missing in it may be refused (422), the state of things may not (409, 403).
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone
from lxml import html

from recommendations.choices import InitiativeState
from recommendations.life import LifeStep
from recommendations.models import Initiative
from tests.factories import House, at, file_update
from tests.recommendations.life_steps import take

PLAN = "/plans/digital/"
STORY = f"{PLAN}initiatives/1/"
UNIT_DESKS, OFFICE_DESKS = ["/my-work/", STORY], [f"{PLAN}review/", f"{PLAN}rounds/", STORY]
# The chief may all that the coordinator may.
PEOPLE = {"alice": UNIT_DESKS, "bo": UNIT_DESKS, "dong": OFFICE_DESKS}
# Lists whose every choice is an offer of its own.
OFFERS = {"kind", "rung", "agreed"}
S, L = InitiativeState, LifeStep
# The steps to each state from an accepted one.
WAYS: dict[str, list[LifeStep]] = {
    S.IN_PROGRESS: [],
    S.COMPLETION_REQUESTED: [L.ASK_COMPLETION],
    S.COMPLETED: [L.COMPLETE],
    S.CLOSED: [L.COMPLETE, L.CLOSE],
    S.SUSPENDED: [L.SUSPEND],
    S.CANCELLED: [L.CANCEL],
    S.MERGED: [L.MERGE],
}
CASES = [
    *((S.IN_PROGRESS, update) for update in ("", "draft", "for_signing", "submitted")),
    (S.COMPLETION_REQUESTED, "for_signing"),
    (S.SUSPENDED, ""),
    (S.SUSPENDED, "draft"),
    (S.SUSPENDED, "for_signing"),
    *((state, "for_signing") for state in (S.COMPLETED, S.CLOSED, S.CANCELLED, S.MERGED)),
]


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(at("2026-09-22 10:00"), tick=False):
        yield


class Refused(Exception):
    """Takes back what a form did."""


def filled(form: Any) -> list[dict[str, str]]:
    """What a browser would send: once for each choice of the form's first list."""
    day = (timezone.localdate() + timedelta(days=150)).isoformat()
    sent: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    for field in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        name, kind = field.get("name"), field.get("type", "")
        if field.tag == "select":
            lists[name] = [one for one in field.xpath(".//option/@value") if one]
            sent[name] = (lists[name] or [""])[-1]
        elif kind == "hidden" or field.get("value"):
            sent[name] = field.get("value") or ""
        elif kind == "date":
            sent[name] = day
        elif kind == "radio":
            sent.setdefault(name, field.get("value", ""))
        elif kind != "file":
            sent[name] = "2" if name == "into" else "场地尚未交付，请支持。"
    offers = OFFERS & lists.keys()
    return [{**sent, name: one} for name in offers for one in lists[name]] or [sent]


def try_forms(client: Client, path: str, page: Any, who: str) -> Iterator[str]:
    """The forms of a page that are refused for the state of things."""
    for form in page.xpath("//main//form[@method='post']"):
        targets = [form.get("action") or path]
        targets += form.xpath(".//button[@formaction]/@formaction")
        for target in targets:
            if not target.startswith((STORY, "/initiatives/")):
                continue  # about something else
            for sent in filled(form):
                answer = None
                try:
                    with transaction.atomic():
                        answer = client.post(target, sent)
                        raise Refused
                except Refused:
                    pass
                assert answer is not None
                if answer.status_code in {403, 404, 409}:
                    yield f"{who} {target} {sent} {answer.status_code}"


def links(page: Any) -> list[str]:
    """The loop's own pages that a page leads to."""
    found = page.xpath("//main//a[contains(concat(' ', @class, ' '), ' btn ')]/@href")
    found += page.xpath("//main//a[contains(@href, '/updates/')]/@href")
    return sorted({one for one in found if one.startswith(STORY) and "." not in one})


def walk(house: House, people: Mapping[str, list[str]] = PEOPLE) -> list[str]:
    """What each person is offered and refused, on the desks and one step further."""
    refused: list[str] = []
    for who, desks in people.items():
        client = Client()
        client.force_login(house.people[who])
        seen: set[str] = set()
        for desk in desks:
            answer = client.get(desk)
            if answer.status_code != 200:
                continue
            page = html.fromstring(answer.content.decode())
            refused += try_forms(client, desk, page, who)
            seen |= set(links(page))
        for path in sorted(seen):
            answer = client.get(path)
            if answer.status_code != 200:
                refused.append(f"{who} {path} {answer.status_code}")
            else:
                page = html.fromstring(answer.content.decode())
                refused += try_forms(client, path, page, who)
    return refused


@pytest.mark.parametrize(("state", "update"), CASES)
def test_nothing_is_offered_that_the_state_refuses(house: House, state: str, update: str) -> None:
    if update:
        file_update(house, until=update, now=at("2026-09-21 09:00"))
    for step in WAYS[state]:
        take(house, step)
    assert house.initiative(1).state == state
    assert walk(house) == []


def test_what_is_assigned_and_what_was_given_back(house: House) -> None:
    """The same of the initiative that nobody has answered to yet, and after it was declined."""
    Initiative.objects.filter(code__in=(1, 3)).update(code=F("code") * 10)
    Initiative.objects.filter(code=30).update(code=1)
    assert house.initiative(1).state == S.ASSIGNED
    people = {"eve": UNIT_DESKS, "fan": UNIT_DESKS, "dong": OFFICE_DESKS}
    assert walk(house, people) == []
    take(house, L.DECLINE)
    assert walk(house, people) == []
