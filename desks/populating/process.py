"""What runs in another process: one plan after another. Nothing here may load a model on import."""

import os

import django

from desks.populating.scene import Batch, Scene, Task

_scene: list[Scene] = []


def begin(scene: Scene) -> None:
    """A process starts: it asks no database, but reads our choices and rules."""
    os.nice(1)
    django.setup()
    _scene[:] = [scene]


def make(task: Task) -> Batch:
    """One plan of the scene that the process began with."""
    from desks.populating.plan import make_plan

    return make_plan(_scene[0], task)
