"""The site's settings as the campaign runs them: an ordinary Tuesday, and one room more.

The day is fixed, so that the same reports fall due whenever the campaign runs; from there time goes
on as it does.
"""

import os
from datetime import timedelta
from importlib import import_module

from django.utils import timezone

from config import schedule

_ordinary = timezone.now
_ahead = timedelta(seconds=float(os.environ["KILLS_AHEAD"]))
timezone.now = lambda: _ordinary() + _ahead

_base = import_module("config.settings")
globals().update({name: value for name, value in vars(_base).items() if name.isupper()})
INSTALLED_APPS = [*_base.INSTALLED_APPS, "kill_room.KillConfig"]
# Plain names: there are no pages to be looked at.
STORAGES = {
    **_base.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
_base.STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# Every how many seconds the clock wakes the planner and the worker; "" as it is delivered.
if os.environ.get("KILLS_TICK"):
    schedule.TICKS = tuple(
        tick._replace(when=float(os.environ["KILLS_TICK"])) if tick.when == 10.0 else tick
        for tick in schedule.TICKS
    )
