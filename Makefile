# make serve   show the archive at http://127.0.0.1:8000/, and follow every change
# make test    all tests, with everything that they need
# make lint    style, format, types
# make build   publish the archive to site/
# make clean   delete what the above made, but the virtual environment

VENV := .venv
BIN := $(VENV)/bin

.PHONY: help serve test lint build clean
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

clean:
	@if [ -x $(BIN)/shortsite ]; then $(BIN)/shortsite clean; fi
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis dist

$(VENV)/.stamp: pyproject.toml .ci/venv
	.ci/venv $(VENV) '.[cards,math,search]'
	@touch $@

$(VENV)/.stamp-dev: pyproject.toml .ci/venv
	.ci/venv $(VENV) '.[dev]'
	@touch $@ $(VENV)/.stamp
