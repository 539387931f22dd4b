"""The house as the machine holds it: a clock, people at pages or at actions, every row before.

Each step is taken by one of two roads, the page's or the action's, and must come out the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.test import Client
from hypothesis import strategies as st

from accounts.actions import grant_role
from accounts.choices import Role
from accounts.models import RoleGrant, Unit, User
from core.models import AuditEvent
from core.refusals import Refusal
from progress.standings import refresh_plan
from recommendations.models import Plan
from tests.factories import ADDED, BY, actor, at, build_house, make_person
from tests.machine.seen import Row, Seen

BEGIN = at("2026-09-20 09:00")
# Beside the house: a second reporter, one who writes and signs, one who writes and reviews.
MORE = (("amy", Role.REPORTER), ("ben", Role.REPORTER), ("max", Role.REPORTER))
PEOPLE = (
    "alice", "amy", "ben", "max", "bo", "eve", "fan", "chen", "dong", "lei", "su", "gao", "han",
    "jin", "zed",
)  # fmt: skip
OFFICE = {"coordinator", "chief"}


@dataclass(frozen=True)
class Chance:
    """What is left to chance in a step: its road, who takes it, on what, knowing how much."""

    page: bool
    apt: bool
    fresh: bool
    right: bool
    who: str
    n: int


def _mostly(one: bool, times: int) -> st.SearchStrategy[bool]:
    return st.sampled_from([one] * times + [not one])


CHANCES = st.builds(
    Chance, page=st.booleans(), apt=_mostly(True, 6), fresh=_mostly(True, 9),
    right=_mostly(True, 5), who=st.sampled_from(PEOPLE), n=st.integers(0, 11),
)  # fmt: skip


class Rows:
    """Every row of every room's table at one moment, by the model and its key."""

    # Who knows what was written since: the running world's, since one connection has one.
    seen: ClassVar[Seen]

    def __init__(self) -> None:
        self.raw = self.seen.look()

    def of(self, model: Any) -> dict[Any, Row]:
        """The rows of one model by primary key."""
        return self.raw[model._meta.db_table].told

    def differing(self, other: Rows) -> list[str]:
        """The tables in which the two differ."""
        return [name for name, rows in self.raw.items() if rows != other.raw[name]]


def build_world() -> None:
    """The house with more people, as it stands when a run begins."""
    build_house()
    unit = Unit.objects.get(name="示例甲局")
    for name, role in MORE:
        make_person(name, role=role, unit=unit)
    for name, role, of in (("ben", Role.UNIT_LEAD, unit), ("max", Role.COORDINATOR, None)):
        grant_role(user=User.objects.get(username=name), role=role, unit=of, now=ADDED, by=BY)
    # The house was built weeks before.
    refresh_plan(Plan.objects.get(slug="digital"), as_of=BEGIN.date(), now=BEGIN)


@dataclass
class Done:
    """What came of a step."""

    ok: bool
    status: int
    events: list[Any] = field(default_factory=list)


class World:
    """One run: it begins with the house, and everything that it writes is taken back."""

    def __init__(self, clock: Any) -> None:
        self.clock, self.now = clock, BEGIN
        self.held = transaction.atomic()
        self.held.__enter__()
        Rows.seen = Seen()
        self.clients: dict[str, Client] = {}
        # By the update's public id: who wrote at it or entered its signature, as was seen.
        self.hands: dict[str, set[int]] = {}
        self.look_again()

    def close(self) -> None:
        Rows.seen.close()
        transaction.set_rollback(True)
        self.held.__exit__(None, None, None)

    # --- people ----------------------------------------------------------------------------------

    def user(self, name: str) -> User:
        return User.objects.select_related("unit").get(username=name)

    def holds(self, name: str, roles: set[str], unit: Unit | None = None) -> bool:
        """Whether the person holds one of these roles now: in this unit, where one is named."""
        grants = RoleGrant.objects.filter(
            user__username=name, role__in=roles, ended_at__isnull=True
        )
        return (grants.filter(unit=unit) if unit is not None else grants).exists()

    def someone(self, c: Chance, roles: set[str], unit: Unit | None = None) -> str:
        """Mostly one who may; else whoever chance names."""
        grants = RoleGrant.objects.filter(role__in=roles, ended_at__isnull=True)
        grants = grants.filter(unit=unit) if unit is not None else grants
        names = list(grants.order_by("pk").values_list("user__username", flat=True))
        return names[c.n % len(names)] if c.right and names else c.who

    def sign_in(self, name: str) -> None:
        """A browser of this person's, which is no step: it is there before one."""
        if name not in self.clients:
            self.clients[name] = Client()
            self.clients[name].force_login(User.objects.get(username=name))
            self.look_again()

    def look_again(self) -> None:
        """What stands now is what the next step begins with."""
        self.rows = Rows()
        self.seq = AuditEvent.objects.order_by("-seq").values_list("seq", flat=True)[0]

    # --- steps -----------------------------------------------------------------------------------

    def pass_time(self, by: timedelta = timedelta(seconds=10)) -> datetime:
        self.now += by
        if by >= timedelta(hours=1):
            self.clients.clear()  # a sign-in does not last that long
        self.clock.move_to(self.now)
        return self.now

    def do(
        self, c: Chance, who: str, *, page: tuple[str, Mapping[str, Any]],
        act: Callable[[User, Any], Any],
    ) -> Done:  # fmt: skip
        """Take the step by one road; a page that fails raises, as an action does."""
        self.pass_time()
        done = self._page(who, *page) if c.page else self._act(who, act)
        done.events = list(AuditEvent.objects.filter(seq__gt=self.seq).order_by("seq"))
        for event in done.events:
            if event.verb in WRITING:
                self.hands.setdefault(event.subject_id, set()).add(event.actor_id)
        self.seq += len(done.events)
        return done

    def _page(self, who: str, path: str, data: Mapping[str, Any]) -> Done:
        answer = self.clients[who].post(path, dict(data))
        assert answer.status_code in {302, 403, 404, 409, 422}, (path, answer.status_code)
        assert "/sign-in/" not in answer.get("Location", ""), path
        return Done(answer.status_code == 302, answer.status_code)

    def _act(self, who: str, act: Callable[[User, Any], Any]) -> Done:
        user = self.user(who)
        try:
            act(user, actor(user))
        except Refusal as refusal:
            assert str(refusal.sentence).strip()
            return Done(False, refusal.status)
        return Done(True, 200)


# How many steps of all runs came through, and how many were refused, by what they were.
COUNTED: Counter[str] = Counter()
WRITING = ("update.started", "update.saved", "update.signed", "update.signed_on_paper")
