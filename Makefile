# Every target sets up .venv first when needed. Another Python: make PYTHON=python3.12 test
PYTHON =
LAB_ARGS =
PY = .venv/bin/python
PARALLEL = -n 2 --dist loadscope
NBVAL = --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg --nbval-cell-timeout 120

.DEFAULT_GOAL := help
.PHONY: help setup lab test notebooks figures skin bench lint clean

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv and install everything into it (the other targets do this by themselves)
	@sh .ci/setup.sh "$(PYTHON)"

lab: setup ## open the course in JupyterLab (LAB_ARGS are passed on)
	@$(PY) -m jupyterlab $(LAB_ARGS) notebooks/00_start_here.ipynb

# Two runs, the second also when the first has failed: the package, then every notebook against its saved outputs.
test: setup ## test everything: operators, films, explorers in a browser, every notebook
	@CONVLIB_CHROMIUM=$$(CONVLIB_CHROMIUM="$(CONVLIB_CHROMIUM)" sh .ci/chromium.sh) || exit 1; \
	export CONVLIB_CHROMIUM CONVLIB_PROGRESS=off; failed=0; \
	$(PY) -m pytest $(PARALLEL) || failed=1; \
	$(PY) -m pytest $(PARALLEL) $(NBVAL) notebooks || failed=1; \
	exit $$failed

notebooks: setup ## execute all lessons in place and clean them, make the notebooks with exercises and solutions
	@$(PY) -m convlib.course.notebooks && $(PY) -m convlib.course.release

figures: setup ## make all figures again
	@$(PY) -m convlib.course.figures

skin: setup ## renew player and style in stored notebooks and figures; runs no cell
	@$(PY) -m convlib.course.skin

bench: setup ## time the course's parts against their peers
	@$(PY) -m benchmarks

lint: setup ## check style and format
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .

clean: ## remove caches and build output (.venv stays)
	@rm -rf build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	@find . -path ./.venv -prune -o -path ./.git -prune -o -type d \
		\( -name __pycache__ -o -name .ipynb_checkpoints \) -exec rm -rf {} +
