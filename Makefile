# Everything one machine needs. `make` alone says what there is.
PYTHON ?= python3
CASES ?= 310
FAULTS ?= 100
VENV := .local/venv/bin

.DEFAULT_GOAL := help
.PHONY: help run up down status test faults bench check requirements contracts readme install programs format lint types docstrings structure

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

run: programs ## start everything and take CASES=310 applications from 31 provinces through it
	@$(VENV)/tongban run --cases $(CASES)

up: programs ## start broker, store, stand-ins and services; a second time changes nothing
	@$(VENV)/tongban up

down: install ## stop what `make up` started
	@$(VENV)/tongban down

status: install ## what runs, and what waits in which queue
	@$(VENV)/tongban status

test: programs ## every test, on a private broker and store
	@$(VENV)/python -m pytest

faults: programs ## break everything during the main job: FAULTS=100 faults, SEED=… for the same ones again
	@$(VENV)/python -m tests.faults --faults $(FAULTS) $(if $(SEED),--seed $(SEED))

bench: programs ## measure a hop and a case beside others; writes build/bench.json
	@$(VENV)/python -W ignore -m tests.bench

check: install ## format, lint, types, architecture, contracts, diagrams, and a docstring for every test
	@$(MAKE) --no-print-directory --keep-going format lint types docstrings structure

contracts: install ## write the AsyncAPI documents anew from the schemas
	@$(VENV)/python -m deploy.contracts

readme: install ## draw the state diagrams in the services' READMEs anew
	@$(VENV)/python -m tests.pictures

requirements: install ## pin the dependencies of pyproject.toml anew, with hashes (UPGRADE=--upgrade for new versions)
	@$(VENV)/python -m deploy.local.requirements $(UPGRADE)

# What `check` is made of; it goes on after a failure, so that one look shows everything.
format:
	@$(VENV)/ruff format --check
lint:
	@$(VENV)/ruff check
types:
	@$(VENV)/mypy
docstrings:
	@$(VENV)/interrogate tests
structure:
	@$(VENV)/python -m pytest tests/architecture tests/contracts tests/pictures

install:
	@$(PYTHON) -m deploy.local.install

programs:
	@$(PYTHON) -m deploy.local.install --programs
