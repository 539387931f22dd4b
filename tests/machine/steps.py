"""What every step shares: picking what it is about, taking it, judging what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from datetime import timedelta
from typing import Any

import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from accounts.models import User
from progress.models import Round, Update
from progress.queries import open_rounds
from progress.standings import refresh_plan
from recommendations.models import Initiative
from tests.machine.invariants import check, check_sums
from tests.machine.world import BEGIN, COUNTED, Chance, Done, Rows, World

PLAN = "/plans/digital/"
WAYS = ["", "draft", "for_signing", "submitted", "returned", "approved"]


class Steps(RuleBasedStateMachine):
    """A run of the loop. Rules stand in the classes that build on this one."""

    def __init__(self) -> None:
        super().__init__()
        self.travel = time_machine.travel(BEGIN, tick=False)
        self.world = World(self.travel.start())

    def teardown(self) -> None:
        try:
            self.at_the_end()
        finally:
            self.world.close()
            self.travel.stop()

    def at_the_end(self) -> None:
        """Dear checks, once a run."""
        from core.audit.verify import verify_chain

        verdict = verify_chain()
        assert verdict.ok, verdict.why
        check_sums(self.world)
        Rows.seen.whole()

    @initialize(one=st.sampled_from(WAYS), two=st.sampled_from(WAYS), days=st.sampled_from([0, 20]))
    def begin_somewhere(self, one: str, two: str, days: int) -> None:
        """Something has been filed already; perhaps the round is about to end."""
        from tests.factories import file_update, load_house

        for code, until in ((1, one), (2, two)):
            if until:
                file_update(load_house(), code, until=until, now=self.world.now)
        self.world.pass_time(timedelta(days=days))
        plan = Initiative.objects.select_related("plan").first().plan
        refresh_plan(plan, as_of=self.world.now.date(), now=self.world.now)
        self.world.look_again()

    # --- what a step is about --------------------------------------------------------------------

    def go_on(self, c: Chance) -> None:
        """What would come next anyway, where a step finds nothing that it fits."""

    def initiative(self, c: Chance, states: Set[str] = frozenset()) -> Initiative | None:
        """One of the plan's: mostly in one of these states; None where something else was done."""
        rows = list(
            Initiative.objects.filter(plan__slug="digital")
            .select_related("plan", "lead", "merged_into")
            .order_by("code")
        )
        apt = [row for row in rows if row.state in states] if c.apt else []
        if c.apt and states and not apt:
            self.go_on(c)
            return None
        return self._of(c, apt or rows)

    def update(self, c: Chance, states: Set[str]) -> Update | None:
        """One that was begun: mostly in one of these states; None where something else was done."""
        rows = list(
            Update.objects.select_related(
                "initiative__plan", "initiative__lead", "round__plan", "unit", "author"
            ).order_by("-pk")
        )
        apt = [row for row in rows if row.state in states] if c.apt else []
        if not rows or (c.apt and not apt):
            self.go_on(c)
            return None
        return self._of(c, apt or rows)

    def round(self, c: Chance) -> Round | None:
        """Mostly the one that takes filings, else any."""
        plan = Initiative.objects.select_related("plan").first().plan
        rounds = open_rounds(plan, on=self.world.now.date()) if c.apt else []
        rows = rounds or list(plan.rounds.select_related("plan").order_by("-ends_on"))
        for row in rows:
            row.plan = plan
        return self._of(c, rows) if rows else None

    @staticmethod
    def _of(c: Chance, rows: list[Any]) -> Any:
        return rows[c.n % len(rows)]

    @staticmethod
    def version(c: Chance, row: Any) -> int:
        """The version that the person saw: now and then an older one."""
        return int(row.version) if c.fresh else max(1, row.version - 1)

    @staticmethod
    def is_fresh(c: Chance, row: Any) -> bool:
        return c.fresh or row.version == 1

    # --- taking it -------------------------------------------------------------------------------

    def take(
        self, c: Chance, who: str, verb: str, allowed: bool | None, *,
        page: tuple[str, Mapping[str, Any]], act: Callable[[User, Any], Any],
        beside: tuple[str, ...] = (), nothing: bool = False, keeps: bool = False,
    ) -> Done:  # fmt: skip
        """Take a step and check all that must hold.

        `allowed` is the oracle's word, None where it has none. `verb` is told once, the last;
        `beside` may be told with it. `nothing`: it may find that all is so already. `keeps`: what
        was typed is kept although the step is refused.
        """
        if c.page:
            self.world.sign_in(who)
        before = self.world.rows
        done = self.world.do(c, who, page=page, act=act)
        COUNTED[verb if done.ok else f"{verb}, refused"] += 1
        where = f"{verb} by {who} at {page[0] if c.page else 'the action'} ({done.status})"
        # Who is told of it is told beside it.
        told = [event.verb for event in done.events if not event.verb.startswith("notice.")]
        if nothing and done.ok and not told:
            return done
        assert allowed is None or done.ok == allowed, f"{where}: the oracle says {allowed}"
        if done.ok:
            assert told and told[-1] == verb, f"{where}: {told}"
            assert told.count(verb) == 1 and set(told) <= {verb, *beside}, f"{where}: {told}"
        if not done.ok:
            assert not told or (keeps and c.page and set(told) <= set(beside)), f"{where}: {told}"
        user = User.objects.get(username=who)
        assert {event.actor_id for event in done.events} <= {user.pk}, where
        self.checked(before, done, where)
        return done

    def checked(self, before: Rows, done: Done, where: str) -> None:
        """The invariants; then the rows of now are those before the next step."""
        after = Rows()
        check(self.world, before, after, done, where)
        self.world.rows = after
