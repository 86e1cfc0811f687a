# Every target sets up .venv first when needed. Another Python: make PYTHON=python3.12 test
PYTHON =
LAB_ARGS =
TEST_ARGS =
NOTEBOOK =
PY = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup lab test notebooks page figures skin bench lint clean

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv and install everything into it (the other targets do this by themselves)
	@sh .ci/setup.sh "$(PYTHON)"

lab: setup ## open the course in JupyterLab (LAB_ARGS are passed on)
	@$(PY) -m convlib.course.lab $(LAB_ARGS)

test: setup ## test everything: operators, films, explorers in a browser, every notebook (TEST_ARGS go to pytest)
	@$(PY) -m tests $(TEST_ARGS)

notebooks: setup ## execute all lessons in place and clean them, make the notebooks with exercises and solutions
	@$(PY) -m convlib.course.notebooks && $(PY) -m convlib.course.release

page: setup ## make one HTML file to hand out: make page NOTEBOOK=09_transposed
	@$(PY) -m convlib.course.page "$(NOTEBOOK)"

figures: setup ## make all figures again
	@$(PY) -m convlib.course.figures

skin: setup ## renew player, style and metadata in stored notebooks and figures; runs no cell
	@$(PY) -m convlib.course.skin

bench: setup ## time the course's parts against their peers
	@$(PY) -m benchmarks

lint: setup ## check style and format
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .

clean: ## remove caches and build output (.venv stays)
	@rm -rf build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	@find . -path ./.venv -prune -o -path ./.git -prune -o -type d \
		\( -name __pycache__ -o -name .ipynb_checkpoints \) -exec rm -rf {} +
