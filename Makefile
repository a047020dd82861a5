# Everything a developer or a visitor does, by name. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
.DEFAULT_GOAL := help

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## Make the virtual environment from pinned, hashed requirements

$(STAMP): requirements/run.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) infra/check_python.py
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "· Installing the requirements (the first time takes about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## Run the whole platform with two demo utilities; Ctrl-C stops it
	@$(BIN)/ebok run

test: setup ## Check style, types and contracts, then run the fast suite
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/python -m pytest -n 2 -m "not journey and not proof"

journeys: setup ## Drive a real browser through real servers (needs Chromium)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/browser.txt
	@$(BIN)/python -m pytest -m journey tests/journeys
	@EBOK_CHROMIUM=$${EBOK_CHROMIUM:-$$(command -v chromium)} $(BIN)/python -m pytest -m journey tests/screens

proofs: setup ## Isolation, faults and bad input, at length
	@$(BIN)/python -m pytest -n 2 -m proof

bench: setup ## Measure speed as ratios against floors in the same run; prints JSON
	@$(BIN)/python -m tests.bench

lint: setup ## Mend style, then check it
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/lint-imports

words: setup ## Gather every word of the screens, compile the catalogues, list what lacks a translation
	@$(BIN)/python infra/words.py

lock: ## Pin the requirements anew (needs uv); the files name no host
	@for set in run dev browser; do \
	  group=$$(test $$set = run || echo --group $$set); \
	  uv pip compile pyproject.toml $$group --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --no-annotate --quiet --output-file requirements/$$set.txt; done

clean: setup ## Forget the demo: its database, caught mail, files and logs
	@$(BIN)/ebok forget --yes

.PHONY: help setup run test journeys proofs bench lint words lock clean
