# `make demo` and `make test` need Python 3.11 or later; `make test` needs npm too. Both set themselves up on first use.
PYTHON ?= python3
BIN := .venv/bin
AXE := tests/browser/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help demo test lab lock sample clean browser

help:  ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.installed  ## a rich picture and a briefing from the sample town
	@$(BIN)/prevent-geo demo

test: .venv/.installed $(AXE) browser  ## every check: ruff, mypy, import-linter, pytest with doctests
	@echo "== ruff check"
	@$(BIN)/ruff check .
	@echo "== ruff format"
	@$(BIN)/ruff format --check .
	@echo "== mypy"
	@$(BIN)/mypy
	@echo "== import-linter"
	@$(BIN)/lint-imports
	@echo "== pytest"
	@PREVENT_GEO_BROWSER="$$(cat .venv/.browser)" $(BIN)/python -m pytest -n 2 -q

lab: .venv/.installed  ## JupyterLab on the notebooks
	@$(BIN)/jupyter lab notebooks

sample: .venv/.installed  ## write data/sample again; the same bytes every time
	@$(BIN)/python -m prevent_geo.synthesis data/sample --seed 1

lock: .venv/.made  ## pin every dependency again, after pyproject.toml changed (UPGRADE=1: to the newest)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile pyproject.toml --extra lab --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
		$(if $(UPGRADE),--upgrade) --quiet --output-file requirements.lock
	@npm install --prefix tests/browser --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

clean:  ## remove what was installed and cached; outputs/ stays
	rm -rf .venv dist tests/browser/node_modules .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
		"Name another one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

# pip compiles on one core, compileall on all of them
.venv/.installed: requirements.lock pyproject.toml | .venv/.made
	@echo "Installing the pinned packages into .venv (once, a minute or two) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib || true
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# behind a proxy with its own certificate, npm trusts what SSL_CERT_FILE makes Python trust
$(AXE): tests/browser/package-lock.json
	@command -v npm >/dev/null || { echo "npm is needed for the accessibility tests: install Node.js." >&2; exit 1; }
	@NODE_EXTRA_CA_CERTS="$${NODE_EXTRA_CA_CERTS:-$${SSL_CERT_FILE:-}}" npm ci --prefix tests/browser --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

# asked each time, since a browser may come or go; quick when one is there
browser: .venv/.installed
	@tools/browser >.venv/.browser
