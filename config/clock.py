"""Celery's clock, for machines whose time is set back."""

from datetime import datetime
from typing import Any

from celery.beat import PersistentScheduler


class Clock(PersistentScheduler):
    """Goes on at once where Celery's own would wait until the time has caught up.

    It notes when it sent each message last. With the time set back by a day those moments lie a day
    ahead, and nothing would be sent before then: no planner, no worker.
    """

    def setup_schedule(self) -> None:
        """Also the notes of an earlier run may lie ahead."""
        super().setup_schedule()
        self._seen: datetime = self.app.now()
        self._forget_ahead()

    def tick(self, *args: Any, **more: Any) -> float:
        """One look; returns the seconds until the next."""
        before, self._seen = self._seen, self.app.now()
        if self._seen < before:
            self._forget_ahead()
        delay: float = super().tick(*args, **more)
        return delay

    def _forget_ahead(self) -> None:
        """What was sent at a moment that is still to come counts as sent now."""
        for entry in self.schedule.values():
            entry.last_run_at = min(entry.last_run_at or self._seen, self._seen)
        # Its order is by moments too: made anew at the next look.
        self._heap = None
