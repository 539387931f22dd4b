"""One of several people at one update, as a process: READY FILE, GATE FILE, DEED, PERSON, UPDATE, …

Prints a line of JSON. What is posted is posted to the page; `write` saves so many times by the
action, looking again whenever somebody else was quicker.
"""

import json
import sys
import time
from pathlib import Path

import django

django.setup()

import time_machine  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from lxml import html  # noqa: E402

from accounts.models import User  # noqa: E402
from core.refusals import Conflict  # noqa: E402
from progress.actions import save_draft  # noqa: E402
from progress.models import Update  # noqa: E402
from tests.factories import actor, at, words  # noqa: E402

READY, GATE, DEED, PERSON, PUBLIC_ID = sys.argv[1:6]
NOW = at("2026-09-20 12:00")
WAYS = {"sign": "sign/", "approve": "approve/", "withdraw": "take-back/", "edit": ""}


def found() -> Update:
    rows = Update.objects.select_related("initiative", "round__plan", "unit", "author")
    return rows.get(public_id=PUBLIC_ID)


def wait() -> None:
    Path(READY).touch()
    while not Path(GATE).exists():
        time.sleep(0.001)


def post(update: Update) -> dict[str, object]:
    """What the page answers, and the sentence that it says."""
    client = Client()
    client.force_login(User.objects.get(username=PERSON))
    data = {"version": update.version, "reason": "数据有误", "adopted_text": "", "percent": "70",
            "done": "本月完成平台二期建设并接入五个部门。"}  # fmt: skip
    place = f"/plans/{update.initiative.plan.slug}/initiatives/{update.initiative.code}"
    # Once before, so that both have everything at hand when they set off.
    client.get(f"{place}/updates/{update.round.period}/")
    wait()
    answer = client.post(f"{place}/updates/{update.round.period}/{WAYS[DEED]}", data)
    said = html.fromstring(answer.content).find(".//main") if answer.content else None
    told = "" if said is None else " ".join(said.text_content().split())
    return {"status": answer.status_code, "said": told}


def write(times: int) -> dict[str, object]:
    """Save so many times at one update at which others write too."""
    person, done, met, failed = User.objects.get(username=PERSON), 0, 0, []
    wait()
    while done < times and len(failed) < times:
        update = found()
        try:
            save_draft(
                update=update, words=words(percent=(met * 7 + done) % 100, done=f"{READY} {done}"),
                author=person, version=update.version, now=NOW, by=actor(person),
            )  # fmt: skip
            done += 1
        except Conflict:
            met += 1
        except Exception as error:  # told by the test's assertion
            failed.append(repr(error))
    return {"done": done, "met": met, "failed": failed}


def main() -> None:
    setup_test_environment()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    if DEED == "write":
        told = write(int(sys.argv[6]))
    else:
        with time_machine.travel(NOW, tick=True):
            told = post(found())
    sys.stdout.write(json.dumps(told))


main()
