# The one entry point. `make` lists what there is; the first call of a target sets up what it needs (in .venv, nothing else).
PYTHON ?= python3
OUT ?= out/west-china
RUN := .venv/bin
BENCH := .venv-bench/bin
TZ := .venv-tz/bin

.DEFAULT_GOAL := help
.PHONY: help plan test test-all check format docs picture bench bundle lock clean

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

plan: .venv/.ready ## plan western China and say where the report is
	@$(RUN)/geju plan west-china --out $(OUT)
	@echo "report: $(CURDIR)/$(OUT)/report.html"

test: .venv/.ready ## run the tests
	@$(RUN)/python -m pytest

test-all: .venv/.ready .venv-bench/.ready ## run every test, the long ones and those against peers too
	@$(RUN)/python -m pytest -m ""

check: .venv/.ready ## format, lint, types, tests, docs up to date: all that a change must pass
	@$(RUN)/ruff format --check .
	@$(RUN)/ruff check .
	@$(RUN)/mypy
	@$(RUN)/python tools/docs.py --check
	@$(RUN)/python -m pytest

format: .venv/.ready ## put code into its form
	@$(RUN)/ruff format .
	@$(RUN)/ruff check --fix .

docs: .venv/.ready ## write the generated pages of docs/
	@$(RUN)/python tools/docs.py

picture: plan ## take the README's picture from the report (needs chromium)
	@$(RUN)/python tools/picture.py $(OUT)/report.html docs/picture.png

bench: .venv/.ready .venv-bench/.ready .venv-tz/.ready ## measure beside peers, in one run, and write docs/performance.md
	@$(RUN)/python bench/run.py

bundle: .venv/.ready ## make the report's chart bundle again
	@$(RUN)/python tools/bundle/hook.py

lock: .venv-lock/bin/uv ## choose package versions again
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--upgrade --group dev pyproject.toml --output-file requirements.lock
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--upgrade --constraints requirements.lock bench/requirements.in --output-file bench/requirements.lock
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--upgrade bench/requirements-tz.in --output-file bench/requirements-tz.lock

clean: ## remove all that was made: environments, results, caches
	rm -rf .venv .venv-bench .venv-tz .venv-lock out dist .pytest_cache .ruff_cache .mypy_cache .hypothesis

# Environments. A stamp is as new as the last successful set-up, so a repeated call costs nothing.
.venv/.ready: .venv/.packages pyproject.toml $(wildcard tools/bundle/*)
	@$(RUN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.packages: requirements.lock | .venv/bin/python
	@echo "installing the packages of requirements.lock into .venv (a minute or two, once) ..."
	@$(RUN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@touch $@

.venv-bench/.ready: bench/requirements.lock | .venv-bench/bin/python
	@echo "installing the peers of bench/requirements.lock into .venv-bench (a minute or two, once) ..."
	@$(BENCH)/python -m pip install --quiet --require-hashes --requirement bench/requirements.lock
	@touch $@

.venv-tz/.ready: bench/requirements-tz.lock | .venv-tz/bin/python
	@echo "installing tz-osemosys of bench/requirements-tz.lock into .venv-tz (a minute or two, once) ..."
	@$(TZ)/python -m pip install --quiet --require-hashes --requirement bench/requirements-tz.lock
	@touch $@

.venv-lock/bin/uv: | .venv-lock/bin/python
	@.venv-lock/bin/python -m pip install --quiet uv
	@touch $@

.venv/bin/python .venv-bench/bin/python .venv-tz/bin/python .venv-lock/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Geju needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(patsubst %/bin/python,%,$@) || { \
		echo "Python's venv did not work; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
