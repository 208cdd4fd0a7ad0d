# Needs only Python >= 3.11 and make. Everything lies in .venv and .khabar; `make clean` takes both away.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
export KHABAR_HOME ?= $(CURDIR)/.khabar

.PHONY: install run test lint bench lock clean
.DEFAULT_GOAL := install

install: $(STAMP)

$(STAMP): requirements/dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("khabar needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

run: install
	@$(BIN)/khabar demo

test: install
	@$(BIN)/python -m pytest -n 3 --dist loadfile $(ARGS)  # more than cores: many tests wait for servers and processes

lint: install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: install
	@$(BIN)/python -m benchmarks $(ARGS)

# The locks hold exact pins with hashes for every platform and Python we support.
lock:
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --quiet -o requirements/run.lock
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --quiet -o requirements/dev.lock

clean:
	@rm -rf $(VENV) .khabar
