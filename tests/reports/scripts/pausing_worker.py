"""`manage.py do_work`, but it stops for a minute at one point. Arguments: the point, a marker file.

The point is `rendering` (outside any transaction) or `keeping` (inside the last one, before its
end); the marker appears once it is reached, so that whoever started it can kill it there.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402

import reports.actions.freezing  # noqa: E402
from reports.choices import FileFormat  # noqa: E402
from reports.outputs.files import MAKERS  # noqa: E402


def pausing(ordinary: Callable[..., Any], marker: Path) -> Callable[..., Any]:
    def paused(*args: Any, **more: Any) -> Any:
        result = ordinary(*args, **more)
        marker.touch()
        time.sleep(60)
        return result

    return paused


point, marker = sys.argv[1], Path(sys.argv[2])
if point == "rendering":
    word = FileFormat.DOCX
    MAKERS[word] = pausing(MAKERS[word], marker)
else:
    reports.actions.freezing.record = pausing(reports.actions.freezing.record, marker)
call_command("do_work")
