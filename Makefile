# Two commands do everything on a fresh machine with Python 3.11 and make: `make demo` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WEB := app/web
WEB_SOURCES := $(shell find $(WEB)/src $(WEB)/index.html $(WEB)/vite.config.ts $(WEB)/package.json -type f 2>/dev/null)
# The machine's Node if it has one that is new enough, else the one that comes as a Python package.
NODE_PATH_PREFIX = $(shell bash scripts/node_path.sh $(VENV))
NPM = PATH="$(NODE_PATH_PREFIX)$$PATH" npm --prefix $(WEB)

.PHONY: install demo test lint types contracts page measure numbers unit explore journey format clean

install: $(VENV)/.installed $(WEB)/dist/index.html

$(VENV)/.installed: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; this is $$($(PYTHON) --version). Name another: make PYTHON=python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(WEB)/node_modules/.installed: $(WEB)/package-lock.json $(VENV)/.installed
	$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

# An independent FHIR R4 server for the archive's tests.
FHIR := tests/fhir_server
$(FHIR)/node_modules/.installed: $(FHIR)/package-lock.json $(VENV)/.installed
	PATH="$(NODE_PATH_PREFIX)$$PATH" npm --prefix $(FHIR) ci --no-audit --no-fund --loglevel=error
	@touch $@

$(WEB)/dist/index.html: $(WEB)/node_modules/.installed $(WEB_SOURCES)
	$(NPM) run --silent build
	@touch $@

# make demo LAN=1 serves HTTPS on this machine's address; make demo ARGS=--reset forgets what the demo kept in var/.
demo: install
	@bash scripts/ensure_fonts.sh || echo "The demo runs without them; nothing can be printed."
	@$(BIN)/jiayi demo $(if $(LAN),--lan) $(ARGS)

test: install lint types contracts page unit journey

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed
	$(BIN)/mypy

contracts: $(VENV)/.installed
	$(BIN)/lint-imports
	$(BIN)/deptry . 
	$(BIN)/vulture
	$(BIN)/python scripts/generate_types.py --check
	$(BIN)/python scripts/check_tree.py

page: $(WEB)/dist/index.html
	$(NPM) run --silent check
	$(NPM) test --silent
	$(NPM) run --silent size
	$(BIN)/python scripts/check_page.py

# What a clean checkout measures, part by part: the same value for everybody (jiayi measure tells that of an installation).
measure: $(WEB)/dist/index.html
	$(BIN)/jiayi measure .

# The numbers beside their bounds, on this machine and nothing else running (ARGS="--only turns", ARGS=--long: scripts/measure_numbers.py).
numbers: install $(FHIR)/node_modules/.installed
	bash scripts/ensure_fonts.sh
	bash scripts/ensure_browser.sh
	bash scripts/ensure_screens.sh
	$(BIN)/python scripts/measure_numbers.py $(ARGS)

unit: $(VENV)/.installed $(FHIR)/node_modules/.installed
	bash scripts/ensure_fonts.sh
	bash scripts/ensure_tpm.sh
	bash scripts/ensure_softhsm.sh
	bash scripts/ensure_sshd.sh
	$(BIN)/pytest -q -n auto --dist loadfile tests --ignore tests/journey

# The laws of tests/property and elsewhere over new examples, not those that `make test` repeats.
explore: $(VENV)/.installed
	HYPOTHESIS_PROFILE=explore $(BIN)/pytest -q -n auto tests/property

journey: install
	bash scripts/ensure_browser.sh
	PATH="$(NODE_PATH_PREFIX)$$PATH" bash scripts/ensure_screens.sh
	$(BIN)/pytest -q tests/journey

format: $(VENV)/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) $(WEB)/node_modules $(WEB)/dist .mypy_cache .ruff_cache
