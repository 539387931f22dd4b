"""The queue's folders and the clock's list."""

import os
import time
from pathlib import Path

import pytest

from config.celery import VISIBILITY_SECONDS, app
from config.schedule import TICKS, Tick, beat_schedule
from core.work.queue import FOLDERS, make_queue


def test_the_folders_are_for_this_user_alone(tmp_path: Path) -> None:
    make_queue(tmp_path)
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in FOLDERS} == {0o700}


@pytest.mark.parametrize(
    ("text", "age", "stays"),
    [("", 60, False), ('[["a"', 60, False), ("", 0, True), ('[["a", "", "a"]]', 60, True)],
)
def test_only_an_old_broken_control_file_goes(
    tmp_path: Path, text: str, age: float, stays: bool
) -> None:
    make_queue(tmp_path)
    file = tmp_path / "control" / "celery.exchange"
    file.write_text(text)
    os.utime(file, (time.time() - age,) * 2)
    make_queue(tmp_path)
    assert file.exists() is stays


@pytest.mark.parametrize("tick", TICKS, ids=lambda tick: tick.task)
def test_every_line_of_the_clock_names_a_task_that_ends_in_time(tick: Tick) -> None:
    app.loader.import_default_modules()
    task = app.tasks[tick.task]
    assert 0 < task.time_limit < VISIBILITY_SECONDS
    assert task.ignore_result
    assert tick.expires > 0
    assert beat_schedule()[tick.task]["options"] == {"expires": tick.expires}


def test_messages_are_json_and_acknowledged_late() -> None:
    conf = app.conf
    assert conf.accept_content == ["json"]
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost) == (True, True)
    assert conf.worker_prefetch_multiplier == 1
    assert conf.timezone == "Asia/Shanghai"
