# Crisis Workbench. `make` alone lists what can be made. Needs make and Python 3.11 or newer.

PORT   ?= 8888
VENV   := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
SET_UP := scripts/set_up.py
# The first Python the lock files were made for (3.11 to 3.14), else whatever there is: set_up.py explains.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null \
	&& echo "$$p" && exit; done; echo python3)
# Arguments for pytest: make test TESTS='tests/test_times.py -x'
TESTS  ?=

.PHONY: help lab test check glossary lock clean
.DEFAULT_GOAL := help

help:  ## list what can be made
	@echo "Crisis Workbench"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

lab:  ## open the notebooks in JupyterLab (make lab PORT=9999 for another port)
	@"$(PYTHON)" $(SET_UP)
	@$(VENV)/crisis lab --port $(PORT)

test:  ## run every test, notebooks and browser included
	@"$(PYTHON)" $(SET_UP) --tests
	@$(VENV)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(TESTS)

check:  ## format, lint and type-check
	@"$(PYTHON)" $(SET_UP) --tests
	@$(VENV)/ruff format --check . && $(VENV)/ruff check . && $(VENV)/mypy

glossary:  ## write GLOSSARY.md anew from the vocabulary
	@"$(PYTHON)" $(SET_UP) --tests
	@$(VENV)/python scripts/write_glossary.py

lock:  ## write the lock files anew from pyproject.toml (UPGRADE=--upgrade takes the newest)
	@"$(PYTHON)" $(SET_UP) --tests
	@$(LOCK) --group build --output-file requirements.lock
	@$(LOCK) --group build --group dev --constraint requirements.lock --output-file requirements-dev.lock
	@$(LOCK_GROUP) pyproject.toml:spark --no-deps --output-file requirements-spark.lock
	@"$(PYTHON)" $(SET_UP) --tests

# One version per package for every Python and system, with hashes and without an index address.
HOW  = $(UPGRADE) --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-emit-find-links
LOCK = UV_CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/uv pip compile pyproject.toml $(HOW)
LOCK_GROUP = UV_CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/uv pip compile $(HOW) --group

clean:  ## remove the environment and everything the tools left behind
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +
