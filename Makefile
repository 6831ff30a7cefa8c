# make serve   show the archive at http://127.0.0.1:8000/, and follow every change
# make test    all tests, with everything that they need
# make lint    style, format, types
# make fuzz    any bytes at every door, new ones each time: make fuzz FUZZ=20000
# make build   publish the archive to site/
# make clean   delete what the above made, but the virtual environment

VENV := .venv
BIN := $(VENV)/bin

.PHONY: help serve test lint fuzz build clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# make/make/p' Makefile

serve: $(VENV)/.stamp
	$(BIN)/shortsite serve

build: $(VENV)/.stamp
	$(BIN)/shortsite build

test: $(VENV)/.stamp-dev
	@.ci/chromium
	$(BIN)/python -m pytest -n auto -rs

lint: $(VENV)/.stamp-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

FUZZ := 2000
fuzz: $(VENV)/.stamp-dev
	FUZZ=$(FUZZ) $(BIN)/python -m pytest tests/test_fuzz.py tests/metadata/test_garbage.py tests/markdown/test_strangers.py -n auto --timeout 7200

clean:
	@if [ -x $(BIN)/shortsite ]; then $(BIN)/shortsite clean; fi
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis dist

$(VENV)/.stamp: pyproject.toml .ci/venv
	.ci/venv $(VENV) '.[cards,math,search]'
	@touch $@

$(VENV)/.stamp-dev: pyproject.toml .ci/venv
	.ci/venv $(VENV) '.[dev]'
	@touch $@ $(VENV)/.stamp
