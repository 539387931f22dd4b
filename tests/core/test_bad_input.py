"""What no honest form sends: a 4xx with one sentence, never a fault, and nothing changed."""

import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from lxml import html

from accounts.models import RoleGrant, Unit, User
from core.models import AuditEvent, WorkItem, WorkState
from recommendations.models import Reading
from reports.models import Report, ReportFile, Schedule
from tests import stage
from tests.example import NOW, put_example
from tests.structure.access_rows import DOCUMENT, ID, ROLES, TABLE
from tests.structure.access_rows import PLAN as PLACE

PLAN = "/plans/beijing-ai/"
# Who may open most of it, so that bad input is met by the page and not by the door.
WHO = ("reporter", "unit-lead", "coordinator", "system-admin", "security-admin", "auditor")
LONG = "长" * 40_000
UNCLEAN = ["\x00", "完成\x00情况", "\ud800", "词\udfff"]
ODD = [
    LONG,
    "\x01\x02\x1b[31m\x7f",
    "10" * 15,
    "9" * 31,
    "-1",
    "1e999",
    "NaN",
    "\u202e\u2066",
    "'\";--",
]
# The probes answer a machine, in words of their own, and read nothing.
NAMES = sorted({name for name, *_rest in TABLE} - {"healthz", "readyz"})
# Their deed asks nothing but the address (signing in writes each failure down).
DEEDS = {
    "contribution",
    "round-skip",
    "round-skip-one",
    "person",
    "person-close",
    "person-move",
    "person-password",
    "unit-rename",
    "account_login",
    "account_logout",
    "role-end",
    "schedule-end",
    "work-retry",
}
# What they are sent is kept as it is: a view's name, a pasted document, the trail of an export.
KEEPS = {"documents", "edition-new", "ledger-export", "ledger-views", "unit-sheet-file"}


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The example, something parked, and the sign-ins of WHO, around the module's tests."""
    with stage.around(django_db_blocker):
        with django_db_blocker.unblock():
            put_example()
            WorkItem.objects.create(
                kind="report.freeze", key="parked", due_at=NOW, created_at=NOW, attempts=5,
                state=WorkState.PARKED,
            )  # fmt: skip
            keys = {who: _signed_in(who) for who in WHO}
        yield keys


def _signed_in(who: str) -> str:
    """The session's key."""
    client = Client()
    with time_machine.travel(NOW, tick=False):
        client.force_login(User.objects.get(username=who))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def clients(built: dict[str, str], db: None) -> Iterator[dict[str, Client]]:
    """A browser of each role that matters, at the example's moment."""
    with time_machine.travel(NOW, tick=False):
        found = {}
        for who in WHO:
            found[who] = Client(raise_request_exception=False)
            found[who].cookies[settings.SESSION_COOKIE_NAME] = built[who]
        yield found
        cache.clear()


def address(name: str) -> str:
    """The address that stands in the table for this name."""
    known = {
        "report-file": lambda: {
            "public_id": ReportFile.objects.filter(report__schedule__audience="units")[0].public_id
        },
        **{
            name: lambda: {"public_id": Report.objects.get(state="draft").public_id}
            for name in ("report-sign", "report-redraw", "report-correct")
        },
        "report-draft-file": lambda: {
            "public_id": Report.objects.get(state="draft").public_id,
            "form": "docx",
        },
        **{
            name: lambda: {**PLACE, "public_id": Schedule.objects.order_by("pk")[0].public_id}
            for name in ("schedule", "schedule-end", "schedule-resume", "schedule-run")
        },
        **{
            name: lambda name=name: _of_report(name)
            for name in (
                "report-edit",
                "report-portfolio",
                "report-proofs",
                "report-passage",
                "report-restore",
            )
        },
        "role-end": lambda: {"pk": RoleGrant.objects.order_by("pk")[0].pk},
        "work-retry": lambda: {"pk": WorkItem.objects.get(state=WorkState.PARKED).pk},
    }
    arguments = next(row[1] for row in TABLE if row[0] == name)
    if arguments == ID and name not in known:
        model = Unit if name.startswith("unit") else User
        one = model.objects.order_by("pk")[0].public_id
        # No alias is there to take away: the address leads nowhere, which is said as well.
        return reverse(name, kwargs={"public_id": one, **({"pk": 0} if "unalias" in name else {})})
    if arguments == DOCUMENT:
        known[name] = lambda: {"public_id": Reading.objects.order_by("pk")[0].edition.public_id}
    if arguments.get("public_id") == "?" and name not in known:
        arguments = {**arguments, "public_id": "nowhere"}
    return reverse(name, kwargs=known[name]() if name in known else arguments)


def _of_report(name: str) -> dict[str, str]:
    """Around a draft's words: the draft of the example."""
    one = {"slug": "beijing-ai", "public_id": Report.objects.get(state="draft").public_id}
    return {**one, "key": "overall.1"} if name in ("report-passage", "report-restore") else one


def one_sentence(answer: Any) -> bool:
    """Whether a refusal says something a person can read."""
    text = answer.content.decode()
    if "html" in answer.headers.get("Content-Type", ""):
        page = html.fromstring(text)
        return len(page.xpath("//h1")) == 1 and len(page.text_content().strip()) > 10
    return 5 < len(text.strip()) < 300


def opener(clients: dict[str, Client], name: str) -> Client:
    """The browser of somebody for whom this address opens, by the table."""
    for row in TABLE:
        codes = dict(zip(ROLES, row[3].split(), strict=True))
        for who in WHO:
            if row[0] == name and codes[who] in {"200", "302", "409", "422"}:
                return clients[who]
    return clients["coordinator"]


def fault(answer: Any, where: str) -> list[str]:
    """What came that should not have come."""
    code = answer.status_code
    if code >= 500:
        return [f"{where}: {code}"]
    if 400 <= code < 500 and code != 405 and not one_sentence(answer):
        return [f"{where}: {code} without a sentence"]
    return []


@pytest.mark.parametrize("name", NAMES)
def test_nul_and_half_characters_are_refused_everywhere(
    clients: dict[str, Client], unchanged: Callable[[], Any], name: str
) -> None:
    path, client, wrong = address(name), opener(clients, name), []
    with nullcontext() if name in KEEPS else unchanged():
        for bad in UNCLEAN:
            sent = quote(bad, errors="surrogatepass")
            gotten = [client.get(f"{path}?{query}") for query in (f"words={sent}", f"{sent}=1")]
            body = f"done={sent}&words={sent}&login={sent}&password=x&name={sent}&version=1"
            # A half character cannot come in by an address or a form: it is read as U+FFFD.
            if "\x00" in bad or name not in DEEDS:
                kind = "application/x-www-form-urlencoded"
                gotten.append(client.post(path, body, content_type=kind))
            wrong += [one for answer in gotten for one in fault(answer, repr(bad))]
            if "\x00" in bad:
                wrong += [f"{bad!r}: {one}" for one in gotten if one.status_code != 400]
    assert not wrong, wrong


@pytest.mark.parametrize("name", NAMES)
def test_odd_values_in_the_address_are_no_fault(
    clients: dict[str, Client], unchanged: Callable[[], Any], name: str
) -> None:
    path, client, wrong = address(name), opener(clients, name), []
    with nullcontext() if name in KEEPS else unchanged():
        for odd in ODD:
            keys = ("words",) if odd is LONG else ("page", "sort", "words", "light", "measure")
            wrong += fault(client.get(path, dict.fromkeys(keys, odd)), repr(odd[:9]))
    assert not wrong, wrong


FIELDS = [
    "version", "percent", "done", "cause", "problems", "next_steps", "self_rating", "expected_on",
    "reason", "adopted_text", "username", "name", "short_name", "position", "user", "unit", "role",
    "alias", "place", "category", "valid_from", "on", "last_day", "successors", "phone", "email",
    "pinyin_override", "text", "rows", "seen", "move", "language",
    "login", "password", "oldpassword", "password1", "password2",
]  # fmt: skip


@pytest.mark.parametrize("name", [name for name in NAMES if name not in DEEDS | KEEPS])
def test_odd_values_in_a_form_are_no_fault_and_change_nothing(
    clients: dict[str, Client], name: str
) -> None:
    path, client, wrong = address(name), opener(clients, name), []
    kept = AuditEvent.objects.count()
    for odd in ODD:
        wrong += fault(client.post(path, dict.fromkeys(FIELDS, odd)), repr(odd[:9]))
    assert not wrong, wrong
    assert AuditEvent.objects.count() == kept


@pytest.mark.parametrize(
    "path",
    ["/plans/../", "/plans/../../etc/passwd", "/plans/%2e%2e/", "/plans/..%2f..%2f/",
     "/plans//", f"{PLAN}../", f"{PLAN}initiatives/{'9' * 30}/", f"{PLAN}initiatives/-1/",
     f"{PLAN}initiatives/٣/", f"{PLAN}initiatives/8/updates/9999-99/",
     f"{PLAN}initiatives/8/updates/{'x' * 5000}/", f"{PLAN}reports/month/0000-00/",
     f"{PLAN}reports/month/2026-09/{'9' * 40}/", f"{PLAN}reports/special/x/",
     f"{PLAN}schedules/{'x' * 3000}/",
     f"{PLAN}reports/century/1/", "/report-files/../x/", f"/report-files/{'a' * 3000}/",
     f"/roles/{'9' * 30}/end/", f"/health/work/{'9' * 30}/retry/", "/static/../config/settings.py",
     f"/plans/{'a' * 5000}/", "/%00", "/plans/%00/", "/plans/%ed%a0%80/", f"{PLAN}%ff%fe/"],
)  # fmt: skip
def test_an_address_that_leads_nowhere_is_told_in_one_sentence(
    clients: dict[str, Client], unchanged: Callable[[], Any], path: str
) -> None:
    with unchanged():
        for who, client in clients.items():
            for ask in (client.get, client.post):
                answer = ask(path)
                assert answer.status_code in {301, 400, 404, 405}, (who, answer.status_code)
                if answer.status_code in {400, 404}:
                    assert one_sentence(answer), (who, path)


@pytest.mark.parametrize("length", [4001, 40_000])
def test_too_long_a_text_is_refused_and_kept_on_the_page(
    clients: dict[str, Client], unchanged: Callable[[], Any], length: int
) -> None:
    path = f"{PLAN}initiatives/13/updates/2026-11/"
    client = clients["reporter"]
    version = html.fromstring(client.get(path).content.decode()).xpath("//input[@name='version']")
    with unchanged():
        answer = client.post(
            path, {"version": version[0].get("value"), "done": "长" * length, "percent": "40"}
        )
    assert answer.status_code == 422
    page = html.fromstring(answer.content.decode())
    assert page.xpath("//textarea[@name='done']")[0].text_content().strip() == "长" * length
    assert len(page.find_class("cx-q--wrong")) == 1


def test_control_characters_never_break_a_page(clients: dict[str, Client]) -> None:
    """What is typed with an invisible character is refused or shown without harm."""
    path = f"{PLAN}initiatives/13/updates/2026-11/"
    client = clients["reporter"]
    version = html.fromstring(client.get(path).content.decode()).xpath("//input[@name='version']")
    answer = client.post(
        path,
        {
            "version": version[0].get("value"),
            "done": "完成\x1b[31m\x08首批评审<b>十项</b>。",
            "percent": "40",
        },
    )
    assert answer.status_code in {302, 422}
    text = client.get(path).content.decode()
    assert "<b>十项</b>" not in text


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_carries_the_headers_that_guard_it(
    clients: dict[str, Client], name: str
) -> None:
    for answer in (clients["coordinator"].get(address(name)), Client().get(address(name))):
        policy = answer.headers["Content-Security-Policy"]
        directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
        assert directives["default-src"] == "'none'"
        assert directives["script-src"] == directives["style-src"] == "'self'"
        assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
        assert directives["form-action"] == "'self'"
        assert not re.search(r"unsafe|https?:|\*", policy)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_refusals_carry_them_too(clients: dict[str, Client]) -> None:
    for path in ("/no-such/", f"{PLAN}?q=%00", f"{PLAN}ledger/?light=purple"):
        answer = clients["coordinator"].get(path)
        assert answer.status_code in {400, 404, 422}
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_without_its_token_is_refused(built: None, db: None) -> None:
    with time_machine.travel(NOW, tick=False):
        client = Client(enforce_csrf_checks=True)
        client.force_login(User.objects.get(username="reporter"))
        answer = client.post(
            f"{PLAN}initiatives/13/updates/2026-11/", {"done": "x", "version": "1"}
        )
    assert answer.status_code == 403
    assert one_sentence(answer)
