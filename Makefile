# The two commands of the README: `make demo` and `make test`. Everything else a developer needs stands below them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Every release that the targets below run with is named in constraints.txt, the build tool's too, so that they do
# next month what they do today. make constraints takes up the newest ones.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
export PATH := $(abspath $(BIN)):$(PATH)

.PHONY: demo test coverage lies mutants lint types contracts self check constraints clean

demo: $(VENV)/.demo  ## set up, build the example's git history, run the gates on it and show the report
	rm -rf .demo
	$(BIN)/python example_repo/history.py .demo
	cd .demo && pytest --phasegate

test: $(VENV)/.test  ## set up and run the tests
	$(BIN)/python -m pytest -n auto

coverage: $(VENV)/.test  ## run the tests and hold their branch coverage to 95 %
	$(BIN)/python -m pytest -n auto --cov --cov-report=term-missing:skip-covered

lies: $(VENV)/.test  ## plant 2,000 lies in honest repositories, and show which of them are caught (docs/lies.md)
	$(BIN)/python -m benchmarks.lies --cases 2000 --seed 1 --jobs 4

mutants: $(VENV)/.test  ## change the package in 200 small ways, and show which of the changes no test notices (hours)
	$(BIN)/python -m pytest -q -n auto --cov --cov-context=test --cov-report= --cov-fail-under=0
	$(BIN)/python -m benchmarks.mutation --map .coverage --count 200 --seed 1

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

constraints: | $(BIN)/python  ## write constraints.txt anew, with the newest releases for Python 3.10 and later
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	echo "setuptools>=77" | $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.10 --all-extras \
		--no-annotate --custom-compile-command "make constraints" --output-file constraints.txt pyproject.toml -

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) setuptools

$(VENV)/.demo: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --no-build-isolation -e .
	touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --no-build-isolation -e '.[test]'
	touch $@ $(VENV)/.demo

$(VENV)/.lint: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --no-build-isolation -e '.[lint]'
	touch $@ $(VENV)/.test $(VENV)/.demo

clean:
	rm -rf $(VENV) .demo
