# `make` lists the targets. Everything installs from lock files with hashes, into this folder.
.NOTPARALLEL:
.DEFAULT_GOAL := help

HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= python3
LOCK_PYTHON ?= python3.11
UPGRADE ?=
# Browser tests wait for the page now and then: three keep two cores busy.
PYTEST_WORKERS ?= 3

VENV := .venv
BIN := $(VENV)/bin
NODE_VENV := .venv-node
ORACLE_VENV := .venv-oracle
ORACLE_PY := $(ORACLE_VENV)/bin/python
BENCH_VENV := .venv-bench
BENCH_PY := $(BENCH_VENV)/bin/python
PIP_INSTALL = -m pip install --quiet --disable-pip-version-check
PYTEST = $(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist worksteal
# mypy reads engine and app by the links in gradgrid, ruff where they are.
PACKAGE := gradgrid
CHECKED := gradgrid engine app tests tools $(wildcard bench)

# A stamp carries the checksum of what it was made from: an edited lock asks for another stamp.
python_key := $(shell cat requirements.lock requirements-build.lock requirements-dev.lock pyproject.toml tools/build_hook.py tools/math_font.py tools/package_readme.py | cksum | tr ' ' -)
bench_key := $(shell cat requirements.lock requirements-build.lock requirements-bench.lock pyproject.toml | cksum | tr ' ' -)
node_key := $(shell cat package.json package-lock.json .npmrc requirements-node.lock | cksum | tr ' ' -)
lighthouse_key := $(shell cat tools/lighthouse/package.json tools/lighthouse/package-lock.json | cksum | tr ' ' -)
RUN_STAMP := $(VENV)/.run-$(python_key)
DEV_STAMP := $(VENV)/.dev-$(python_key)
NODE_STAMP := node_modules/.stamp-$(node_key)
LIGHTHOUSE_STAMP := tools/lighthouse/node_modules/.stamp-$(lighthouse_key)
ORACLE_STAMP := $(ORACLE_VENV)/.oracle-$(python_key)
BENCH_STAMP := $(BENCH_VENV)/.bench-$(bench_key)

# The locked Node.js goes first on PATH where the machine has none, or one without npm or before 20.19.
system_node := $(shell node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1 && echo yes)
ifneq ($(system_node),yes)
NODE_READY := $(NODE_VENV)/.node-$(node_key)
export PATH := $(CURDIR)/$(NODE_VENV)/bin:$(PATH)
# Trust the authorities that the machine trusts, not only those built into Node.js.
export NODE_USE_SYSTEM_CA := 1
endif

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: $(RUN_STAMP) ## install what serving needs and serve on HOST:PORT (127.0.0.1:8000)
	$(BIN)/gradgrid serve --host $(HOST) --port $(PORT)

.PHONY: serve-dev
serve-dev: $(DEV_STAMP) ## serve this checkout, anew after each change, with the playground of elements
	$(BIN)/python -m tools.serve_dev --host $(HOST) --port $(PORT)

.PHONY: test
test: lint test-js test-python ## run every check and every test

.PHONY: check
check: lint test-js $(DEV_STAMP) ## lint, types, JavaScript, engine and app, without a browser: in three minutes, before each commit
	$(PYTEST) --jaxtyping-packages= --hypothesis-profile=brief tests/engine tests/oracle tests/app tests/contracts $(PACKAGE) tools

.PHONY: test-js
test-js: $(NODE_STAMP) ## run the JavaScript tests with Node's own runner
	@test -n "$$(find tests/js -name '*.test.js')" || { echo 'no tests/js/*.test.js found' >&2; exit 1; }
	node --test $$(find tests/js -name '*.test.js' | sort)

.PHONY: test-python
test-python: $(DEV_STAMP) browser ## run the Python, doctest, contract and browser tests
	$(PYTEST) tests/engine tests/oracle $(PACKAGE) tools
	@# Checking shapes at every call makes the engine three times slower: its own tests do it.
	$(PYTEST) --jaxtyping-packages= --ignore=tests/engine --ignore=tests/oracle tests

.PHONY: coverage
coverage: $(DEV_STAMP) $(NODE_STAMP) ## report which lines the tests without a browser run; it never fails for a number
	$(PYTEST) --jaxtyping-packages= --cov --cov-report=term --cov-report=html tests/engine tests/app tests/contracts $(PACKAGE)
	$(BIN)/python -m tools.js_coverage

.PHONY: test-firefox
test-firefox: $(DEV_STAMP) browser ## run the browser tests in the machine's own Firefox
	GRADGRID_TEST_BROWSER=firefox $(PYTEST) tests/browser

.PHONY: sight
sight: $(DEV_STAMP) browser ## look whether every answer is in sight: both browsers, languages and all sizes, in half an hour
	$(PYTEST) --jaxtyping-packages= -m sight tests/browser/test_sight.py

.PHONY: lint
lint: $(DEV_STAMP) $(NODE_STAMP) ## check style and types, Python and JavaScript
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/mypy --strict $(PACKAGE)
	$(BIN)/python -m tools.rooms
	npm run --silent typecheck
	npm run --silent lint

.PHONY: format
format: $(DEV_STAMP) $(NODE_STAMP) ## format Python and JavaScript, with the safe fixes
	$(BIN)/ruff check --fix $(CHECKED)
	$(BIN)/ruff format $(CHECKED)
	npm run --silent format

.PHONY: fuzz
fuzz: $(DEV_STAMP) ## run the long property and API fuzzing tests
	$(BIN)/python -m pytest -m fuzz --hypothesis-profile=fuzz --timeout=1800
	$(BIN)/python -m pytest -k any_geometry --hypothesis-profile=fuzz --timeout=1800 tests/engine

.PHONY: bench
bench: $(BENCH_STAMP) ## time engine and service beside others, in a quarter of an hour; writes docs/performance.md
	$(BENCH_PY) -m bench

.PHONY: bench-quick
bench-quick: $(BENCH_STAMP) ## the same with a third of the layers, in two minutes; only prints
	$(BENCH_PY) -m bench --quick

.PHONY: bench-page
bench-page: $(DEV_STAMP) browser ## measure the page in a headless browser
	$(BIN)/python -m bench.explainer

.PHONY: soak
soak: $(DEV_STAMP) browser ## measure what the page keeps in memory over 500 key presses, in some minutes
	$(BIN)/python -m bench.soak

.PHONY: lighthouse
lighthouse: $(DEV_STAMP) $(LIGHTHOUSE_STAMP) browser ## audit the pages with Lighthouse, installed apart
	$(BIN)/python -m tools.audit

.PHONY: screenshots
screenshots: $(DEV_STAMP) browser ## draw the screenshots in a headless browser
	$(BIN)/python -m tools.screenshots

.PHONY: oracle
oracle: $(ORACLE_STAMP) ## make the reference gradients with PyTorch, in a venv of its own
	$(ORACLE_PY) -m tests.oracle.generate
	$(ORACLE_PY) -m tests.oracle.generate_layers

.PHONY: browser
browser: $(DEV_STAMP) ## find a Chromium for the tests, or install one
	@$(BIN)/python -m tools.install_browser

.PHONY: dev
dev: $(DEV_STAMP) $(NODE_STAMP) ## install what developing needs

.PHONY: lock
lock: ## make the lock files again (UPGRADE=--upgrade for newer releases)
	$(LOCK_PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python $(PIP_INSTALL) 'pip-tools>=7.6,<8'
	$(VENV)-lock/bin/python tools/lock.py $(UPGRADE)

.PHONY: clean
clean: ## remove everything that was installed, built or cached
	rm -rf $(VENV) $(VENV)-lock $(NODE_VENV) $(ORACLE_VENV) $(BENCH_VENV) node_modules tools/lighthouse/node_modules build dist .test-output
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Gradgrid needs Python 3.11 or newer: set PYTHON=/path/to/python3' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): | $(BIN)/python
	find $(VENV) -maxdepth 1 '(' -name '.run-*' -o -name '.dev-*' ')' ! -name '*-$(python_key)' -delete
	$(BIN)/python $(PIP_INSTALL) --require-hashes --no-deps -r requirements.lock -r requirements-build.lock
	$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

$(DEV_STAMP): | $(BIN)/python
	find $(VENV) -maxdepth 1 '(' -name '.run-*' -o -name '.dev-*' ')' ! -name '*-$(python_key)' -delete
	$(BIN)/python $(PIP_INSTALL) --require-hashes --no-deps -r requirements-dev.lock
	$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	touch $(RUN_STAMP) $@

$(NODE_STAMP): | $(NODE_READY)
	npm ci --no-audit --no-fund
	touch $@

$(LIGHTHOUSE_STAMP): | $(NODE_READY)
	npm ci --prefix tools/lighthouse --ignore-scripts --no-audit --no-fund
	touch $@

ifdef NODE_READY
$(NODE_READY):
	$(PYTHON) -m venv --clear $(NODE_VENV)
	$(NODE_VENV)/bin/python $(PIP_INSTALL) --require-hashes --no-deps -r requirements-node.lock
	touch $@
endif

$(ORACLE_STAMP):
	$(PYTHON) -m venv --clear $(ORACLE_VENV)
	$(ORACLE_PY) $(PIP_INSTALL) --require-hashes --no-deps -r requirements.lock -r requirements-build.lock
	$(ORACLE_PY) $(PIP_INSTALL) --no-build-isolation --editable '.[oracle]'
	touch $@

$(BENCH_STAMP):
	$(PYTHON) -m venv --clear $(BENCH_VENV)
	$(BENCH_PY) $(PIP_INSTALL) --require-hashes --no-deps -r requirements.lock -r requirements-build.lock -r requirements-bench.lock
	$(BENCH_PY) $(PIP_INSTALL) --no-build-isolation --editable '.[oracle]'
	-$(BENCH_PY) $(PIP_INSTALL) --no-build-isolation --editable '.[jax]'
	touch $@
