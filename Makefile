# What one types. It needs python3 (3.11 or newer) with venv and pip, and nothing else.
# Another interpreter: make PYTHON=/path/to/python env. Another data folder: CEXING_DATA_DIR.

SHELL = /bin/sh
PYTHON = python3
PY = .venv/bin/python
# The gates look at the code alone: they leave the data folder be.
GATE = folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && CEXING_DATA_DIR=$$folder
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links
ROUNDS = 10
RUNS = 5000
KILLS = 300

.PHONY: help python env dev-env data run test check format lint types migrations \
	translations templates bench long mutants lock messages

help:
	@echo 'make run       everything on this machine; prints the address and the sign-ins'
	@echo 'make test      every test that this machine can run; says what it skipped'
	@echo 'make check     what CI runs: format, lint, types, migrations, translations, tests'
	@echo 'make data      the database with its example, if absent'
	@echo 'make env       the environment in .venv; dev-env: with the tools for development'
	@echo 'make bench     measures against floors'
	@echo 'make long      races, ROUNDS=10; KILLS=300; anything in any order, RUNS=5000 of 50 steps'
	@echo 'make mutants   takes each guard out and asks that a test fails; ONLY=path SAMPLE=N'
	@echo 'make lock      the lock files anew (uv);  make messages: the translations anew (gettext)'

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "$(PYTHON) is missing or older than 3.11: install Python 3.11 or newer," \
	"or name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }

env: python
	@$(PYTHON) tools/environment.py run

dev-env: python
	@$(PYTHON) tools/environment.py dev

data: env
	@$(PY) manage.py prepare

run: env
	@exec $(PY) -m tools.start

test: dev-env
	@$(PY) -m tools.test

check: dev-env format lint types migrations translations templates
	@$(PY) -m tools.test

format: dev-env
	$(PY) -m ruff format --check .

lint: dev-env
	$(PY) -m ruff check .
	.venv/bin/lint-imports

types: dev-env
	$(PY) -m mypy .

migrations: dev-env
	@$(GATE) $(PY) manage.py makemigrations --check --dry-run

translations: dev-env
	@$(GATE) $(PY) -m tools.messages check

templates: dev-env
	find templates -name '*.html' ! -path 'templates/rows/*' -exec \
	.venv/bin/djade --check --target-version 5.2 {} +

bench: dev-env
	@$(PY) -m tools.bench
	@$(PY) -m tools.bench_search
	@$(PY) -m tools.bench_ledger
	@$(PY) -m tools.bench_desks
	@$(PY) -m tools.bench_import
	@$(PY) -m tools.bench_reports

long: dev-env
	@echo "Races and kills, $(ROUNDS) rounds on each database that is here, shuffled anew each time."
	@$(PY) -m tools.test --only race race-postgresql --rounds $(ROUNDS)
	@echo "Everything is killed in turn, $(KILLS) times, half of it on each way to run it."
	@KILLS=$(KILLS) $(PY) -m tools.test --only race service -- tests/kills
	@echo "Anything in any order: $(RUNS) runs of 50 steps on each database, others each time."
	@MACHINE_RUNS=$(RUNS) MACHINE_STEPS=50 MACHINE_SEED=$$(date +%s) \
	$(PY) -m tools.test --only machine machine-postgresql

mutants: dev-env
	@$(PY) -m tools.mutants $(if $(ONLY),--only $(ONLY)) $(if $(SAMPLE),--sample $(SAMPLE))

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: $(PYTHON) -m pip install uv" >&2; exit 1; }
	cd requirements && $(COMPILE) run.in --output-file run.txt
	cd requirements && $(COMPILE) --constraint run.txt dev.in --output-file dev.txt

messages: dev-env
	@$(GATE) $(PY) -m tools.messages
