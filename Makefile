# The whole developer interface; `make help` lists it. Nothing here needs more than Python 3.11, make and a shell.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
CATALOGUES := $(wildcard keyaccount/locale/*/LC_MESSAGES/*.po)
PYTEST := $(BIN)/pytest
POSTGRES := scripts/with_postgres.sh
SUITE := tests --ignore=tests/e2e --ignore=tests/bench
# What no database can change is asked once: pure formulas, wording, packaging.
PURE := tests/unit/formulas tests/unit/figures tests/unit/kernel $(addprefix tests/house/test_,languages.py packaging.py floors.py memory.py)
JOBS ?= 2
# A worker that has done its half takes from the other's, down to the last test.
SPREAD := -n $(JOBS) --dist worksteal

export PORT ?= 8000
# Tests start a hundred processes; none should compile again what the one before it had compiled.
unexport PYTHONDONTWRITEBYTECODE

##@ Use it

.PHONY: run
run: $(VENV)/.project  ## Make everything, fill a demo workspace and serve it on PORT (8000)
	@scripts/run.sh

##@ Look after it

.PHONY: test
test:  ## Everything below, on both databases and in the browser (installs what is missing through apt)
	@scripts/test.sh

.PHONY: lint
lint: $(VENV)/.developer  ## Style of Python and templates
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djangofmt check keyaccount

.PHONY: format
format: $(VENV)/.developer  ## Put Python into shape
	$(BIN)/ruff check --fix --exit-zero
	$(BIN)/ruff format
	$(BIN)/djangofmt check --fix keyaccount

.PHONY: types
types: $(VENV)/.developer  ## mypy --strict
	$(BIN)/mypy

.PHONY: contracts
contracts: $(VENV)/.developer  ## Imports go down only
	$(BIN)/lint-imports --no-logo

.PHONY: migrations
migrations: $(VENV)/.developer  ## No model without its migration
	DJANGO_SETTINGS_MODULE=keyaccount.config.settings_test $(BIN)/django-admin makemigrations --check --dry-run

.PHONY: messages
messages: $(VENV)/.developer  ## Collect the texts to translate into the catalogue and compile it (needs gettext)
	$(BIN)/python scripts/messages.py collect

.PHONY: messages-check
messages-check: $(VENV)/.developer  ## Nothing untranslated, fuzzy, left over or with another placeholder
	$(BIN)/python scripts/messages.py check

.PHONY: unit
unit: $(VENV)/.developer  ## Unit and property tests on SQLite
	$(PYTEST) -q $(SPREAD) tests/unit

.PHONY: house
house: $(VENV)/.developer  ## Rules of the house: visibility, packaging, shape
	$(PYTEST) -q $(SPREAD) tests/house

.PHONY: acceptance
acceptance: $(VENV)/.developer  ## The figures of real data sets (skipped where the data is not beside the repository)
	$(PYTEST) -q tests/acceptance

.PHONY: test-sqlite
test-sqlite: $(VENV)/.developer  ## Unit, house and acceptance tests on SQLite
	$(PYTEST) -q $(SPREAD) --maxfail=25 --durations=10 $(SUITE)

.PHONY: test-postgres
test-postgres: $(VENV)/.developer  ## The same, but for what no database can change, on PostgreSQL, in a server made for them alone
	$(POSTGRES) $(PYTEST) -q $(SPREAD) --maxfail=25 --durations=10 $(SUITE) $(PURE:%=--ignore=%)

.PHONY: e2e
e2e: $(VENV)/.developer  ## In Chromium
	$(PYTEST) -q -n $(JOBS) --dist loadfile tests/e2e

.PHONY: wheel-check
wheel-check: $(VENV)/.developer  ## Build wheel and sdist, install the wheel elsewhere and start it
	scripts/check_wheel.sh

.PHONY: bench
bench: $(VENV)/.developer  ## Measure on PostgreSQL with 100,000 opportunities
	$(POSTGRES) --durable $(BIN)/python -m tests.bench

.PHONY: bench-models
bench-models: $(VENV)/.developer  ## How right the forecasting methods are, on generated histories and real outcomes
	$(POSTGRES) $(BIN)/python -m tests.bench.models

.PHONY: links
links: $(VENV)/.developer  ## Every link and picture in our own pages leads somewhere
	$(BIN)/python scripts/check_links.py

.PHONY: docs
docs: $(VENV)/.developer  ## Take the pictures of docs/ anew, then follow the links
	$(BIN)/python scripts/screenshots.py docs/pictures
	@$(MAKE) links

##@ Keep house

.PHONY: lock
lock:  ## Resolve the dependencies anew (needs uv and npm)
	uv lock --upgrade
	uv export --quiet --no-emit-project --no-header --all-extras --no-dev -o requirements.lock
	uv export --quiet --no-emit-project --no-header --only-dev -o requirements-dev.lock
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund

.PHONY: clean
clean:  ## Remove everything made here except your data in var/
	rm -rf $(VENV) build dist keyaccount/ui/static/vendor .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find keyaccount tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
	find keyaccount/locale -name '*.mo' -delete

.PHONY: help
help:  ## This list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ── Environment: each step is done once, and again when what it was made from changes ──

$(VENV)/.made:
	@scripts/make_venv.sh $(VENV)
	@touch $@

$(VENV)/.locked: $(VENV)/.made requirements.lock
	@echo "Installing what KeyAccount stands on, as locked (a minute or two) …"
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.project: $(VENV)/.locked pyproject.toml hatch_build.py package.json package-lock.json $(CATALOGUES)
	@echo "Installing KeyAccount, with its front-end files and translations …"
	@$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/.developer: $(VENV)/.project requirements-dev.lock
	@echo "Installing the tools of developers …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
