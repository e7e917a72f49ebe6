# The only commands a person needs. Each makes .venv when it is missing and needs nothing else on the machine.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help demo test test-slow check generate bench clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: $(READY) ## turn a real video into a real GIF on this machine
	@$(BIN)/python -m tools.demo

test: check ## everything that CI runs: check, then the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-slow: $(READY) ## the long tests (fuzzing, long clips)
	$(BIN)/python -m pytest -m slow

check: $(READY) ## lint, types, generated/ against spec/, spec/ against the documented tables
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tools.generate --check
	$(BIN)/python -m tools.spec check
	$(BIN)/python -m tools.coverage --check

generate: $(READY) ## spec/ -> generated/cosanim_bindings, and README's table
	$(BIN)/python -m tools.generate
	$(BIN)/python -m tools.coverage

bench: $(READY) ## ratios against the official SDK and the physical limit, in one run
	$(BIN)/python -m tools.bench

clean: ## remove what the other targets made
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
