"""What docker-compose.yml, Dockerfile and .dockerignore promise, read without any server."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from django.urls import resolve

from tests.service import compose
from tools import services as tools

ROOT = compose.ROOT
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PUBLISHED = re.compile(r"127\.0\.0\.1:")


def test_every_variable_is_explained_in_the_example() -> None:
    named = {found[1] for found in compose.VARIABLE.finditer(compose.text())}
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE))
    assert named <= explained


def test_secrets_have_no_value_here_and_are_required() -> None:
    for name in ("POSTGRES_PASSWORD", "CEXING_SECRET_KEY"):
        kinds = {
            found[2] for found in compose.VARIABLE.finditer(compose.text()) if found[1] == name
        }
        assert kinds == {"?"}, name
    with pytest.raises(ValueError, match="set it in .env"):
        compose.filled(compose.text(), {})
    assert not re.search(r"(?i)(password|secret|token)[\w.]*\s*[:=]\s*[\"']?\w{6,}", DOCKERFILE)


@pytest.mark.parametrize("name", compose.ours())
def test_the_command_is_there(name: str) -> None:
    program, *rest = compose.services()[name]["command"]
    beside = shutil.which(program, path=str(Path(sys.executable).parent))
    assert beside, f"{program} comes with no package of the lock"
    if program == "python":
        assert (ROOT / rest[0]).is_file()


@pytest.mark.parametrize("name", compose.services())
def test_commands_need_no_shell(name: str) -> None:
    service = compose.services()[name]
    assert isinstance(service.get("command", []), list)
    probe = service["healthcheck"]
    assert probe.get("disable") or probe["test"][0] == "CMD"
    assert service["init"] is True, "signals reach the main process, and zombies are reaped"


def test_health_checks_ask_for_addresses_that_exist() -> None:
    asked = re.findall(r"127\.0\.0\.1:8000(/[\w/-]*)", compose.text() + DOCKERFILE)
    assert len(asked) == 2
    for path in asked:
        resolve(path)


def test_only_the_web_server_can_be_reached_and_only_from_this_machine() -> None:
    published = {name: one["ports"] for name, one in compose.services().items() if "ports" in one}
    assert list(published) == ["web"]
    assert all(PUBLISHED.match(port) for port in published["web"])
    assert compose.filled(published["web"][0], {}) == "127.0.0.1:8000:8000"
    outside = [name for name, one in compose.services().items() if "outside" in one["networks"]]
    assert outside == ["web"]


@pytest.mark.parametrize("name", compose.services())
def test_images_are_pinned(name: str) -> None:
    service = compose.services()[name]
    assert re.fullmatch(r"[\w/]+:\d[\w.-]*", service["image"]), service["image"]
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert bases
    assert all(re.fullmatch(r"python:3\.11-\w+-bookworm", base) for base in bases)


@pytest.mark.parametrize("name", compose.ours())
def test_our_processes_may_do_little(name: str) -> None:
    service = compose.ours()[name]
    user = str(service["user"]).partition(":")[0]
    assert user.isdigit()
    assert int(user) > 0
    assert f"USER {service['user']}" in DOCKERFILE
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_the_broker_keeps_what_it_was_given() -> None:
    command = compose.services()["redis"]["command"]
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert options["--appendonly"] == "yes"
    assert options["--maxmemory-policy"] == "noeviction"
    assert options.items() <= tools.REDIS_OPTIONS.items()


def test_there_is_one_clock() -> None:
    clocks = [name for name, one in compose.ours().items() if "beat" in one["command"]]
    workers = [name for name, one in compose.ours().items() if "worker" in one["command"]]
    assert (clocks, workers) == (["beat"], ["worker"])
    assert not any({"-B", "--beat"} & set(one["command"]) for one in compose.ours().values())


def test_nothing_starts_before_the_database_is_ready() -> None:
    found = compose.services()
    ready = {"db": "service_healthy", "redis": "service_healthy"}
    waits = {on: how["condition"] for on, how in found["prepare"]["depends_on"].items()}
    assert waits == ready
    for name in ("web", "worker", "beat"):
        how = found[name]["depends_on"]["prepare"]["condition"]
        assert how == "service_completed_successfully"


def test_nothing_private_goes_into_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".*", "var", "tests"} <= set(ignored)
    assert "--require-hashes" in DOCKERFILE
    assert "HEALTHCHECK" in DOCKERFILE
