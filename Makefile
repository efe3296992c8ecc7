# Everything a person types; what is missing is fetched on the way. `make` lists the targets.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo serve test thorough lint format docs pictures bench lock hooks clean

# Some machines set it: then each of the hundred processes that a run starts compiles everything
# that it imports anew, which takes longer than what it does.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PYTEST_ARGS ?=
# Every second worker has a Neo4j of its own, which takes a gigabyte, so four are enough.
JOBS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN); echo $$((n < 4 ? n : 4)))

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

demo: .venv/.runtime ## load the sample chains, tell their story, write the pages into build/demo
	HONGLIAN_STORE=arcade:build/demo/graph $(BIN)/honglian demo --out build/demo

serve: .venv/.runtime ## API and explorer on 127.0.0.1:8000; HONGLIAN_STORE=... for another graph
	HONGLIAN_STORE=$${HONGLIAN_STORE:-arcade:build/demo/graph} $(BIN)/honglian serve

# The workers have the cores already: more threads of one would only wait for the others, busily.
test thorough: export OPENBLAS_NUM_THREADS = 1

test: .venv/.dev ## every test, on both engines, against a real Neo4j and a real browser
	@.ci/system-packages java maven chromium fonts
	$(BIN)/python -m pytest -n $(JOBS) --dist loadscope --no-loadscope-reorder $(PYTEST_ARGS)

thorough: .venv/.dev ## the tests that try random cases or kill engines, with all the cases promised
	@.ci/system-packages java maven chromium fonts
	HONGLIAN_THOROUGH=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadscope $(PYTEST_ARGS) \
	  $$(grep -l 'effort import cases' tests/test_*.py)

lint: .venv/.dev ## ruff, mypy --strict, the rules of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.dev ## let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: .venv/.dev ## write the pages of docs/ that are derived from the code
	$(BIN)/python -m tests.derived

pictures: .venv/.dev ## take the pictures of the README from the sample
	@.ci/system-packages chromium fonts
	$(BIN)/python -m tests.pictures

bench: .venv/.dev ## measure engines and pages, write docs/performance.md and docs/pages-performance.md
	@.ci/system-packages java maven chromium fonts
	$(BIN)/python -m bench

lock: .venv/.dev ## resolve the newest versions that pyproject.toml allows
	.ci/lock

hooks: .venv/.dev ## check every commit with pre-commit
	$(BIN)/pre-commit install

clean: ## remove what was built or fetched; the graph in .honglian stays
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp per lock file: a second run finds it newer and does nothing.
.venv/.runtime: requirements.lock pyproject.toml
	@.ci/bootstrap requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml
	@.ci/bootstrap requirements-dev.lock
	@touch $@ .venv/.runtime
