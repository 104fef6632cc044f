# Everything that people and CI run. `make` alone lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

UV := .tooling/bin/uv
BIN := .venv/bin
DEPS := .venv/.deps.stamp
INSTALLED := .venv/.installed.stamp
NODE_MODULES := ui/node_modules/.installed.stamp
UI := src/outlay/web/static/index.html
UI_SOURCES := $(shell find ui -name node_modules -prune -o -name dist -prune -o -name schema.d.ts -o -type f -print 2>/dev/null)

# One test path or several: make test T=tests/unit/core; extra options: ARGS=-x
T ?= tests
ARGS ?=
JOBS ?= 2
RUNS ?= 100
SECONDS ?= 600
ONLY ?=
WRITE ?=
# A week's delay keeps freshly published, possibly hijacked releases out of the lock.
LOCK_BEFORE ?= $(shell date -u -d '7 days ago' +%F)

FILES ?=

.PHONY: help setup run ui test coverage chaos soak check api bench focus wheel sdk lock browser

help: ## show this help
	@echo 'usage: make TARGET'
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/\1|\2/' | awk -F'|' '{printf "  %-8s %s\n", $$1, $$2}'

setup: $(INSTALLED) ## make the environment in .venv, with the CLI at .venv/bin/outlay

run: setup ui ## load the demo company and serve it on http://localhost:8420
	$(BIN)/outlay demo

ui: $(UI) ## build the web pages into src/outlay/web/static

test: setup ui browser ## run all tests (T=PATH for some of them, ARGS=... for pytest)
	cd ui && npm run --silent test
	$(BIN)/pytest -n $(JOBS) --dist loadscope --no-loadscope-reorder $(ARGS) $(T)

coverage: ## all tests with branch coverage, which makes them slower
	$(MAKE) test ARGS="--cov --cov-report=term:skip-covered $(ARGS)"

chaos: setup ## kill -9 the server's processes while it is fed, compare with a model (RUNS=100)
	$(BIN)/python -m tests.chaos --runs $(RUNS)

check: setup $(NODE_MODULES) ## format, lint, types, layers, dead code, sizes, money, locks, web pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	cd sdk && ../$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry src
	$(BIN)/python scripts/check_dead_code.py
	$(BIN)/python scripts/check_sizes.py
	$(BIN)/python scripts/check_money.py
	$(BIN)/python scripts/check_locks.py
	cd ui && npm run --silent check

api: setup ## write ui/openapi.json and docs/reference from the code
	$(BIN)/python scripts/write_openapi.py
	$(BIN)/python scripts/write_reference.py

bench: setup ## measure the promises (ONLY=pricing for one, WRITE=1 updates docs/benchmarks.md)
	$(BIN)/python -m tests.bench $(if $(ONLY),--only $(ONLY)) $(if $(WRITE),--write)

soak: setup ## send telemetry for ten minutes and watch the memory (SECONDS=600)
	$(BIN)/python -m tests.bench.bench_intake --seconds $(SECONDS) --curve

focus: ## let focus-validator judge FOCUS 1.2 exports (FILES="a.csv b.csv"), where it can be installed
	$(BIN)/python scripts/validate_focus.py $(FILES)

wheel: setup ui ## build dist/outlay-*.whl with the web pages in it
	rm -f dist/outlay-*.whl
	$(BIN)/hatchling build -t wheel -d dist
	$(BIN)/python scripts/check_wheel.py dist/outlay-*.whl

sdk: setup ## build dist/outlay_sdk-*.whl, the client library
	rm -f dist/outlay_sdk-*.whl
	cd sdk && ../$(BIN)/hatchling build -t wheel -d ../dist

lock: $(UV) ## resolve requirements.lock anew from pyproject.toml
	$(UV) pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --upgrade \
	  --extra clickhouse --group test --group check --group build --exclude-newer $(LOCK_BEFORE) -o requirements.lock

$(UV):
	scripts/fetch_uv.sh

$(DEPS): requirements.lock | $(UV)
	test -x $(BIN)/python || $(UV) venv --quiet --python .tooling/bin/python .venv
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	touch $@

$(INSTALLED): $(DEPS) pyproject.toml hatch_build.py
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

$(NODE_MODULES): ui/package-lock.json ui/package.json
	scripts/check_node.sh
	cd ui && npm ci --no-fund --no-audit --loglevel=error
	touch $@

$(UI): $(NODE_MODULES) $(UI_SOURCES)
	cd ui && npm run build
	test -f $@ && touch $@

browser:
	@scripts/ensure_chromium.sh
