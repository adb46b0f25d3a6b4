# Everything a person or CI does, under one name each. `make` prints this list.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PEERS_VENV := .venv-peers
PEERS_STAMP := $(PEERS_VENV)/.installed

help: ## print this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements.lock pyproject.toml
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

setup: $(STAMP) ## make .venv from the lock file

# The checkout's own `cli.py` runs there, so the project itself needs no installing.
$(PEERS_STAMP): requirements-peers.lock
	test -d $(PEERS_VENV) || $(PYTHON) -m venv $(PEERS_VENV)
	$(PEERS_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-peers.lock
	@touch $@

demo: $(STAMP) ## a seeded sample month, scored and paid
	$(BIN)/plaudit demo --out build/demo

test: $(STAMP) check ## lint, types, and every test
	$(BIN)/python -m pytest

check: $(STAMP) ## ruff and mypy, both strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP) ## let ruff format the tree
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

agree: $(STAMP) ## hold 100,000 drawn agent-plans against the second calculation (AGENTS=)
	$(BIN)/python -m tests.agree $(or $(AGENTS),100000)

cover: $(STAMP) ## tests with branch coverage of scoring/
	$(BIN)/python -m pytest --cov --cov-report=term-missing

bench: $(STAMP) ## the benchmarks, one question a file
	$(BIN)/python -m pytest benchmarks --benchmark-enable --benchmark-only

bench-peers: $(PEERS_STAMP) ## Plaudit, DuckDB, Polars, DataFusion and pandas on one file (ROWS=)
	$(PEERS_VENV)/bin/python -m benchmarks.peers

docs: $(STAMP) ## write the generated pages anew
	$(BIN)/python -m scoring.docs

lock: ## resolve the dependencies anew, for every platform and Python
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --extra dev --extra pdf \
	  --python-version 3.11 --output-file requirements.lock pyproject.toml
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --extra peers \
	  --python-version 3.11 --constraint requirements.lock --output-file requirements-peers.lock pyproject.toml

wheel: $(STAMP) ## build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-build-isolation --no-deps --wheel-dir dist .

clean: ## remove what was built, keep .venv
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

.PHONY: help setup demo test check format agree cover bench bench-peers docs lock wheel clean
