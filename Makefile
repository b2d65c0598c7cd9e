# make brief   the briefings of the plan in data/, into editions/
# make test    everything that must hold
# make soak    what takes hours: a thousand random kills, ten thousand hostile inputs; counted in docs/soak.md
# make lab     JupyterLab on the notebooks
# make wheel   the package as one file, with the notebooks and reference classes, into dist/
# make docs    the documentation, into build/docs/
# make dashboard   the explorer in a browser, without the code
# make bench   the forecast and the main job measured, into docs/ (BENCHMARK=table.csv, MONTHS=table.csv: the forecast on those tables)
# make test-lowest, make test-newest   the tests with the lowest, or the newest, packages that the bounds allow
# make airflow   the recipe for Airflow, loaded and executed once
# make clients   the programs that run, export and pair the notebooks, tried for real, into docs/clients.md
# make mutation   change the arithmetic of audit and goals line by line, and list the mutants that survive
# make supply-chain   licences, bill of materials, known vulnerabilities
# Each sets up what it needs in .venv or beside it, from the hash-checked lock files. On a machine without make, the
# same steps are in README.md as plain commands.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
# What the measuring alone needs stands apart, so that the tests do without it.
BENCH_VENV := .venv-bench
AIRFLOW_VENV := .venv-airflow
# The kernelspec `lcanalysis`, for this environment alone; an editable install leaves it out.
KERNEL := jupyter kernelspec install --sys-prefix --name lcanalysis --log-level ERROR lcanalysis/runner/kernelspec
export PYTHONUTF8 := 1
# Compiled modules are kept even where the surroundings forbid it, as many containers do: without them each command
# compiles 1,500 files anew, which takes four seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help brief wheel lab dashboard docs test test-lowest test-newest soak mutation lint style bench clients airflow supply-chain clean-data lock programs

help:
	@sed -n 's/^# make/make/p' Makefile

brief: $(VENV)/runtime.stamp
	@$(BIN)/python -m lcanalysis brief $(ARGS)

wheel: $(VENV)/runtime.stamp
	@rm -rf build/lib build/bdist* dist
	@$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist

lab: $(VENV)/runtime.stamp
	@$(BIN)/python -m jupyterlab --notebook-dir=. $(ARGS)

# The panel has its own words in both languages; the notebook's prose, which is in both at once, is left out.
dashboard: $(VENV)/development.stamp
	@$(BIN)/python -m voila notebooks/explore.ipynb --TagRemovePreprocessor.remove_cell_tags=lang-zh \
		--TagRemovePreprocessor.remove_cell_tags=lang-en $(ARGS)

# The type checker uses one core for as long as all else waits for it: it works beside the tests, and speaks after them.
test: $(VENV)/development.stamp programs style
	@mkdir -p build; $(BIN)/python -m mypy >build/types.txt 2>&1 & types=$$!; \
	$(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder $(ARGS); failed=$$?; \
	wait $$types || failed=1; cat build/types.txt; exit $$failed

test-lowest test-newest:
	@sh scripts/test_bounds.sh $(@:test-%=%) $(VENV)-$(@:test-%=%) $(ARGS)

soak: $(VENV)/development.stamp
	@LCANALYSIS_SOAK_PAGE=docs/soak.md $(BIN)/python -m pytest -m soak -s $(ARGS)

docs: $(VENV)/development.stamp
	@$(BIN)/python scripts/build_docs.py build/docs

airflow: $(VENV)/runtime.stamp $(AIRFLOW_VENV)/airflow.stamp
	@sh scripts/try_airflow.sh $(AIRFLOW_VENV)

lint: style
	@$(BIN)/python -m mypy

style: $(VENV)/development.stamp
	@$(BIN)/python -m ruff check
	@$(BIN)/python -m ruff format --check

supply-chain: $(VENV)/development.stamp
	@$(BIN)/python scripts/check_supply_chain.py

clean-data: $(VENV)/runtime.stamp
	@$(BIN)/python -m lcanalysis clean

# What the tests try the product with; scripts/find_programs.sh says which tests go without it.
programs:
	@sh scripts/find_programs.sh

bench: $(BENCH_VENV)/bench.stamp
	@BENCHMARK="$(BENCHMARK)" $(BENCH_VENV)/bin/python scripts/bench_forecast.py
	@[ -z "$(BENCHMARK)" ] || $(BENCH_VENV)/bin/python scripts/bench_later_years.py "$(BENCHMARK)"
	@[ -z "$(BENCHMARK)" ] || $(BENCH_VENV)/bin/python scripts/bench_joint_years.py "$(BENCHMARK)"
	@[ -z "$(MONTHS)" ] || $(BENCH_VENV)/bin/python scripts/bench_running_year.py "$(MONTHS)"
	@[ -z "$(BENCHMARK)" ] || $(BENCH_VENV)/bin/python scripts/bench_refits.py "$(BENCHMARK)"
	@[ -z "$(BENCHMARK)" ] || $(BENCH_VENV)/bin/python scripts/bench_class_turn.py "$(BENCHMARK)"
	@[ -z "$(BENCHMARK)" ] || $(BENCH_VENV)/bin/python scripts/bench_history.py "$(BENCHMARK)"
	@$(BENCH_VENV)/bin/python scripts/bench_scales.py
	@$(BENCH_VENV)/bin/python scripts/bench_runner.py
	@$(BENCH_VENV)/bin/python scripts/bench_before.py
	@$(BENCH_VENV)/bin/python scripts/bench_changed.py
	@$(BENCH_VENV)/bin/python scripts/bench_machinery.py
	@$(BENCH_VENV)/bin/python scripts/bench_cluster.py
	@$(BENCH_VENV)/bin/python scripts/bench_explorer.py
	@$(BENCH_VENV)/bin/python scripts/bench_intake.py
	@$(BENCH_VENV)/bin/python scripts/bench_growth.py

clients: $(BENCH_VENV)/bench.stamp programs
	@$(BENCH_VENV)/bin/python scripts/try_clients.py

# In a copy of its own, so that no changed line is left behind if it is stopped.
mutation: $(BENCH_VENV)/bench.stamp
	@$(BENCH_VENV)/bin/python scripts/mutate.py $(ARGS)

$(VENV)/python.stamp:
	@sh scripts/make_venv.sh $(VENV)
	@touch $@

$(VENV)/runtime.stamp: $(VENV)/python.stamp requirements.lock requirements-uv.lock pyproject.toml
	@echo "Installing what the briefings need into $(VENV) (first time only)"
	@sh scripts/install.sh $(VENV) requirements.lock --only-binary :all:
	@$(BIN)/$(KERNEL)
	@touch $@

$(VENV)/development.stamp: $(VENV)/python.stamp requirements-dev.lock requirements-uv.lock pyproject.toml
	@echo "Installing what tests, documentation and dashboard need into $(VENV) (first time only)"
	@sh scripts/install.sh $(VENV) requirements-dev.lock
	@$(BIN)/$(KERNEL)
	@touch $(VENV)/runtime.stamp $@

$(BENCH_VENV)/bench.stamp: requirements-bench.lock requirements-uv.lock pyproject.toml
	@echo "Installing what the measuring needs into $(BENCH_VENV) (first time only)"
	@sh scripts/make_venv.sh $(BENCH_VENV)
	@sh scripts/install.sh $(BENCH_VENV) requirements-bench.lock
	@$(BENCH_VENV)/bin/$(KERNEL)
	@touch $@

$(AIRFLOW_VENV)/airflow.stamp: deploy/airflow/requirements.lock
	@echo "Installing Airflow into $(AIRFLOW_VENV) (a few minutes)"
	@sh scripts/make_venv.sh $(AIRFLOW_VENV)
	@$(AIRFLOW_VENV)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r deploy/airflow/requirements.lock
	@touch $@

# For maintainers: resolve the dependencies anew. Needs `uv`; writes no index address.
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --quiet
LOCK := $(COMPILE) pyproject.toml
lock:
	$(LOCK) --group build --output-file requirements.lock
	$(LOCK) --group dev --output-file requirements-dev.lock
	$(LOCK) --group bench --output-file requirements-bench.lock
	echo uv | $(COMPILE) - --output-file requirements-uv.lock
	$(COMPILE) deploy/airflow/requirements.in --output-file deploy/airflow/requirements.lock
