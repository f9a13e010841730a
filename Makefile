# The two commands of the README: `make demo` and `make test`. Everything else a developer needs stands below them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PATH := $(abspath $(BIN)):$(PATH)

.PHONY: demo test coverage lint types contracts self check clean

demo: $(VENV)/.demo  ## set up, build the example's git history, run the gates on it and show the report
	rm -rf .demo
	$(BIN)/python example_repo/history.py .demo
	cd .demo && pytest --phasegate

test: $(VENV)/.test  ## set up and run the tests
	$(BIN)/python -m pytest -n auto

coverage: $(VENV)/.test  ## run the tests and hold their branch coverage to 95 %
	$(BIN)/python -m pytest -n auto --cov --cov-report=term-missing:skip-covered

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.lint
	$(BIN)/mypy

contracts: $(VENV)/.lint
	$(BIN)/lint-imports

self: $(VENV)/.demo  ## judge this repository's own task document
	pytest --phasegate

check: lint types contracts test

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@ $(VENV)/.demo

$(VENV)/.lint: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[lint]'
	touch $@ $(VENV)/.test $(VENV)/.demo

clean:
	rm -rf $(VENV) .demo
