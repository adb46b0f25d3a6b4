# Everything a person or CI does, under one name each. `make` prints this list.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PEERS_VENV := .venv-peers
# Debian's packages: the browser with a font for Chinese, and what draws and reads PDF files.
CHROMIUM_PACKAGES := chromium fonts-noto-cjk
PDF_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 poppler-utils fonts-noto-cjk
# Tests that need them skip where they are missing; `make test browser` runs them once, at the end.
OPENED := $(wildcard tests/browser tests/paper)
PEERS_STAMP := $(PEERS_VENV)/.installed

# Every core has files of its own: what a file has made once serves all of its tests.
SHARED := --numprocesses auto --dist loadfile

help: ## print this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

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
	$(BIN)/python -m pytest $(SHARED) $(if $(filter browser,$(MAKECMDGOALS)),$(OPENED:%=--ignore=%))

pdf-libraries: ## what draws PDF files, from Debian where it is missing
	.ci/packages $(PDF_PACKAGES)

chromium: ## Chromium and a font for Chinese, from Debian where they are missing
	.ci/packages $(CHROMIUM_PACKAGES)

browser: $(STAMP) chromium pdf-libraries ## pages in Chromium and PDF files: installs both, runs their tests
	$(BIN)/python -m pytest $(SHARED) $(OPENED)

screenshots: $(STAMP) chromium ## pictures of the sample's pages into docs/screenshots
	$(BIN)/python -m tests.browser.screenshots

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

.PHONY: help setup demo test pdf-libraries chromium browser screenshots check format agree cover
.PHONY: bench bench-peers docs lock wheel clean
