"""The service mode as docker-compose.yml writes it, on a real PostgreSQL and a real Redis."""

import http.cookiejar
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from tests.service import compose
from tests.service.cluster import fresh
from tests.service.site import Site, wait_for
from tools import services as tools

pytestmark = pytest.mark.service
PLAN = "/plans/beijing-ai/"
# The example's initiative of the reporter's own unit that is told by percent.
CODE = 13
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Person:
    """A browser without scripts, signed in by the ordinary form."""

    def __init__(self, site: Site, username: str) -> None:
        self._origin = f"http://127.0.0.1:{site.port}"
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)
        words = sign_ins(site.folder / "sign-ins.txt")
        answer = self.post("/sign-in/", {"login": username, "password": words[username]})
        assert not answer.url.endswith("/sign-in/"), "the sign-in was refused"

    def ask(self, path: str, data: dict[str, str] | None = None) -> Any:
        """The answer, redirects followed, its body kept."""
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        address = urllib.parse.urljoin(self._origin, path)
        with self._opener.open(urllib.request.Request(address, data=body), timeout=30) as answer:
            answer.body = answer.read()
            return answer

    def page(self, path: str) -> str:
        """A page's text."""
        return str(self.ask(path).body.decode())

    def post(self, path: str, data: dict[str, str], *, seen: str | None = None) -> Any:
        """Send a form from the page on which it stands."""
        page = self.page(seen or path)
        hidden = {name: value(page, name) for name in ("csrfmiddlewaretoken", "version")}
        known = {name: found for name, found in hidden.items() if found}
        return self.ask(path, {**known, **data})


def value(page: str, name: str) -> str:
    """What a form's hidden field holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def sign_ins(path: Path) -> dict[str, str]:
    """Passwords by account name."""
    rows = [line.split() for line in path.read_text().splitlines() if not line.startswith("#")]
    return {row[1]: row[2] for row in rows if row}


@pytest.fixture(scope="module")
def site(cluster: tools.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("data")
    with tools.redis() as redis:
        found = Site(folder, fresh(cluster), redis)
        for name in ("prepare", "static"):
            done = found.run(name)
            assert done.returncode == 0, done.stderr
        try:
            for name in ("web", "worker", "beat"):
                found.start(name)
            try:
                wait_for(found.ready, 120, "/readyz")
            except BaseException:
                sys.stdout.write(found.said())
                raise
            yield found
        finally:
            found.stop()


def test_it_runs_on_the_servers_and_not_on_files(site: Site) -> None:
    shown = site.run("web", ["python", "manage.py", "diffsettings"]).stdout
    assert "django.db.backends.postgresql" in shown
    assert "django.core.cache.backends.redis.RedisCache" in shown
    assert not list(site.folder.glob("*.sqlite3"))
    assert not (site.folder / "queue").exists()
    assert (site.folder / "sign-ins.txt").stat().st_mode & 0o077 == 0


def test_preparing_again_changes_nothing(site: Site) -> None:
    before = (site.folder / "sign-ins.txt").read_text()
    assert site.run("prepare").returncode == 0
    assert (site.folder / "sign-ins.txt").read_text() == before


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_health_checks_say_well(site: Site, name: str) -> None:
    probe = compose.services()[name]["healthcheck"]["test"]
    done = site.run(name, probe[1:])
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_update_goes_from_the_unit_to_the_record(site: Site) -> None:
    reporter = Person(site, "reporter")
    page = f"{PLAN}initiatives/{CODE}/updates/"
    found = re.search(rf"{page}[\w-]+/", reporter.page("/my-work/"))
    assert found, "my work does not lead to the update"
    address = found[0]
    words = {
        "percent": "61", "self_rating": "on_track", "done": "首批八个试点示范项目全部开工建设。",
        "cause": "场地交付略有调整，已重新排定工期。", "next_steps": "下月完成四个项目的中期评估。",
    }  # fmt: skip
    handed = reporter.post(f"{address}hand-over/", words, seen=address)
    assert handed.url.endswith("/my-work/")

    lead = Person(site, "unit-lead")
    assert lead.post(f"{address}sign/", {}, seen=address).url.endswith("/my-work/")

    office = Person(site, "coordinator")
    approved = office.post(f"{address}approve/", {"adopted_text": ""}, seen=address)
    assert approved.url.endswith(f"{PLAN}review/")

    leader = Person(site, "leader")
    assert leader.ask(PLAN).status == HTTPStatus.OK
    assert words["done"] in leader.page(f"{PLAN}initiatives/{CODE}/")


def test_who_may_not_is_refused(site: Site) -> None:
    leader = Person(site, "leader")
    with pytest.raises(urllib.error.HTTPError) as refused:
        leader.ask("/my-work/")
    assert refused.value.code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def test_a_report_is_frozen_by_the_worker_and_can_be_read_in_word(site: Site) -> None:
    leader = Person(site, "leader")
    links = wait_for(
        lambda: re.findall(rf"{PLAN}reports/month/[\w-]+/", leader.page(f"{PLAN}reports/")),
        120,
        "the first report",
    )
    report = leader.page(links[0])
    file = re.search(r"/report-files/\w+/", report)
    assert file, "the report offers no file"
    answer = leader.ask(file[0])
    assert answer.headers["Content-Type"] == DOCX
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.body.startswith(b"PK")


def test_static_files_are_served_by_their_final_names(site: Site) -> None:
    person = Person(site, "leader")
    styles = re.findall(r'href="(/static/[^"]+\.css)"', person.page(PLAN))
    assert styles
    for style in styles:
        answer = person.ask(style)
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_killed_worker_goes_on_where_it_was(site: Site) -> None:
    site.kill("worker")
    time.sleep(3)
    site.start("worker")
    started = time.monotonic()

    def worked_since() -> bool:
        well = site.ready()
        # Younger than the new worker: it was this one who did it, not the one that was killed.
        return well is not None and all(
            well[name]["figure"] < time.monotonic() - started - 1 for name in ("planner", "queue")
        )

    wait_for(worked_since, 90, "the new worker at work")
