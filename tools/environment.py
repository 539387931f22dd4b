"""Make `.venv` hold exactly one of the locks: `environment.py run|dev`. Standard library only.

A second call sees by the stamp that nothing changed and returns at once. The development lock holds
everything of the run-time lock, so an environment made for development serves to run as well.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".locks"
LOCKS = {"run": ROOT / "requirements" / "run.txt", "dev": ROOT / "requirements" / "dev.txt"}
NO_VENV = (
    "This Python cannot make environments: its venv and ensurepip modules are missing."
    " On Debian install the package python3-venv."
)


def digest(path: Path) -> str:
    """What the lock says, in short."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def held() -> dict[str, str]:
    """Which locks the environment was made from; empty where it is absent or half made."""
    try:
        lines = STAMP.read_text(encoding="utf-8").split()
    except OSError:
        return {}
    return dict(line.split(":", 1) for line in lines if ":" in line)


def serves(kind: str) -> bool:
    """Whether what is there will do."""
    there = held()
    kinds = [kind] if kind == "dev" else ["run", "dev"]
    usable = (VENV / "bin" / "python").exists()
    return usable and any(there.get(each) == digest(LOCKS[each]) for each in kinds)


def build(kind: str) -> None:
    """Empty the folder, make it anew, and stamp it only when all of it is in place."""
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(NO_VENV)
    lock = LOCKS[kind]
    sys.stdout.write(f"Making .venv from {lock.relative_to(ROOT)} …\n")
    sys.stdout.flush()
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    install = ["install", "-qq", "--require-hashes", "--no-deps", "-r", str(lock)]
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        [*pip, *install],
        [*pip, "check"],
    ):
        done = subprocess.run(command, env=clean, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            sys.exit(f"This failed, and .venv is not usable: {' '.join(command)}")
    STAMP.write_text(f"{kind}:{digest(lock)}\n", encoding="utf-8")


if __name__ == "__main__":
    if not serves(sys.argv[1]):
        build(sys.argv[1])
