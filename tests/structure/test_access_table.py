"""Every address, by every role, with every method, against a table written by hand.

A row's codes stand in the order of ROLES. An address that is missing from the table fails. Whatever
was refused must have changed nothing.
"""

import re
from datetime import timedelta
from typing import Any

import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client, TestCase, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.actions import add_alias, add_person, grant_role
from accounts.choices import Role
from accounts.models import Notice, RoleGrant, Unit, User
from core.audit import Actor
from core.files.judging import Examined
from core.models import AuditEvent, WorkItem, WorkState
from progress.actions import (
    add_evidence,
    ask,
    override_light,
    raise_matter,
    record_direction,
    remind,
)
from progress.models import Round, SupervisionOrder, Update
from recommendations.actions import add_edition, save_view
from recommendations.actions.imports import map_columns, upload_ledger
from recommendations.models import Initiative, Plan
from reports.actions import send_proofs
from reports.models import Delivery, Objection, ProofCopy, Report, ReportFile, Schedule
from reports.parts import part_of
from tests.example import NOW, put_example
from tests.structure.access_rows import (
    ID,
    PLAN,
    ROLES,
    STORY,
    SUBMITTED,
    TABLE,
    UPDATE,
)

BY = Actor.system("test")

# Signing out ends the session that the walk uses; its page has a row, its deed a test of its own.
ELSEWHERE = {("account_logout", "POST")}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def every_name(patterns: Any = None) -> set[str]:
    """The name of every address of the site."""
    found: set[str] = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found |= every_name(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name, so no row can stand for it"
            found.add(pattern.name)
    return found


def test_every_address_has_a_row() -> None:
    assert every_name() == {name for name, _arguments, _method, _codes in TABLE}


@override_settings(
    STORAGES={
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
)
class TestAccess(TestCase):
    """The example plan, one client a role."""

    @classmethod
    def setUpTestData(cls) -> None:
        put_example()
        with time_machine.travel(NOW, tick=False):
            other = Unit.objects.get(short_name="示例科技部门")
            stranger = add_person(
                username="stranger", name="别处填报人", password="x", unit=other, by=BY
            )
            grant_role(user=stranger, role=Role.REPORTER, unit=other, now=NOW, by=BY)
            add_person(username="nobody", name="无角色者", password="x", by=BY)
        cls.file = ReportFile.objects.filter(report__schedule__audience="units")[0]
        cls.part = Delivery.objects.create(
            report=cls.file.report, to=User.objects.get(username="reporter"), posted_at=NOW,
            part=part_of(unit=Initiative.objects.get(code=8).lead.name),
        ).public_id  # fmt: skip
        cls.draft = Report.objects.get(state="draft").public_id
        cls.schedule = Schedule.objects.get(kind="month", audience="upward").public_id
        cls.proof = cls.checked()
        cls.order = SupervisionOrder.objects.get(state="draft").public_id
        cls.notice = Notice.objects.create(
            to=User.objects.get(username="reporter"), kind="test", key="one", subject="一件",
            made_at=NOW,
        )  # fmt: skip
        cls.parked = WorkItem.objects.create(
            kind="report.freeze", key="parked", due_at=NOW, created_at=NOW, attempts=5,
            state=WorkState.PARKED,
        )  # fmt: skip
        cls.grant = RoleGrant.objects.get(user=stranger)
        cls.unit = other
        cls.alias = add_alias(unit=other, name="示例科技局", version=1, by=BY)
        cls.ids = cls.asked()
        cls.batch = cls.brought_in()
        cls.editions = cls.documents()
        cls.view = save_view(
            plan=Plan.objects.get(slug="beijing-ai"), name="红灯", query="light=red", shared=True,
            person=User.objects.get(username="coordinator"), by=BY,
        )  # fmt: skip
        with time_machine.travel(NOW, tick=False):
            cls.sessions = {role: cls.signed_in(role) for role in ROLES if role != "anonymous"}

    @classmethod
    def signed_in(cls, role: str) -> str:
        """The key of a session of one who holds this role."""
        client = Client()
        client.force_login(User.objects.get(username=role))
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    @classmethod
    def documents(cls) -> tuple[str, str]:
        """The plan's own edition, and a changed one that waits to be compared."""
        plan = Plan.objects.select_related("edition__document").get(slug="beijing-ai")
        changed = plan.edition.text.replace("人工智能", "智能技术").encode()
        edition = add_edition(data=changed, file_name="b.txt", of_plan=plan, now=NOW, by=BY)
        return plan.edition.public_id, edition.public_id

    @classmethod
    def asked(cls) -> dict[str, str]:
        """One request, matter, direction, reminder and override of initiative 8."""
        initiative = Initiative.objects.get(code=8)
        reporter, office = User.objects.get(username="reporter"), User.objects.get(username="chief")
        common: dict[str, Any] = {"initiative": initiative, "now": NOW, "by": BY}
        secretary = User.objects.get(username="secretary")
        rows = {
            "request-decide": ask(
                kind="cancellation", reason="另有安排", person=reporter, **common
            ),
            "matter-answer": raise_matter(
                matter="缺场地",
                proposal="调剂",
                asked_of="园区",
                due_on=None,
                person=reporter,
                **common,
            ),
            "direction-reply": record_direction(
                leader="示例领导",
                words="抓紧",
                given_on=NOW.date(),
                due_on=None,
                person=secretary,
                **common,
            ),
            "reminder-read": remind(
                round_=Round.objects.get(period="2026-11"),
                rung="remind",
                basis="未报",
                person=office,
                **common,
            ),
            "override-end": override_light(
                light="yellow", reason="特殊情况", expires_on=NOW.date(), person=office, **common
            ),
        }
        ids = {name: row.public_id for name, row in rows.items()}
        ids["request-withdraw"] = ids["request-decide"]
        for name, of in (("request", "decide"), ("matter", "answer"), ("direction", "reply")):
            ids[f"{name}-evidence"] = ids[f"{name}-{of}"]
        shown = Examined("a.txt", "text", "0" * 64, b"shown")
        (file,) = add_evidence(
            owner=rows["request-decide"], files=[shown], not_secret=True, person=reporter, now=NOW,
            by=BY,
        )  # fmt: skip
        ids["evidence-file"] = ids["evidence-remove"] = file.public_id
        return ids

    @classmethod
    def brought_in(cls) -> str:
        """A ledger that was checked."""
        uploader = User.objects.get(username="coordinator")
        plan = Plan.objects.get(slug="beijing-ai")
        batch = upload_ledger(
            plan=plan, data="重点任务,备注\n任务,无\n".encode(), file_name="a.csv", year=2026,
            uploader=uploader, now=NOW, by=BY,
        )  # fmt: skip
        map_columns(
            batch=batch, sheet=batch.sheet, head_first=0, head_last=0, columns={"title": 0},
            year=2026, version=1, now=NOW, by=BY,
        )  # fmt: skip
        return str(batch.public_id)

    @classmethod
    def checked(cls) -> ProofCopy:
        """The draft's proof copy of the unit that leads initiative 8, with an objection."""
        office = User.objects.get(username="coordinator")
        unit = Initiative.objects.select_related("lead").get(code=8).lead
        (proof,) = send_proofs(
            report=Report.objects.get(state="draft"), units=[unit],
            due_on=NOW.date() + timedelta(days=3),
            person=office, now=NOW, by=BY,
        )  # fmt: skip
        Objection.objects.create(proof=proof, key="figures/8", words="进度有误")
        return proof

    def of_report(self) -> dict[str, dict[str, Any]]:
        """The addresses around that report's words."""
        one = {**PLAN, "public_id": self.proof.report.public_id}
        paragraph = {**one, "key": "overall.1"}
        return {
            "report-edit": one,
            "report-portfolio": one,
            "report-english": one,
            "report-proofs": one,
            "report-passage": paragraph,
            "report-restore": paragraph,
            "report-remark": paragraph,
            "report-objection": {**one, "objection": self.proof.objections.get().public_id},
            "proof": {"public_id": self.proof.public_id},
        }

    def setUp(self) -> None:
        cache.clear()
        self.clients = {role: Client() for role in ROLES}
        travelled = time_machine.travel(NOW, tick=False)
        travelled.start()
        self.addCleanup(travelled.stop)

    def client_of(self, role: str) -> Client:
        """As if just opened: nothing of what it was told before. The server behind it stays."""
        client = self.clients[role]
        client.cookies.clear()
        if role != "anonymous":
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def address(self, name: str, arguments: dict[str, Any]) -> str:
        known = {
            **{key: {**STORY, "public_id": one} for key, one in self.ids.items()},
            **{
                name: {**PLAN, "public_id": self.batch}
                for name, *_rest in TABLE
                if name.startswith("import-") or name == "import"
            },
            **{
                f"{name}-{act}": {**PLAN, "public_id": self.ids[f"{name}-{of}"]}
                for name, of in (("matter", "answer"), ("direction", "reply"))
                for act in ("release", "hold")
            },
            "ledger-view": {**PLAN, "public_id": self.view.public_id},
            "report-file": {"public_id": self.file.public_id},
            "report-part": {"public_id": self.part},
            "report-draft-file": {"public_id": self.draft, "form": "docx"},
            **{
                f"report-{deed}": {"public_id": self.draft}
                for deed in ("sign", "redraw", "correct")
            },
            **{
                name: {**PLAN, "public_id": self.schedule}
                for name, *_rest in TABLE
                if name.startswith("schedule-") and name != "schedule-new" or name == "schedule"
            },
            **self.of_report(),
            "edition-file": {"public_id": self.editions[0]},
            "reading": {"public_id": self.editions[0]},
            "reading-confirm": {"public_id": self.editions[0]},
            "reading-discard": {"public_id": self.editions[0]},
            "edition-compare": {"public_id": self.editions[1]},
            **{
                name: {**PLAN, "public_id": self.order}
                for name in ("order", "order-sign", "order-drop", "order-answer")
            },
            "notice": {"public_id": self.notice.public_id},
            "role-end": {"pk": self.grant.pk},
            "work-retry": {"pk": self.parked.pk},
            "unit-unalias": {"public_id": self.unit.public_id, "pk": self.alias.pk},
        }
        if arguments == ID and name not in known:
            one = self.unit if name.startswith("unit") else self.grant.user
            known[name] = {"public_id": one.public_id}
        return reverse(name, kwargs=known.get(name, arguments))

    def data(self, name: str) -> dict[str, str]:
        """What is sent: right where one winner is wanted, empty elsewhere."""
        versions = {
            "update-approve": SUBMITTED,
            "update-return": SUBMITTED,
            "update-sign": UPDATE,
            "update-withdraw": UPDATE,
            "update-reopen": SUBMITTED,
        }
        if name not in versions:
            return {}
        where = versions[name]
        update = Update.objects.get(initiative__code=where["code"], round__period=where["period"])
        return {"version": str(update.version)}

    def test_the_table_holds(self) -> None:
        wrong = []
        for name, arguments, method, codes in TABLE:
            expected = [int(code) for code in codes.split()]
            assert len(expected) == len(ROLES), name
            for role, code in zip(ROLES, expected, strict=True):
                client = self.client_of(role)
                before = AuditEvent.objects.count()
                sent = "&".join(f"{key}={value}" for key, value in self.data(name).items())
                # Each role finds things as they were: what one may do must not change the next row.
                with transaction.atomic():
                    answer = client.generic(
                        method,
                        self.address(name, arguments),
                        sent,
                        content_type="application/x-www-form-urlencoded",
                    )
                    after = AuditEvent.objects.count()
                    transaction.set_rollback(True)
                cache.clear()
                if answer.status_code != code:
                    wrong.append(f"{name} {method} {role}: {answer.status_code}, not {code}")
                if answer.status_code >= 400 and after != before:
                    wrong.append(f"{name} {method} {role}: refused, and yet something was recorded")
        assert not wrong, "\n".join(wrong)

    def test_no_other_method_is_answered(self) -> None:
        listed = {(name, method) for name, _arguments, method, _codes in TABLE} | ELSEWHERE
        wrong = []
        places = {name: arguments for name, arguments, _method, _codes in TABLE}
        before = AuditEvent.objects.exclude(verb__in=("signin.done", "signin.left")).count()
        for name, arguments in places.items():
            for method in METHODS:
                if (name, method) in listed:
                    continue
                for role in ROLES:
                    answer = self.client_of(role).generic(method, self.address(name, arguments))
                    if answer.status_code not in {302, 403, 404, 405}:
                        wrong.append(f"{name} {method} {role}: {answer.status_code}")
        after = AuditEvent.objects.exclude(verb__in=("signin.done", "signin.left"))
        if after.count() != before:
            wrong.append("something was recorded")
        assert not wrong, "\n".join(wrong)

    def test_what_is_hidden_looks_like_what_is_not_there(self) -> None:
        assert Plan.objects.filter(slug="beijing-ai").exists()
        client = self.client_of("nobody")
        hidden, absent = client.get("/plans/beijing-ai/"), client.get("/plans/never-was/")
        assert hidden.status_code == absent.status_code == 404
        token = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
        pages = [token.sub(b"", answer.content) for answer in (hidden, absent)]
        assert pages[0].replace(b"beijing-ai", b"never-was") == pages[1]
